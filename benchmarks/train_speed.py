"""Time an epoch of `train` beside `Model.fit` with its defaults (and PyTorch, if it is installed).

    python benchmarks/train_speed.py [--rounds 5] [--examples 60000]

The contestants take turns of five epochs, of which the first, which traces and compiles, is not
counted; a machine whose speed drifts slows all of them alike. Printed are the medians over the
rounds and the median of the ratios round by round. All train the same network with Adam on the same
random data in batches of 256. "matmul rate" is the share of the arithmetic rate that this machine
reaches in large float32 matrix products; of an epoch only its products count: per weight and
example 2 operations forward and 4 backward, less the input gradient of the first layer.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import os
import pathlib
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

from utils.training import train

BATCH_SIZE = 256
EPOCHS = 5  # a turn; the first is not counted
NETWORKS = {"784-1000-500-250-30": (784, 1000, 500, 250, 30), "784-64-784": (784, 64)}


def chain(widths: tuple[int, ...]) -> keras.Model:
    """Dense layers of these widths with GELU between them."""
    inputs = hidden = keras.Input((widths[0],))
    for width in widths[1:-1]:
        hidden = layers.Dense(width, activation="gelu")(hidden)
    return keras.Model(inputs, layers.Dense(widths[-1])(hidden))


def with_train(widths: tuple[int, ...], x: np.ndarray, **options) -> Callable[[], float]:
    encoder, decoder = chain(widths), chain(widths[::-1])

    def loss(batch, training):
        x_hat = decoder(encoder(batch, training=training), training=training)
        return ops.mean(ops.square(batch - x_hat))

    def turn() -> float:
        history = train(
            loss, [encoder, decoder], x,
            epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=False, **options,
        )  # fmt: skip
        return statistics.mean(history["seconds"][1:])

    return turn


def with_fit(widths: tuple[int, ...], x: np.ndarray) -> Callable[[], float]:
    encoder, decoder = chain(widths), chain(widths[::-1])
    autoencoder = keras.Model(encoder.input, decoder(encoder.output))
    autoencoder.compile(keras.optimizers.Adam(1e-3), "mse")

    class Clock(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.ticks = []

        def on_epoch_begin(self, epoch, logs=None):
            self.ticks.append(time.perf_counter())

        def on_train_end(self, logs=None):
            self.ticks.append(time.perf_counter())

    def turn() -> float:
        clock = Clock()
        autoencoder.fit(x, x, batch_size=BATCH_SIZE, epochs=EPOCHS, verbose=0, callbacks=[clock])
        return statistics.mean(np.diff(clock.ticks)[1:])

    return turn


def with_torch(widths: tuple[int, ...], x: np.ndarray) -> Callable[[], float]:
    import torch

    def torch_chain(widths):
        parts = []
        for n_in, n_out in itertools.pairwise(widths):
            parts += [torch.nn.Linear(n_in, n_out), torch.nn.GELU(approximate="none")]
        return torch.nn.Sequential(*parts[:-1])

    autoencoder = torch.nn.Sequential(torch_chain(widths), torch_chain(widths[::-1]))
    optimizer = torch.optim.Adam(autoencoder.parameters(), lr=1e-3)
    data = torch.from_numpy(x)

    def epoch() -> float:
        start = time.perf_counter()
        order = torch.randperm(len(data))
        for begin in range(0, len(data) - BATCH_SIZE + 1, BATCH_SIZE):
            batch = data[order[begin : begin + BATCH_SIZE]]
            loss = torch.nn.functional.mse_loss(autoencoder(batch), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return time.perf_counter() - start

    return lambda: statistics.mean([epoch() for _ in range(EPOCHS)][1:])


def matmul_rate(size: int = 2048, repeats: int = 10) -> float:
    """Floating-point operations per second in float32 products of two size x size matrices."""
    a = tf.random.normal((size, size))

    @tf.function
    def chained(b):
        for _ in tf.range(repeats):
            b = tf.matmul(a, b) / size
        return b

    chained(a)
    start = time.perf_counter()
    chained(a).numpy()
    return 2 * size**3 * repeats / (time.perf_counter() - start)


def products(widths: tuple[int, ...], examples: int) -> float:
    """Operations in the matrix products of one epoch."""
    both = [*widths, *widths[-2::-1]]
    weights = sum(a * b for a, b in itertools.pairwise(both))
    return examples * (6 * weights - 2 * both[0] * both[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--examples", type=int, default=60_000)
    arguments = parser.parse_args()
    x = np.random.default_rng(0).random((arguments.examples, 784), dtype=np.float32)
    for name, widths in NETWORKS.items():
        contestants = {
            "train": with_train(widths, x),
            "train, no XLA": with_train(widths, x, jit_compile=False),
            "Model.fit": with_fit(widths, x),
        }
        if importlib.util.find_spec("torch"):
            contestants["PyTorch"] = with_torch(widths, x)
        seconds = {contestant: [] for contestant in contestants}
        rates = []
        for _ in range(arguments.rounds):
            for contestant, turn in contestants.items():
                seconds[contestant].append(turn())
            rates.append(matmul_rate())
        rate = statistics.median(rates)
        print(f"\n{name}, {arguments.examples:,} examples, batch {BATCH_SIZE}, "
              f"{arguments.rounds} rounds; matmul rate {rate / 1e9:.0f} GFLOP/s")  # fmt: skip
        print(f"{'':20}{'s per epoch':>12}{'train is faster by':>20}{'of matmul rate':>16}")
        for contestant, values in seconds.items():
            ratio = statistics.median(v / t for v, t in zip(values, seconds["train"], strict=True))
            share = products(widths, arguments.examples) / statistics.median(values) / rate
            print(f"{contestant:20}{statistics.median(values):12.3f}{ratio:20.2f}{share:16.0%}")


if __name__ == "__main__":
    main()
