"""An epoch, and a pass over held-out data, each as one compiled `tf.function`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import keras
import tensorflow as tf

from utils.training.feed import Feed, as_batches


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

    def run_arrays(arrays, epoch):
        # Think of an endless row of shuffles of all examples, of which each epoch takes the next
        # steps * batch_size: what one leaves over opens the next, and it depends on nothing else.
        start = epoch * (steps * batch_size)
        shuffles = [_shuffle(size, seed, start // size + k) for k in range(2)]
        begin = tf.cast(start % size, tf.int32)
        order = tf.slice(tf.concat(shuffles, 0), [begin], [steps * batch_size])
        totals = _zeros(names)
        for step in tf.range(steps):
            totals = add(totals, strategy.run(update_at, args=(arrays, order, step)))
        return _means(totals)

    @tf.function
    def run_dataset(dataset):
        totals = _zeros(names)
        for batch in dataset:
            totals = add(totals, strategy.run(update, args=(batch,)))
        return _means(totals)

    if feed.dataset is not None:
        dataset = strategy.experimental_distribute_dataset(feed.dataset)
        return lambda epoch: run_dataset(dataset)
    arrays = strategy.experimental_distribute_values_from_function(
        lambda context: tf.nest.map_structure(tf.constant, feed.arrays)
    )
    plain, fused = tf.function(run_arrays), tf.function(run_arrays, jit_compile=True)
    automatic = jit_compile is None and replicas == 1 and not _has_slow_xla(players)
    chosen = fused if automatic or jit_compile else plain

    def run_epoch(epoch):
        nonlocal chosen
        try:
            return chosen(arrays, tf.constant(epoch, tf.int64))
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
            # XLA refuses operations that it does not know before the epoch has changed anything.
            if chosen is plain or not automatic:
                raise
            chosen = plain
            return run_epoch(epoch)

    return run_epoch


def _has_slow_xla(players: list[Player]) -> bool:
    return any(
        isinstance(layer, keras.layers.RNN) or "Conv" in type(layer).__name__
        for player in players
        for model in player.models
        for layer in model._flatten_layers()
    )


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

    @tf.function
    def run(dataset):
        totals = _zeros(names)
        for batch in dataset:
            sums = {}
            for player in players:
                sums |= _sums(player.terms(batch, False), batch, player.prefix)
            totals = {name: totals[name] + sums[name] for name in totals}
        return _means(totals)

    return lambda: {f"validation_{name}": mean for name, mean in run(dataset).items()}


def _shuffle(size: int, seed: int, number: tf.Tensor) -> tf.Tensor:
    """The numbers 0 to size - 1 in an order that `seed` and `number` fix; XLA has no shuffle op."""
    keys = tf.random.stateless_uniform([size], [seed, number], None, None, tf.int32)
    return tf.argsort(keys)


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
