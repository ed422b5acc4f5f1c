"""`train` against plain NumPy, against `Model.fit`, and against itself."""

from __future__ import annotations

import json
import os
import pathlib
import socket
import subprocess
import sys
import textwrap
import time

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers, ops

from utils.training import History, Objective, train
from utils.training.feed import make_feed

ROOT = pathlib.Path(__file__).resolve().parents[1]
RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 4)).astype("float32")


def dense(n_in: int, n_out: int, **options) -> keras.Model:
    inputs = keras.Input((n_in,))
    return keras.Model(inputs, layers.Dense(n_out, **options)(inputs))


def squared_error_of(*models: keras.Model):
    def loss(batch, training):
        x_hat = batch
        for model in models:
            x_hat = model(x_hat, training=training)
        return ops.mean(ops.sum(ops.square(batch - x_hat), axis=1))

    return loss


def run(models=None, data=X, loss=None, **options) -> History:
    """A short, silent training; `models` is a new dense layer unless given."""
    models = [dense(4, 4)] if models is None else models
    return train(
        loss or squared_error_of(*models),
        models,
        data,
        **{"epochs": 2, "batch_size": 10, "verbose": False} | options,
    )


# --- the arithmetic ---------------------------------------------------------------------------


@pytest.mark.parametrize("jit_compile", [True, False, None])
def test_one_full_batch_step_is_gradient_descent_by_hand(jit_compile):
    model = dense(4, 4, use_bias=False)
    w = model.get_weights()[0].astype(float)
    history = run(
        [model], batch_size=50, epochs=1, optimizer=keras.optimizers.SGD(0.1),
        jit_compile=jit_compile,
    )  # fmt: skip
    residual = X @ w - X
    assert history["loss"][0] == pytest.approx(np.square(residual).sum(axis=1).mean(), rel=1e-5)
    expected = w - 0.1 * 2 * X.T @ residual / len(X)
    np.testing.assert_allclose(model.get_weights()[0], expected, atol=1e-5)


def test_ends_with_the_weights_of_model_fit():
    x = X[:1].repeat(64, axis=0) * np.linspace(0.5, 1.5, 64)[:, None].astype("float32")
    ours, theirs = dense(4, 4), dense(4, 4)
    theirs.set_weights(ours.get_weights())
    # The full batch, so that the order of the examples does not matter, and no division by nearly
    # nothing, which would enlarge the rounding of small gradients.
    adam = lambda: keras.optimizers.Adam(0.01, epsilon=1e-3)
    history = run([ours], x, batch_size=64, epochs=20, optimizer=adam())
    theirs.compile(adam(), lambda y, y_hat: ops.sum(ops.square(y - y_hat), axis=1))
    fitted = theirs.fit(x, x, batch_size=64, epochs=20, verbose=0)
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
    np.testing.assert_allclose(history["loss"], fitted.history["loss"], rtol=1e-4)


def seen_by_epoch(n: int, batch_size: int, epochs: int, seed: int = 0) -> list[np.ndarray]:
    """Which examples each epoch saw: one weight per example counts them with plain SGD."""
    inputs = keras.Input((n,))
    counter = keras.Model(
        inputs, layers.Dense(1, use_bias=False, kernel_initializer="zeros")(inputs)
    )
    loss = lambda batch, training: -ops.sum(counter(batch))
    counts = [np.zeros(n)]
    for epoch in range(1, epochs + 1):  # each run starts anew: the order depends on the seed alone
        counter.set_weights([np.zeros((n, 1))])
        train(loss, [counter], np.eye(n, dtype="float32"), epochs=epoch, batch_size=batch_size,
              optimizer=keras.optimizers.SGD(1.0), seed=seed, verbose=False)  # fmt: skip
        counts.append(counter.get_weights()[0][:, 0])
    return list(np.diff(counts, axis=0))


