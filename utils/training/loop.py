"""The course's training loop: one compiled `tf.function` call for each epoch.

A variant of the autoencoder is an encoder, a decoder and a loss. `train` takes the models and the
loss, a plain function of a batch, and does the rest: shuffle, gather, forward pass, gradients and
update run inside one graph, with no Python between the steps. Several players with a loss each
(a generator and a discriminator) are `Objective`s, updated in turn on the same batch.
"""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import keras
import tensorflow as tf
from tqdm.auto import tqdm

from utils.training.checkpoint import RunState
from utils.training.epoch import Player, compile_epoch, compile_evaluation
from utils.training.feed import make_feed
from utils.training.history import History


@dataclasses.dataclass(frozen=True)
class Objective:
    """One player: `models` are changed by `optimizer` (default Adam at 1e-3) to lower `loss`.

    In the history its terms are called `name_term`. The name defaults to that of the loss function
    without a trailing "_loss".
    """

    loss: Callable[[Any, bool], Any]
    models: Sequence[keras.Model]
    optimizer: keras.optimizers.Optimizer | None = None
    name: str | None = None

    @property
    def prefix(self) -> str:
        name = self.name or getattr(self.loss, "__name__", "objective").removesuffix("_loss")
        return f"{name}_"


def train(
    loss: Callable[[Any, bool], Any] | Sequence[Objective],
    models: Sequence[keras.Model] | Any,
    data: Any = None,
    *,
    epochs: int = 20,
    batch_size: int | None = None,
    optimizer: keras.optimizers.Optimizer | None = None,
    validation: Any = None,
    seed: int = 0,
    patience: int | None = None,
    monitor: str | None = None,
    checkpoint: str | os.PathLike | None = None,
    strategy: tf.distribute.Strategy | None = None,
    jit_compile: bool | None = None,
    verbose: bool = True,
) -> History:
    """Train `models` to minimise `loss` on `data`, and return the `History`.

    Call it as `train(loss, [encoder, decoder], x_train, ...)`, or with several players as
    `train([Objective(...), Objective(...)], x_train, ...)`.

    Args:
        loss: `loss(batch, training)` returns a scalar, or a dict of scalars whose "loss" is
            minimised and whose other entries are recorded. The course's losses are computed per
            example, summed over its pixels and averaged over the batch. Regularisers of layers
            (`model.losses`) are not added: write them into the loss.
        models: Built Keras models whose trainable variables are to change.
        data: An array of examples, shape (n, ...), or a tuple or dict of arrays of one length n.
            They are put on the device once; uint8 stays uint8, float64 becomes float32. Or a
            finite `tf.data.Dataset` that yields batches.
        epochs: Number of epochs, counted from the beginning also when a run is resumed. On arrays
            an epoch makes n // batch_size steps; examples that are left over come first in the
            next epoch, so that every example is used once before any is used again.
        batch_size: Examples per step over all replicas (default 256, or n where there are fewer);
            not for a Dataset, which has its own batches.
        optimizer: Default Adam with a learning rate of 1e-3.
        validation: Held-out data of the same form, evaluated with `training=False` after each
            epoch; its terms are recorded as "validation_...".
        seed: Order of the examples. Weights and noise follow `keras.utils.set_random_seed`.
        patience: Stop after so many epochs in a row without a lower `monitor`; the best weights
            are put back.
        monitor: The term that `patience` watches (default "validation_loss", or "loss").
        checkpoint: A folder. Interrupted at any point and called again with the same arguments,
            the run goes on after the last finished epoch and ends with the same weights. Random
            numbers in a loss must come from `keras.random`: the counters of `tf.random.normal` and
            its like cannot be saved. A Dataset must give the same order in each epoch.
        strategy: A `tf.distribute` strategy under whose scope the models were made. Every worker
            holds all the data and takes its share of each batch.
        jit_compile: Compile the steps with XLA, which fuses what lies between the matrix products.
            Default: in trainings of 1,000 steps or more on arrays, of models with neither
            convolutions nor recurrence (XLA slows both down on CPUs), if XLA knows all of the loss.
            Say False if the loss draws as many random numbers as a batch has pixels: on a CPU, XLA
            took 90 times as long to draw them.
        verbose: Show a progress bar while training and print one line at the end.

    Raises:
        ValueError: For data, models, a loss or a checkpoint that cannot be used, before training.
        FloatingPointError: At the end of an epoch in which a term became NaN or infinite. Its
            attribute `history` holds the epochs so far.
    """
    if isinstance(loss, Sequence):
        if data is not None or optimizer is not None:
            raise ValueError("several players are trained by train([Objective(...), ...], data)")
        objectives, data = list(loss), models
    else:
        objectives = [Objective(loss, models, optimizer)]
    if epochs < 1 or (patience is not None and patience < 1):
        raise ValueError(f"epochs and patience count from 1, got {epochs=} and {patience=}")
    start = time.perf_counter()
    strategy = strategy or tf.distribute.get_strategy()
    players = _players(objectives, strategy)
    feed = make_feed(data, batch_size, strategy.num_replicas_in_sync)
    names, touched = _probe(players, feed.spec)
    run_epoch = compile_epoch(players, names, feed, seed, strategy, jit_compile, epochs)
    evaluate = dict
    if validation is not None:
        evaluate = compile_evaluation(players, names, validation, feed)
        names = names + [f"validation_{name}" for name in names]
    monitor = monitor or ("loss" if validation is None else "validation_loss")
    if patience and monitor not in names:
        raise ValueError(f"patience watches monitor={monitor!r}, but the terms are {names}")
    models = [model for player in players for model in player.models]
    touched += [v.value for player in players for v in player.optimizer.variables]
    state = RunState(models, touched, f"{feed.spec}, {feed.size=}, {seed=}", checkpoint)

    # In a notebook tqdm does not look at its own switch.
    silent = not verbose or os.environ.get("TQDM_DISABLE", "") not in ("", "0")
    with tqdm(total=epochs, initial=state.epoch, leave=False, disable=silent) as bar:
        while state.epoch < epochs and not (patience and state.waited >= patience):
            row = run_epoch(state.epoch) | evaluate()
            row = {name: float(mean) for name, mean in row.items()}
            now = time.perf_counter()
            row["seconds"], start = now - start, now
            state.finish_epoch(row, monitor if patience else None)
            bar.set_postfix_str(state.history.summary())
            bar.update()
    if patience:
        state.put_back_best()
    for player in players:
        player.optimizer.finalize_variable_values(player.variables)
    if verbose:
        print(state.history)
    return state.history


