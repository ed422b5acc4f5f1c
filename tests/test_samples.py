"""Tests of the embedded samples against independent oracles; nothing is read from outside."""

import functools
import pathlib

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib import ft2font
from scipy import integrate
from sklearn import datasets
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import PolynomialFeatures, QuantileTransformer

from utils import samples

NAMES = ["digits", "glyphs", "weather", "heartbeats", "network"]
DAYS = 3098  # 2009-01-01 to 2017-06-25

# The header of the table "Rain in Australia" (weatherAUS of the R package rattle.data 1.0.2) and
# the per cent of missing values counted in its 145,460 rows.
WEATHER_MISSING = {
    "Date": 0.00, "Location": 0.00, "MinTemp": 1.02, "MaxTemp": 0.87, "Rainfall": 2.24,
    "Evaporation": 43.17, "Sunshine": 48.01, "WindGustDir": 7.10, "WindGustSpeed": 7.06,
    "WindDir9am": 7.26, "WindDir3pm": 2.91, "WindSpeed9am": 1.21, "WindSpeed3pm": 2.11,
    "Humidity9am": 1.82, "Humidity3pm": 3.10, "Pressure9am": 10.36, "Pressure3pm": 10.33,
    "Cloud9am": 38.42, "Cloud3pm": 40.81, "Temp9am": 1.21, "Temp3pm": 2.48, "RainToday": 2.24,
    "RISK_MM": 2.25, "RainTomorrow": 2.25,
}  # fmt: skip
WEATHER_TEXT = ["Date", "Location", "WindGustDir", "WindDir9am", "WindDir3pm", "RainToday"]
WEATHER_TEXT += ["RainTomorrow"]
NETWORK_TEXT = ["protocol_type", "service", "flag", "label"]


@functools.cache
def sample(name):
    """One copy of each sample for all tests, which leave it as it is."""
    return getattr(samples, name)()


def assert_same(first, second):
    """Equality of two samples, types included."""
    if isinstance(first, pd.DataFrame):
        pd.testing.assert_frame_equal(first, second, check_exact=True)
    elif isinstance(first, dict):
        assert list(first) == list(second)
        for key in first:
            assert_same(first[key], second[key])
    else:
        assert first.dtype == second.dtype
        np.testing.assert_array_equal(first, second)


def pca_error(train, test, components):
    """Squared error per example, summed over its inputs, left by scikit-learn's PCA."""
    pca = PCA(components, svd_solver="covariance_eigh").fit(train)
    return ((test - pca.inverse_transform(pca.transform(test))) ** 2).sum(axis=1)


@functools.cache
def image_pca(name):
    return PCA(30, svd_solver="randomized", random_state=0).fit(flat(sample(name)["x_train"]))


def flat(images):
    return images.reshape(len(images), -1) / np.float32(255)


@pytest.mark.parametrize("name", NAMES)
def test_sample_depends_on_nothing_but_itself(name):
    first = sample(name)
    np.random.seed(12345)  # noqa: NPY002 (the global generator is what is tested)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    second = getattr(samples, name)()
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002
    assert_same(first, second)


IMAGE_SHAPES = {"digits": (11496, 360), "glyphs": (6000, 1000)}


@pytest.mark.parametrize("name", IMAGE_SHAPES)
def test_image_samples_have_the_form_of_mnist(name):
    data, (train, test) = sample(name), IMAGE_SHAPES[name]
    assert list(data) == ["x_train", "y_train", "x_test", "y_test"]
    assert all(array.dtype == np.uint8 for array in data.values())
    assert data["x_train"].shape == (train, 28, 28) and data["x_test"].shape == (test, 28, 28)
    assert data["y_train"].shape == (train,) and data["y_test"].shape == (test,)
    for part in ("train", "test"):
        x, y = data[f"x_{part}"], data[f"y_{part}"]
        assert x.min() == 0 and x.max() == 255
        assert x.max(axis=(1, 2)).min() > 200  # no image is empty or faint
        assert x.mean() < 80 and np.median(x) == 0  # light on black
        assert x[:, [0, 0, -1, -1], [0, -1, 0, -1]].mean() < 1  # corners
        assert np.bincount(y, minlength=10).min() > 0.06 * len(y) and y.max() == 9


