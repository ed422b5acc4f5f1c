"""Saving and loading weights, in a temporary folder that stands for the course."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from utils import weights


def dense(*units: int, values: str = "zeros") -> keras.Model:
    inputs = x = keras.Input((3,))
    for unit in units:
        x = keras.layers.Dense(unit, kernel_initializer=values)(x)
    return keras.Model(inputs, x)


def publish(root, name: str, model: keras.Model) -> None:
    folder = root / weights.PUBLISHED
    folder.mkdir(parents=True, exist_ok=True)
    model.save_weights(folder / f"{name}{weights.SUFFIX}")


@pytest.fixture(autouse=True)
def full_profile(monkeypatch):
    monkeypatch.setenv("COURSE_PROFILE", "full")


def test_what_was_saved_comes_back_in_another_model_which_is_returned(tmp_path):
    saved = dense(4, 2, values="glorot_uniform")
    weights.save(saved, "09_a_2", tmp_path)
    model = dense(4, 2)
    assert weights.load(model, "09_a_2", tmp_path) is model
    for got, expected in zip(model.get_weights(), saved.get_weights(), strict=True):
        np.testing.assert_array_equal(got, expected)
    assert [path.name for path in (tmp_path / weights.OWN).iterdir()] == ["09_a_2.weights.h5"]


def test_ones_own_weights_win_over_the_published_ones_and_saving_leaves_those_alone(tmp_path):
    publish(tmp_path, "09_a", dense(1, values="ones"))
    first_weight = lambda: weights.load(dense(1), "09_a", tmp_path).get_weights()[0][0, 0]
    assert first_weight() == 1
    weights.save(dense(1, values="zeros"), "09_a", tmp_path)
    assert first_weight() == 0
    (tmp_path / weights.OWN / "09_a.weights.h5").unlink()
    assert first_weight() == 1


def test_the_quick_profile_saves_nothing_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_PROFILE", "quick")
    weights.save(dense(1), "09_a", tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out.startswith("09_a: not saved")


def test_weights_that_are_too_large_are_refused_and_the_earlier_file_stays(tmp_path, monkeypatch):
    weights.save(dense(2, values="ones"), "09_a", tmp_path)
    monkeypatch.setattr(weights, "MOST_BYTES", 100_000)
    with pytest.raises(ValueError, match=r"'09_a' need \d{3},\d{3} bytes.* the model has 90,000"):
        weights.save(dense(22_500), "09_a", tmp_path)
    assert weights.available(tmp_path) == ["09_a"]
    assert [path.name for path in (tmp_path / weights.OWN).iterdir()] == ["09_a.weights.h5"]
    assert weights.load(dense(2), "09_a", tmp_path).get_weights()[0].sum() == 6


def test_a_name_that_is_not_there_is_met_with_those_that_are(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no weights '09_b' in .*; there are none\."):
        weights.load(dense(1), "09_b", tmp_path)
    weights.save(dense(1), "09_a", tmp_path)
    publish(tmp_path, "12_c", dense(1))
    (tmp_path / weights.OWN / "unfinished_09_d.weights.h5").touch()  # what a kill leaves behind
    with pytest.raises(FileNotFoundError, match=r"there are \['09_a', '12_c'\]\."):
        weights.load(dense(1), "09_b", tmp_path)


@pytest.mark.parametrize("units", [(4, 3), (4,), (4, 2, 1)], ids=["wider", "shorter", "longer"])
def test_another_architecture_is_refused_and_the_model_stays_as_it_was(tmp_path, units):
    publish(tmp_path, "09_a", dense(4, 2, values="ones"))
    model = dense(*units)
    with pytest.raises(ValueError, match=r"\[\(2,\), \(3, 4\), \(4,\), \(4, 2\)\], this model"):
        weights.load(model, "09_a", tmp_path)
    assert not any(values.any() for values in model.get_weights())


def test_own_weights_of_another_architecture_are_named_as_what_to_delete(tmp_path):
    weights.save(dense(4, 2), "09_a", tmp_path)
    with pytest.raises(ValueError, match=r"delete build.weights.09_a.weights.h5\."):
        weights.load(dense(4, 3), "09_a", tmp_path)


@pytest.mark.parametrize("name", ["vae", "9_vae", "09-vae", "09_VAE", "../09_vae", "09_a.h5"])
@pytest.mark.parametrize("action", [weights.save, weights.load])
def test_names_that_belong_to_no_lesson_are_refused(tmp_path, name, action):
    with pytest.raises(ValueError, match=r"named like '09_vae2_decoder'.*got"):
        action(dense(1), name, tmp_path)
    assert list(tmp_path.iterdir()) == []
