"""An epoch, and a pass over held-out data, each as one compiled `tf.function`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import keras
import tensorflow as tf

from utils.training.feed import Feed, as_batches

STEPS_WORTH_XLA = 1_000  # a shorter training would wait longer for XLA than it would save


@dataclasses.dataclass
class Player:
    """A checked `Objective`: each variable once, the optimizer built for them."""

    loss: Callable[[Any, bool], Any]
    models: list[keras.Model]
    optimizer: keras.optimizers.Optimizer
    prefix: str
    variables: list[keras.Variable]

    def terms(self, batch: Any, training: bool) -> dict[str, tf.Tensor]:
        result = self.loss(batch, training)
        return dict(result) if isinstance(result, Mapping) else {"loss": result}


def compile_epoch(
    players: list[Player],
    names: list[str],
    feed: Feed,
    seed: int,
    strategy: tf.distribute.Strategy,
    jit_compile: bool | None,
    epochs: int,
) -> Callable[[int], dict[str, tf.Tensor]]:
    """One epoch in one call of one `tf.function`: (epoch) -> mean of each term."""
    size, steps, batch_size = feed.size, feed.steps, feed.batch_size
    replicas = strategy.num_replicas_in_sync
    local = batch_size // replicas

    def update(batch):
        sums = {}
        for player in players:
            values = [variable.value for variable in player.variables]
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(values)
                terms = player.terms(batch, True)
                # Optimisers add the replicas' gradients up, so each gives its share of the mean.
                objective = player.optimizer.scale_loss(terms["loss"] / replicas)
            player.optimizer.apply(tape.gradient(objective, values), player.variables)
            sums |= _sums(terms, batch, player.prefix)
        return sums

    def update_at(arrays, order, step):
        replica = tf.distribute.get_replica_context().replica_id_in_sync_group
        rows = tf.slice(order, [step * batch_size + replica * local], [local])
        return update(tf.nest.map_structure(lambda array: tf.gather(array, rows), arrays))

    def add(totals, sums):
        return {name: totals[name] + strategy.reduce("SUM", sums[name], None) for name in totals}

    def run_steps(arrays, order):
        totals = _zeros(names)
        for step in tf.range(steps):
            totals = add(totals, strategy.run(update_at, args=(arrays, order, step)))
        return _means(totals)

    def compile_arrays(arrays, use_xla):
        def run(arrays, epoch):
            # Think of an endless row of shuffles of all examples, of which each epoch takes the
            # next steps * batch_size: what one leaves over opens the next.
            start = epoch * (steps * batch_size)
            shuffles = [
                tf.random.experimental.stateless_shuffle(tf.range(size), [seed, start // size + k])
                for k in range(2)
            ]
            order = tf.slice(tf.concat(shuffles, 0), [start % size], [steps * batch_size])
            return all_steps(arrays, order)

        order = tf.TensorSpec((steps * batch_size,), tf.int32)
        # XLA knows no shuffle, so only the steps are compiled by it.
        all_steps = _compile(run_steps, arrays, order, jit_compile=use_xla)
        return _compile(run, arrays, tf.TensorSpec((), tf.int64))

    def run_dataset():
        totals = _zeros(names)
        for batch in dataset:
            totals = add(totals, strategy.run(update, args=(batch,)))
        return _means(totals)

    if feed.dataset is not None:
        if jit_compile:
            raise ValueError("XLA cannot read a Dataset: leave out jit_compile, or pass arrays")
        dataset = strategy.experimental_distribute_dataset(feed.dataset)
        run = _compile(run_dataset)
        return lambda epoch: run()
    arrays = strategy.experimental_distribute_values_from_function(
        lambda context: tf.nest.map_structure(tf.constant, feed.arrays)
    )
    models = [model for player in players for model in player.models]
    worth_it = steps * epochs >= STEPS_WORTH_XLA and not any(map(_has_slow_xla, models))
    automatic = jit_compile is None and replicas == 1 and worth_it
    run = compile_arrays(arrays, automatic or bool(jit_compile))

    def run_epoch(epoch):
        nonlocal run, automatic
        epoch = tf.constant(epoch, tf.int64)
        try:
            return run(arrays, epoch)
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
            # XLA refuses operations that it does not know before the epoch has changed anything.
            if not automatic:
                raise
            automatic, run = False, compile_arrays(arrays, use_xla=False)
            return run(arrays, epoch)

    return run_epoch


def _compile(function: Callable, *signature: Any, jit_compile: bool = False) -> Callable:
    """`function` traced once, for one signature.

    Calling a `tf.function` would do the same, but warn of retracing when `train` is called often.
    """
    return tf.function(function, jit_compile=jit_compile).get_concrete_function(*signature)


def _has_slow_xla(layer: Any) -> bool:
    """Whether this is or holds a convolution or a recurrence, which XLA slows down on CPUs."""
    inner = getattr(layer, "layers", [])
    slow = isinstance(layer, keras.layers.RNN) or "Conv" in type(layer).__name__
    return slow or any(_has_slow_xla(part) for part in inner)


def compile_evaluation(
    players: list[Player], names: list[str], validation: Any, feed: Feed
) -> Callable[[], dict[str, tf.Tensor]]:
    """The held-out means in one `tf.function`: () -> {"validation_...": mean}."""
    dataset = as_batches(validation, "validation", feed.batch_size)
    example = lambda part: f"{part.shape[1:]} {part.dtype.name}"
    got, expected = (
        tf.nest.map_structure(example, spec) for spec in (dataset.element_spec, feed.spec)
    )
    if got != expected:
        raise ValueError(f"validation must be like data: got examples {got}, expected {expected}")

    def run():
        totals = _zeros(names)
        for batch in dataset:
            sums = {}
            for player in players:
                sums |= _sums(player.terms(batch, False), batch, player.prefix)
            totals = {name: totals[name] + sums[name] for name in totals}
        return {f"validation_{name}": mean for name, mean in _means(totals).items()}

    return _compile(run)


def _sums(terms: Mapping[str, tf.Tensor], batch: Any, prefix: str) -> dict[str, tf.Tensor]:
    """Each term, a mean over the batch, as a sum over its examples; and their number."""
    examples = tf.cast(tf.shape(tf.nest.flatten(batch)[0])[0], tf.float32)
    sums = {prefix + name: tf.cast(term, tf.float32) * examples for name, term in terms.items()}
    return sums | {"examples": examples}


def _zeros(names: list[str]) -> dict[str, tf.Tensor]:
    return {name: tf.zeros(()) for name in [*names, "examples"]}


def _means(totals: dict[str, tf.Tensor]) -> dict[str, tf.Tensor]:
    examples = totals.pop("examples")
    return {name: total / examples for name, total in totals.items()}