def test_what_one_epoch_leaves_over_opens_the_next():
    epochs = seen_by_epoch(n=10, batch_size=4, epochs=5)
    assert all(epoch.sum() == 8 for epoch in epochs)
    # 5 epochs of 8 are 4 rounds through the 10 examples: each came up exactly 4 times ...
    np.testing.assert_array_equal(np.sum(epochs, axis=0), 4)
    # ... and after each epoch no example is ahead of another by more than one round.
    assert all(np.ptp(total) <= 1 for total in np.cumsum(epochs, axis=0))
    assert (epochs[0] != epochs[1]).any()


def test_the_seed_decides_the_order():
    first, again, other = (seen_by_epoch(30, 7, 1, seed)[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_two_runs_with_one_seed_give_the_same_numbers():
    results = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        inputs = keras.Input((4,))
        hidden = layers.Dropout(0.3)(layers.Dense(8, activation="gelu")(inputs))
        model = keras.Model(inputs, layers.Dense(4)(hidden))
        history = run([model], epochs=4)
        results.append((history["loss"], model.get_weights()))
    np.testing.assert_array_equal(results[0][0], results[1][0])
    for a, b in zip(results[0][1], results[1][1], strict=True):
        np.testing.assert_array_equal(a, b)


# --- data -------------------------------------------------------------------------------------


def test_tuples_and_dicts_reach_the_loss_with_their_types():
    model = dense(4, 1)
    labels = (X[:, 0] > 0).astype("int64")
    mask = np.ones((50, 1), bool)

    def loss(batch, training):
        x, y, keep = batch
        assert (x.dtype, y.dtype, keep.dtype) == (tf.float32, tf.int64, tf.bool)
        return ops.mean(ops.square(model(x)[:, 0] - ops.cast(y, "float32")))

    run([model], (X.astype("float64"), labels, mask), loss)

    def dict_loss(batch, training):
        return loss((batch["x"], batch["y"], batch["keep"]), training)

    run([model], {"x": X, "y": labels, "keep": mask}, dict_loss)


def test_uint8_images_stay_uint8():
    model = dense(4, 4)

    def loss(batch, training):
        assert batch.dtype == tf.uint8
        x = ops.cast(batch, "float32") / 255
        return ops.mean(ops.square(model(x) - x))

    run([model], np.arange(200, dtype="uint8").reshape(50, 4), loss)


def test_a_dataset_gives_what_the_array_gives():
    ours, theirs = dense(4, 4), dense(4, 4)
    theirs.set_weights(ours.get_weights())
    sgd = lambda: keras.optimizers.SGD(0.01)
    run([ours], batch_size=50, optimizer=sgd(), epochs=3)
    history = train(squared_error_of(theirs), [theirs], tf.data.Dataset.from_tensors(X), epochs=3,
                    optimizer=sgd(), verbose=False)  # fmt: skip
    np.testing.assert_allclose(ours.get_weights()[0], theirs.get_weights()[0], atol=1e-6)
    assert len(history.epochs) == 3


def test_means_weigh_a_smaller_last_batch_by_its_size():
    model = dense(4, 4)
    frozen = keras.optimizers.SGD(0.0)
    history = run([model], validation=X[:23], optimizer=frozen, epochs=1)
    exact = lambda x: np.square(model.predict(x, verbose=0) - x).sum(axis=1).mean()
    assert history["loss"][0] == pytest.approx(exact(X), rel=1e-5)
    assert history["validation_loss"][0] == pytest.approx(exact(X[:23]), rel=1e-5)
    dataset = tf.data.Dataset.from_tensor_slices(X).batch(32)
    history = train(squared_error_of(model), [model], dataset, epochs=1, optimizer=frozen,
                    verbose=False)  # fmt: skip
    assert history["loss"][0] == pytest.approx(exact(X), rel=1e-5)


def test_validation_runs_without_dropout_and_without_updates():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dropout(0.9)(layers.Dense(4)(inputs)))
    history = run([model], validation=X, optimizer=keras.optimizers.SGD(0.0), epochs=3)
    assert np.ptp(history["validation_loss"]) == 0
    assert np.ptp(history["loss"]) > 0


# --- terms, players ---------------------------------------------------------------------------


def test_every_term_of_a_dict_is_recorded():
    model = dense(4, 4)

    def loss(batch, training):
        error = squared_error_of(model)(batch, training)
        size = ops.sum(ops.square(model.trainable_variables[0]))
        return {"loss": error + 0.1 * size, "reconstruction": error, "size": size}

    history = run([model], loss=loss, validation=X)
    frame = history.to_frame()
    np.testing.assert_allclose(
        frame["loss"], frame["reconstruction"] + 0.1 * frame["size"], rtol=1e-5
    )
    assert [*frame] == [*history.keys(), "seconds"]
    assert {"validation_loss", "validation_size"} <= {*frame}


def test_players_take_turns_on_their_own_variables():
    attacker, defender = (dense(1, 1, use_bias=False, kernel_initializer="ones") for _ in "ab")
    product = lambda batch: ops.mean(attacker(batch) * defender(batch))

    def attack_loss(batch, training):
        return product(batch)

    def defence_loss(batch, training):
        return -product(batch)

    optimizers = [keras.optimizers.SGD(0.25), keras.optimizers.SGD(0.5)]
    history = train(
        [Objective(attack_loss, [attacker], optimizers[0]),
         Objective(defence_loss, [defender], optimizers[1])],
        np.ones((4, 1), "float32"), epochs=1, batch_size=4, verbose=False,
    )  # fmt: skip
    # a = 1 - 0.25 * d = 0.75 first; then d = 1 + 0.5 * a, with the new a, = 1.375.
    assert attacker.get_weights()[0].item() == pytest.approx(0.75)
    assert defender.get_weights()[0].item() == pytest.approx(1.375)
    assert history["attack_loss"][0] == pytest.approx(1.0)
    assert history["defence_loss"][0] == pytest.approx(-0.75)


def test_convolutions_and_operations_unknown_to_xla_still_train():
    inputs = keras.Input((6, 6, 1))
    model = keras.Model(inputs, layers.Conv2D(1, 3, padding="same")(inputs))
    images = RNG.random((20, 6, 6, 1)).astype("float32")
    run([model], images, lambda batch, training: ops.mean(ops.square(model(batch) - batch)))
    other = dense(4, 4)

    def loss_with_unique(batch, training):  # tf.unique has no XLA kernel
        distinct = tf.size(tf.unique(tf.reshape(tf.cast(batch * 10, tf.int32), [-1]))[0])
        return {
            "loss": ops.mean(ops.square(other(batch))),
            "distinct": tf.cast(distinct, "float32"),
        }

    # 1,000 steps, so that XLA is tried
    assert run([other], loss=loss_with_unique, epochs=200)["distinct"][0] > 1


def test_mixed_precision_trains_with_a_scaled_loss():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        model = dense(4, 4)
        inner = keras.optimizers.Adam(0.05)
        loss = lambda b, training: ops.mean(ops.square(ops.cast(model(b), "float32") - b))
        history = run([model], loss=loss, epochs=30, optimizer=inner)
    finally:
        keras.config.set_dtype_policy("float32")
    assert history["loss"][-1] < 0.2 * history["loss"][0]


# --- stopping ---------------------------------------------------------------------------------


def test_patience_stops_and_puts_the_best_weights_back():
    # One weight is drawn to 1 and watched for its distance to 0.5, which it passes on its way.
    model = dense(1, 1, use_bias=False, kernel_initializer="zeros")
    loss = lambda batch, training: ops.mean(ops.square(model(batch[0]) - batch[1]))
    ones = np.ones((10, 1), "float32")
    history = train(loss, [model], (ones, ones), validation=(ones, ones / 2), epochs=50,
                    patience=3, optimizer=keras.optimizers.SGD(0.1), verbose=False)  # fmt: skip
    best = int(np.argmin(history["validation_loss"]))
    assert best > 0 and len(history.epochs) == best + 1 + 3
    weight = 1 - 0.8 ** (best + 1)  # each full-batch step of 0.1 leaves 0.8 of the distance
    assert model.get_weights()[0].item() == pytest.approx(weight, rel=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_names_epoch_and_term(bad):
    model = dense(4, 4)
    steps = tf.Variable(0.0)

    def loss(batch, training):
        steps.assign_add(1.0)
        penalty = tf.where(steps > 12, bad, 0.0)  # 5 steps an epoch: in the third
        return {"loss": ops.mean(ops.square(model(batch))), "penalty": penalty}

    with pytest.raises(FloatingPointError, match=r"penalty became (nan|inf) in epoch 3") as caught:
        run([model], loss=loss, epochs=9)
    assert caught.value.history.epochs == [1, 2]


def test_summary_line_and_progress_bar(capsys, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    model = dense(4, 4)
    train(squared_error_of(model), [model], X, epochs=3)
    captured = capsys.readouterr()
    assert captured.out.startswith("3 epochs in ") and captured.out.count("\n") == 1
    run([model], verbose=False)
    assert capsys.readouterr() == ("", "")


# --- resuming ---------------------------------------------------------------------------------

RESUMABLE = """
    import os, signal, sys, keras, numpy as np, tensorflow as tf
    from keras import layers, ops
    from utils.training import train

    folder, die_at_step, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).normal(size=(50, 4)).astype("float32")
    inputs = keras.Input((4,))
    hidden = layers.Dropout(0.4)(layers.Dense(8, activation="gelu")(inputs))
    model = keras.Model(inputs, layers.Dense(4)(layers.BatchNormalization()(hidden)))
    noise = keras.random.SeedGenerator(7)
    steps = []

    def count():
        steps.append(1)
        if len(steps) == die_at_step:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

    def loss(batch, training):
        tf.py_function(count, [], [])
        noisy = batch + keras.random.normal((16, 4), seed=noise)
        noisy += 0.1 * keras.random.normal((16, 4))  # Keras's global seed
        return ops.mean(ops.square(model(noisy, training=training) - batch))

    rate = keras.optimizers.schedules.CosineDecay(0.01, 36)
    history = train(loss, [model], x, epochs=12, batch_size=16, verbose=False, jit_compile=False,
                    optimizer=keras.optimizers.Adam(rate), checkpoint=folder or None)
    np.savez(out, *model.get_weights(), losses=history["loss"])
"""


def script(source: str, folder: pathlib.Path, *arguments: object, **environment: str):
    """A Python process that runs `source` with the course on its path."""
    path = folder / "script.py"
    path.write_text(textwrap.dedent(source))
    return subprocess.Popen(
        [sys.executable, str(path), *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )


def test_killed_and_called_again_it_ends_with_the_same_weights(tmp_path):
    """Dropout, noise from both kinds of Keras seeds, batch statistics, a schedule, a remainder."""
    whole_run = script(RESUMABLE, tmp_path, "", 0, tmp_path / "whole.npz")
    folder = tmp_path / "run"
    killed = script(RESUMABLE, tmp_path, folder, 17, tmp_path / "never.npz")  # in the sixth epoch
    assert killed.wait() != 0 and not (tmp_path / "never.npz").exists()
    with np.load(folder / "training_state.npz") as state:
        assert str(state["meta"]).count('"seconds"') == 5
    assert script(RESUMABLE, tmp_path, folder, 0, tmp_path / "resumed.npz").wait() == 0
    assert whole_run.wait() == 0
    with np.load(tmp_path / "whole.npz") as whole, np.load(tmp_path / "resumed.npz") as resumed:
        assert whole.files == resumed.files and len(whole["losses"]) == 12
        for name in whole.files:
            np.testing.assert_allclose(whole[name], resumed[name], atol=1e-6, err_msg=name)


def test_patience_survives_an_interruption(tmp_path):
    """Resumed epoch by epoch, a run stops where the whole run stops, with the same weights."""
    ones = np.ones((10, 1), "float32")

    def attempt(epochs, checkpoint):
        model = dense(1, 1, use_bias=False, kernel_initializer="zeros")
        loss = lambda batch, training: ops.mean(ops.square(model(batch[0]) - batch[1]))
        history = train(loss, [model], (ones, ones), validation=(ones, ones / 2), epochs=epochs,
                        patience=2, optimizer=keras.optimizers.SGD(0.1), checkpoint=checkpoint,
                        verbose=False)  # fmt: skip
        return history, model.get_weights()[0].item()

    whole, weight = attempt(20, None)
    for epochs in range(1, 9):
        history, resumed = attempt(epochs, tmp_path)
    assert len(history.epochs) == len(whole.epochs) < 8
    np.testing.assert_allclose(history["loss"], whole["loss"], rtol=1e-6)
    assert resumed == pytest.approx(weight, rel=1e-6)


def test_a_finished_run_called_again_does_nothing(tmp_path):
    model = dense(4, 4)
    first = run([model], checkpoint=tmp_path)
    weights = model.get_weights()
    model.set_weights([w * 0 for w in weights])
    again = run([model], checkpoint=tmp_path)
    assert again.rows == first.rows
    np.testing.assert_array_equal(model.get_weights()[0], weights[0])


def test_a_checkpoint_of_something_else_is_refused_and_kept(tmp_path):
    run([dense(4, 4)], checkpoint=tmp_path)
    stored = (tmp_path / "training_state.npz").read_bytes()
    wide = keras.Sequential([keras.Input((4,)), layers.Dense(9), layers.Dense(4)])
    tanh = dense(4, 4, activation="tanh")
    for models, options in (([wide], {}), ([tanh], {}), ([dense(4, 4)], {"batch_size": 5})):
        with pytest.raises(ValueError, match=r"written by another model or setting.*Name another"):
            run(models, checkpoint=tmp_path, **options)
    with pytest.raises(ValueError, match="written by another model or setting"):
        run(data=X[:40], checkpoint=tmp_path)
    assert (tmp_path / "training_state.npz").read_bytes() == stored
    (tmp_path / "training_state.npz").write_bytes(stored[: len(stored) // 2])
    with pytest.raises(ValueError, match=r"cannot be read .* delete it to start again"):
        run(checkpoint=tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="is a file; name a folder"):
        run(checkpoint=tmp_path / "file")


# --- several workers --------------------------------------------------------------------------

WORKER = """
    import sys, keras, numpy as np, tensorflow as tf
    from keras import layers, ops
    from utils.training import train

    out, workers = sys.argv[1], int(sys.argv[2])
    strategy = None
    if workers > 1:
        strategy = tf.distribute.MultiWorkerMirroredStrategy()
    x = np.random.default_rng(0).normal(size=(50, 4)).astype("float32")
    keras.utils.set_random_seed(1)
    with strategy.scope() if strategy else tf.device(None):
        inputs = keras.Input((4,))
        model = keras.Model(inputs, layers.Dense(4)(layers.Dense(8, activation="gelu")(inputs)))
        optimizer = keras.optimizers.Adam(0.01)
    loss = lambda batch, training: ops.mean(ops.sum(ops.square(model(batch) - batch), axis=1))
    history = train(loss, [model], x, validation=x[:20], epochs=5, batch_size=16,
                    optimizer=optimizer, strategy=strategy, verbose=False)
    np.savez(out, *model.get_weights(), losses=history["loss"], held=history["validation_loss"])
"""


def free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def run_two_workers(folder: pathlib.Path, outs: list[pathlib.Path]) -> bool:
    """Whether both workers ended well; not so if another process took a port in the meantime."""
    addresses = [f"127.0.0.1:{port}" for port in free_ports(2)]
    workers = []
    for index, out in enumerate(outs):
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        workers.append(script(WORKER, folder, out, 2, TF_CONFIG=json.dumps(task)))
    deadline = time.monotonic() + 90
    try:
        while any(worker.poll() is None for worker in workers) and time.monotonic() < deadline:
            if any(worker.poll() for worker in workers):  # one has failed; the other would wait
                return False
            time.sleep(0.2)
        return [worker.poll() for worker in workers] == [0, 0]
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def test_two_workers_end_with_the_weights_of_one(tmp_path):
    outs = [tmp_path / f"{name}.npz" for name in ("first", "second", "alone")]
    assert script(WORKER, tmp_path, outs[2], 1).wait() == 0
    assert any(run_two_workers(tmp_path, outs[:2]) for _ in range(3))
    first, second, alone = (np.load(out) for out in outs)
    for name in first.files:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)
        np.testing.assert_allclose(first[name], alone[name], atol=1e-4, err_msg=name)


def test_a_dataset_for_several_replicas_needs_whole_batches():
    batches = lambda **options: tf.data.Dataset.from_tensor_slices(X).batch(16, **options)
    with pytest.raises(ValueError, match="drop_remainder=True"):
        make_feed(batches(), None, replicas=2)
    assert make_feed(batches(drop_remainder=True), None, replicas=2).dataset is not None


def test_best_weights_of_an_earlier_patience_do_not_replace_the_last(tmp_path):
    model = dense(4, 4)
    options = {"models": [model], "checkpoint": tmp_path, "validation": 3 - X}
    run(**options, epochs=2, patience=5)
    run(**options, epochs=6)
    trained = model.get_weights()[0].copy()
    run(**options, epochs=6)  # reads the last state and trains no further
    np.testing.assert_array_equal(model.get_weights()[0], trained)


def test_models_made_outside_the_strategy_are_refused():
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    with pytest.raises(ValueError, match=r"with strategy.scope\(\)"):
        run(strategy=strategy)
    with strategy.scope():
        model = dense(4, 4)
    assert run([model], strategy=strategy, epochs=3)["loss"][-1] > 0


# --- bad input --------------------------------------------------------------------------------

WITH_NAN = np.where(np.arange(200).reshape(50, 4) == 9, np.nan, X)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"data": X[:0]}, r"data is empty: got shape \(0, 4\)"),
        ({"data": (X, X[:7])}, r"arrays of one length.*50.*7"),
        ({"data": X, "batch_size": 51}, "batch_size=51 does not fit: expected at most 50"),
        ({"batch_size": 0}, "batch_size=0 does not fit"),
        ({"data": WITH_NAN}, r"1 NaN or infinite values of 200, the first at index \(2, 1\).*mask"),
        ({"validation": WITH_NAN}, "validation holds 1 NaN"),
        ({"data": np.array([["a"] * 4])}, "must hold numbers"),
        ({"validation": X[:, :3]}, "validation must be like data"),
        ({"validation": (X, X)}, "validation must be like data"),
        ({"loss": lambda b, training: {"error": ops.mean(b)}}, r"returned \['error'\].*\"loss\""),
        ({"loss": lambda b, training: ops.square(b)}, "must return a scalar"),
        ({"loss": lambda b, training: None}, "must return a scalar"),
        ({"models": [keras.Sequential([layers.Dense(4)])]}, "have no weights yet"),
        ({"epochs": 0}, "epochs and patience count from 1"),
        ({"patience": 2, "monitor": "accuracy"}, "monitor='accuracy', but the terms are"),
        ({"data": tf.data.Dataset.from_tensors(X).repeat(), "batch_size": None}, "endless"),
        ({"data": tf.data.Dataset.from_tensors(X)}, "brings its own batches"),
        ({"data": tf.data.Dataset.from_tensors(X), "batch_size": None, "jit_compile": True}, "XLA"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_before_training(options, message):
    with pytest.raises(ValueError, match=message):
        run(**options)


def test_models_without_trainable_variables_are_refused():
    model = dense(4, 4)
    model.trainable = False
    with pytest.raises(ValueError, match="no trainable variables"):
        run([model])


def test_players_need_names_of_their_own_and_their_data_in_second_place():
    players = [Objective(squared_error_of(m), [m]) for m in (dense(4, 4), dense(4, 4))]
    with pytest.raises(ValueError, match="its own name"):
        train(players, X)
    with pytest.raises(ValueError, match=r"train\(\[Objective"):
        train(players, [players[0].models], X)


def test_history_as_array_table_and_figure():
    history = run(validation=X, epochs=3)
    assert history.epochs == [1, 2, 3]
    assert history.seconds == pytest.approx(sum(history["seconds"]))
    assert history.to_frame().index.name == "epoch"
    (axes,) = history.plot(unit="squared error").axes
    assert [line.get_label() for line in axes.lines] == ["loss", "validation loss"]
    np.testing.assert_allclose(axes.lines[1].get_ydata(), history["validation_loss"])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("epoch", "squared error")
    with pytest.raises(KeyError, match="no term 'kl' was recorded"):
        history["kl"]