def _players(objectives: list[Objective], strategy: tf.distribute.Strategy) -> list[Player]:
    prefixes = [objective.prefix for objective in objectives] if len(objectives) > 1 else [""]
    if len({*prefixes}) < len(prefixes) or not objectives:
        raise ValueError(f"each of the Objectives needs its own name, got {prefixes}")
    players = []
    for objective, prefix in zip(objectives, prefixes, strict=True):
        models = objective.models
        models = [models] if isinstance(models, keras.Model) else list(models)
        if unbuilt := [model.name for model in models if not model.built]:
            raise ValueError(f"models {unbuilt} have no weights yet: give them an Input first")
        variables = list({id(v): v for model in models for v in model.trainable_variables}.values())
        if not variables:
            names = [model.name for model in models]
            raise ValueError(f"models {names} have no trainable variables; is trainable=False set?")
        if not all(strategy.extended.variable_created_in_scope(v.value) for v in variables):
            raise ValueError("make the models under `with strategy.scope():` to train them with it")
        with strategy.scope():
            optimizer = objective.optimizer or keras.optimizers.Adam(1e-3)
            half = any(model.compute_dtype == "float16" for model in models)
            if half and not isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
                optimizer = keras.optimizers.LossScaleOptimizer(optimizer)  # as compile() does
            if not optimizer.built:
                optimizer.build(variables)
        players.append(Player(objective.loss, models, optimizer, prefix, variables))
    return players


def _probe(players: list[Player], spec: Any) -> tuple[list[str], list[tf.Variable]]:
    """Trace each loss once: the names of its terms, and every variable that it touches."""
    names, touched = [], []
    for player in players:
        probe = tf.function(player.terms).get_concrete_function(spec, True)
        # `variables` comes in the order of a set; a resumed run must find them in the same one.
        place = {id(handle): index for index, handle in enumerate(probe.captured_inputs)}
        touched += sorted(probe.variables, key=lambda v: place[id(v.handle)])
        terms = probe.structured_outputs
        if "loss" not in terms:
            raise ValueError(f'the loss returned {[*terms]}; its key "loss" must be minimised')
        for name, term in terms.items():
            names.append(player.prefix + name)
            if not getattr(term, "dtype", tf.string).is_floating or term.shape.rank != 0:
                raise ValueError(
                    f"the loss must return a scalar, or a dict of scalars: {name!r} is {term}; sum "
                    "over the pixels of an example, then average over the batch"
                )
    return names, touched