@functools.cache
def digit_origins():
    """Which of the 1,797 originals each image comes from, read off its own centre pixel.

    `load_digits` is replaced by plain squares whose brightness is the number of the original,
    written in base 256 in two goes; labels are replaced in the same way.
    """
    load, bunch, places = datasets.load_digits, datasets.load_digits(), []
    number = np.arange(1797)
    try:
        for place in (number % 256, number // 256):
            bunch.images = np.ones((1797, 8, 8)) * (place * 16 / 255)[:, None, None]
            bunch.target = place
            datasets.load_digits = lambda: bunch
            places.append(samples.digits())
    finally:
        datasets.load_digits = load
    low, high = places
    for part in ("train", "test"):  # the label is that of the same original
        for place in places:
            np.testing.assert_array_equal(place[f"x_{part}"][:, 14, 14], place[f"y_{part}"])
    return [low[k].astype(int) + 256 * high[k].astype(int) for k in ("y_train", "y_test")]


def test_digits_share_no_original_between_the_parts():
    train, test = digit_origins()
    fit, valid = train[:-952].reshape(8, 1318), train[-952:].reshape(8, 119)
    assert (fit == fit[0]).all() and (valid == valid[0]).all()  # variant by variant
    parts = [set(fit[0]), set(valid[0]), set(test)]
    assert [len(part) for part in parts] == [1318, 119, 360]
    assert set.union(*parts) == set(range(1797)) and sum(map(len, parts)) == 1797


def test_first_digits_are_all_different():
    assert len(set(digit_origins()[0][:1000])) == 1000
    assert np.bincount(sample("digits")["y_train"][:1000]).min() > 75
    x = sample("digits")["x_train"]
    assert len(np.unique(x.reshape(len(x), -1), axis=0)) == len(x)  # nor is a variant repeated


def test_digit_variants_are_gentle():
    x = sample("digits")["x_train"][: 8 * 1318].reshape(8, 1318, -1) / 255.0
    within = ((x[0] - x[1]) ** 2).sum(axis=1)
    across = ((x[0, :-1] - x[0, 1:]) ** 2).sum(axis=1)
    assert 5 < within.mean() < 0.5 * across.mean()


def test_digits_are_as_hard_for_pca_as_planned():
    test, pca = flat(sample("digits")["x_test"]), image_pca("digits")
    for components, planned in ((2, 24.9), (10, 10.6), (30, 2.66)):
        codes = pca.transform(test)
        codes[:, components:] = 0
        error = ((test - pca.inverse_transform(codes)) ** 2).sum(axis=1).mean()
        assert error == pytest.approx(planned, rel=0.15), components


def test_labels_of_glyphs_and_digits_can_be_learned():
    for name, least in (("digits", 0.9), ("glyphs", 0.75)):
        data, pca = sample(name), image_pca(name)
        codes = pca.transform(flat(data["x_train"][:1500]))
        model = LogisticRegression(C=0.1, max_iter=100).fit(codes, data["y_train"][:1500])
        score = model.score(pca.transform(flat(data["x_test"])), data["y_test"])
        assert least < score < 0.999, (name, score)


def test_glyphs_are_balanced_in_every_500():
    for part in ("train", "test"):
        blocks = sample("glyphs")[f"y_{part}"].reshape(-1, 500)
        counts = np.apply_along_axis(np.bincount, 1, blocks, minlength=10)
        assert (counts == 50).all()
        assert (np.diff(blocks.astype(int), axis=1) != 0).mean() > 0.8  # shuffled


def test_glyph_fonts_ship_with_matplotlib_and_hold_the_letters():
    # Versions differ: matplotlib 3.10 has no cmti10.
    folder = pathlib.Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fonts = samples.FONTS.split()
    assert len(set(fonts)) == len(fonts) >= 15
    for name in fonts:
        font = ft2font.FT2Font(str(folder / f"{name}.ttf"))
        assert all(font.get_char_index(ord(letter)) for letter in "ABCDEFGHIJ"), name


def test_weather_has_the_form_of_the_original():
    table = sample("weather")
    assert list(table) == list(WEATHER_MISSING)
    assert len(table) == 8 * DAYS
    for column in table:
        if column in WEATHER_TEXT:
            assert pd.api.types.infer_dtype(table[column], skipna=True) == "string", column
        else:
            assert table[column].dtype == np.float64, column
            np.testing.assert_array_equal(table[column], table[column].round(1))
    stations = table.Location.drop_duplicates().tolist()
    assert len(stations) == 8 and all(name.startswith("Sample") for name in stations)
    days = pd.date_range("2009-01-01", "2017-06-25").strftime("%Y-%m-%d").tolist()
    assert table.Date.tolist() == 8 * days
    assert table.Location.tolist() == np.repeat(stations, DAYS).tolist()


def test_weather_is_missing_as_often_as_in_the_original():
    table = sample("weather")
    for column, per_cent in WEATHER_MISSING.items():
        assert 100 * table[column].isna().mean() == pytest.approx(per_cent, abs=0.6), column
    never = table.groupby("Location")[["Evaporation", "Sunshine", "Cloud9am"]].count().eq(0)
    assert (never.sum() == 3).all()
    inputs = table.drop(columns=["WindGustDir", "WindDir9am", "WindDir3pm"])
    assert 5000 < len(inputs.dropna()) < 15000


def test_weather_targets_are_tomorrows_rain():
    table = sample("weather")
    tomorrow = table.groupby("Location").Rainfall.shift(-1)
    last = table.Date == "2017-06-25"  # its tomorrow lies outside the table
    np.testing.assert_array_equal(table.RISK_MM[~last], tomorrow[~last])
    assert table.RISK_MM[last].notna().any()
    for answer, rain in (("RainToday", "Rainfall"), ("RainTomorrow", "RISK_MM")):
        assert (table[answer].isna() == table[rain].isna()).all()
        known = table[rain].notna()
        assert ((table[answer] == "Yes") == (table[rain] > 1))[known].all()
        assert set(table[answer][known]) == {"Yes", "No"}


def test_weather_values_are_possible_and_agree_with_each_other():
    table = sample("weather")
    complete = table.dropna()
    assert (complete.MinTemp <= complete.Temp9am).all()
    assert (complete.Temp9am <= complete.MaxTemp).all()
    assert (complete.MinTemp <= complete.Temp3pm).all()
    assert (complete.Temp3pm <= complete.MaxTemp).all()
    assert (complete.WindGustSpeed >= complete.WindSpeed9am).all()
    assert (complete.WindGustSpeed >= complete.WindSpeed3pm).all()
    limits = {"Humidity": (1, 100), "Cloud": (0, 8), "Pressure": (975, 1050), "WindS": (0, 100)}
    for start, (least, most) in limits.items():
        for column in table.columns[table.columns.str.startswith(start)]:
            assert table[column].between(least, most)[table[column].notna()].all(), column
            if start != "Pressure":
                assert (table[column].dropna() % 1 == 0).all(), column
    assert table.MinTemp.min() > -15 and table.MaxTemp.max() < 52
    assert table.Rainfall.min() == 0 and 60 < table.Rainfall.max() < 400
    assert table.Sunshine.between(0, 14.5)[table.Sunshine.notna()].all()
    assert set(table.WindGustDir.dropna()) == set(samples.COMPASS.split())
    assert table.WindDir9am[table.WindSpeed9am == 0].isna().all()  # a calm has no direction


def test_weather_rain_is_the_intended_markov_chain():
    table = sample("weather")
    wet = (table.RainToday == "Yes").where(table.RainToday.notna())
    after = wet.groupby(table.Location).shift(-1)
    assert wet.mean() == pytest.approx(0.22, abs=0.02)
    for station, (*_, share, slope, _, _, _, _) in samples.STATIONS.items():
        here = (table.Location == station) & wet.notna() & after.notna()
        today, next_day = wet[here].astype(bool), after[here].astype(float)
        # Variance of a share in a chain with this memory is (1 + r) / (1 - r) times the binomial.
        r = samples.RAIN_PERSISTENCE
        error = np.sqrt(share * (1 - share) * (1 + r) / (1 - r) / here.sum())
        assert today.mean() == pytest.approx(share, abs=4 * error), station
        # Closed form of the chain; seasons add the variance of the share to the persistence.
        r += (share * slope) ** 2 / 2 / (share * (1 - share)) * (1 - r)
        p_dry, p_wet = next_day[~today].mean(), next_day[today].mean()
        assert p_dry == pytest.approx(share * (1 - r), abs=0.03), station
        assert p_wet == pytest.approx(share * (1 - r) + r, abs=0.08), station
        assert p_wet > p_dry + 0.12  # wet and dry spells last


def test_weather_has_seasons():
    table = sample("weather")
    month = pd.to_datetime(table.Date).dt.month
    summer, winter = month.isin([12, 1, 2]), month.isin([6, 7, 8])
    for station, (_, amplitude, _, _, slope, *_) in samples.STATIONS.items():
        here = table.Location == station
        warmth = table.MaxTemp[here & summer].mean() - table.MaxTemp[here & winter].mean()
        assert warmth == pytest.approx(2 * amplitude * 0.93, abs=2), station  # seasonal means
        if abs(slope) > 0.25:
            rain = [(table.RainToday[here & part] == "Yes").mean() for part in (summer, winter)]
            assert np.sign(rain[0] - rain[1]) == np.sign(slope), station


@functools.cache
def weather_inputs():
    """The 17 standardised inputs of lesson 07 and whether it rains on the next day."""
    table = sample("weather").drop(
        columns=["Date", "Location", "WindGustDir", "WindDir9am", "WindDir3pm", "RISK_MM"]
    )
    table = table.dropna()
    x = table.drop(columns="RainTomorrow").assign(RainToday=table.RainToday == "Yes").astype(float)
    rain = (table.RainTomorrow == "Yes").to_numpy()
    order = np.random.default_rng(0).permutation(len(x))
    return ((x - x.mean()) / x.std()).to_numpy()[order], rain[order]


def test_weather_is_as_linear_as_the_original():
    x, _ = weather_inputs()
    assert x.shape[1] == 17
    assert 0.25 < pca_error(x, x, 3).mean() / 17 < 0.45  # 0.328 on the original
    # Not quite linear: polynomials of the three codes predict held-out inputs better.
    half = len(x) // 2
    codes = PCA(3).fit(x[:half]).transform(x)
    errors = []
    for degree in (1, 3):
        terms = PolynomialFeatures(degree).fit_transform(codes)
        model = LinearRegression().fit(terms[:half], x[:half])
        errors.append(((model.predict(terms[half:]) - x[half:]) ** 2).mean())
    assert errors[1] < 0.97 * errors[0]


def test_weather_forecasts_rain():
    x, rain = weather_inputs()
    accuracy = cross_val_score(LogisticRegression(max_iter=300), x, rain, cv=3).mean()
    assert 1 - rain.mean() + 0.04 < accuracy < 0.92


def test_heartbeats_have_the_form_of_ecg5000():
    data = sample("heartbeats")
    for part, (beats, normal) in {"train": (500, 292), "test": (4500, 2627)}.items():
        x, label = data[f"x_{part}"], data[f"normal_{part}"]
        assert x.shape == (beats, 140) and x.dtype == np.float32
        np.testing.assert_allclose(x.mean(axis=1), 0, atol=1e-5)
        np.testing.assert_allclose(x.std(axis=1, ddof=1), 1, atol=1e-5)
        assert label.dtype == np.uint8
        assert label.tolist() == [1] * normal + [0] * (beats - normal)
        troughs = x[:normal].argmin(axis=1)
        assert ((troughs >= 2) & (troughs <= 7)).mean() > 0.95  # the S wave
        assert len(np.unique(x, axis=0)) == beats


def test_heartbeats_solve_the_equation_of_the_paper():
    """The mean normal beat against a numerical integration over four cycles."""
    angle, a, b = np.array(samples.BEATS.split()[2:17], float).reshape(5, 3).T
    omega = 2 * np.pi / 0.75

    def slope(t, z):
        d = (omega * t - angle + np.pi) % (2 * np.pi) - np.pi
        return -(a * d * np.exp(-(d**2) / (2 * b**2))).sum() - z

    start = 3 * 0.75 - 4 / 140 * 0.75  # the cycle has settled; the S wave is at sample 4
    times = start + 0.75 * np.arange(140) / 140
    z = integrate.solve_ivp(slope, (0, times[-1]), [0.0], t_eval=times, max_step=0.005).y[0]
    beat = (z - z.mean()) / z.std(ddof=1)
    data = sample("heartbeats")
    mean = data["x_test"][data["normal_test"] == 1].mean(axis=0)
    assert np.corrcoef(beat, mean)[0, 1] > 0.97
    assert np.abs(beat - mean).max() < 1.0


def test_abnormal_heartbeats_stand_out_but_not_all():
    data = sample("heartbeats")
    normal = data["x_train"][data["normal_train"] == 1].astype(float)
    score = pca_error(normal, data["x_test"].astype(float), 8)
    assert 0.93 < roc_auc_score(data["normal_test"] == 0, score) < 0.999


def test_network_has_the_form_of_nsl_kdd():
    parts = sample("network")
    assert list(parts) == ["train", "test"]
    for part, (rows, normal) in {"train": (5000, 0.53), "test": (4000, 0.43)}.items():
        table = parts[part]
        assert list(table) == list(samples.NETWORK_COLUMNS) and table.shape == (rows, 43)
        assert len(set(table)) == 43
        assert (table.label == "normal").mean() == pytest.approx(normal, abs=0.01)
        for column in table:
            if column in NETWORK_TEXT:
                kind = pd.api.types.infer_dtype(table[column], skipna=False)
                assert kind == "string", column
            else:
                rate = column.endswith("_rate")
                assert table[column].dtype == (np.float64 if rate else np.int64), column
        assert table.isna().sum().sum() == 0
        changes = (table.label != table.label.shift()).mean()
        assert changes > 0.5  # shuffled
    # Positions that the original's documentation gives.
    assert samples.NETWORK_COLUMNS[:4] == ("duration", "protocol_type", "service", "flag")
    assert samples.NETWORK_COLUMNS[22:25] == ("count", "srv_count", "serror_rate")
    assert samples.NETWORK_COLUMNS[40:] == ("dst_host_srv_rerror_rate", "label", "difficulty")


def test_network_numbers_are_possible():
    for table in sample("network").values():
        rates = table[[c for c in table if c.endswith("_rate")]]
        assert rates.shape[1] == 15 and rates.min().min() == 0 and rates.max().max() == 1
        np.testing.assert_array_equal(rates, rates.round(2))
        assert (table.same_srv_rate + table.diff_srv_rate <= 1.011).all()
        assert (table.same_srv_rate > 0).all()  # a session counts itself
        assert (table.serror_rate + table.rerror_rate <= 1.011).all()
        assert table["count"].between(1, 511).all() and table.srv_count.between(1, 511).all()
        assert table.dst_host_count.between(1, 255).all()
        assert table.dst_host_srv_count.between(1, 255).all()
        # A rate is a whole number of sessions out of `count`.
        sessions = table.serror_rate * table["count"]
        assert (np.abs(sessions - sessions.round()) <= 0.005 * table["count"] + 1e-9).all()
        assert (table.drop(columns=[*rates, *NETWORK_TEXT]).min() >= 0).all()
        assert table.difficulty.between(0, 21).all()
        unanswered = table[table.flag.isin(["S0", "REJ"])]
        assert (unanswered[["duration", "src_bytes", "dst_bytes", "logged_in"]] == 0).all(axis=None)
        assert set(table.flag[table.protocol_type != "tcp"]) == {"SF"}


def test_network_attacks_behave_as_their_names_say():
    train, test = (sample("network")[part] for part in ("train", "test"))
    novel = set(test.label) - set(train.label)
    assert {"mscan", "apache2", "saint"} <= novel
    assert test.label.isin(novel).mean() > 0.1
    assert {"neptune", "smurf", "back", "teardrop", "portsweep", "ipsweep"} <= set(train.label)
    middle = train.groupby("label")[train.select_dtypes("number").columns.tolist()].median()
    assert middle["count"]["neptune"] > 50 > middle["count"]["normal"]
    assert middle.serror_rate["neptune"] == 1 and middle.serror_rate["normal"] == 0
    assert middle.rerror_rate["portsweep"] == 1
    assert middle.diff_srv_rate["satan"] > 0.8 > middle.diff_srv_rate["normal"]
    assert middle.srv_diff_host_rate["ipsweep"] > 0.5 > middle.srv_diff_host_rate["smurf"]
    assert middle.src_bytes["back"] > 10_000


def test_network_windows_against_a_loop():
    rng, n = np.random.default_rng(0), 120
    rows = pd.DataFrame(
        {
            "time": np.sort(rng.uniform(0, 20, n)),
            "host": rng.integers(0, 3, n),
            "port": rng.integers(0, 4, n),
            "source": rng.integers(0, 3, n),
            "silent": rng.random(n) < 0.3,
            "refused": rng.random(n) < 0.3,
        }
    )
    found = pd.DataFrame(samples._window(rows, 25, 2.0, 6))
    for i in range(n):
        seen = rows.iloc[max(0, i - 24) : i + 1]
        seen = seen[seen.time >= rows.time[i] - 2.0]
        host, service = seen[seen.host == rows.host[i]], seen[seen.port == rows.port[i]]
        expected = {
            "count": min(len(host), 6),
            "srv_count": min(len(service), 6),
            "serror_rate": host.silent.mean(),
            "srv_serror_rate": service.silent.mean(),
            "rerror_rate": host.refused.mean(),
            "srv_rerror_rate": service.refused.mean(),
            "same_srv_rate": (host.port == rows.port[i]).mean(),
            "diff_srv_rate": (host.port.nunique() - 1) / len(host),
            "srv_diff_host_rate": (service.host != rows.host[i]).mean(),
            "same_src_port_rate": (host.source == rows.source[i]).mean(),
        }
        for name, value in expected.items():
            assert found[name][i] == pytest.approx(value, abs=0.0051), (i, name)


def test_network_attacks_can_be_found_without_labels():
    both = pd.concat(sample("network"))
    inputs = pd.get_dummies(both[NETWORK_TEXT[:3]]).astype(float)
    numbers = both.drop(columns=[*NETWORK_TEXT, "difficulty"])
    normal = (both.label == "normal") & (both.index.get_level_values(0) == "train")
    scale = QuantileTransformer(n_quantiles=200).fit(numbers[normal])
    x = np.hstack([inputs, scale.transform(numbers)])
    test = both.index.get_level_values(0) == "test"
    score = pca_error(x[normal], x[test], 10)
    assert 0.85 < roc_auc_score(both.label[test] != "normal", score) < 0.995
