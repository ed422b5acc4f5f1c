"""Embedded samples: a stand-in for every data set, so that the course runs without internet.

Each public function returns the form of the prepared original (`data/README.md`), built in a second
from what installed packages carry, and deterministic: it has a random generator of its own, never
NumPy's global one. Numbers measured on a sample do not describe the original. The colour images
are in `utils.photographs`.
"""

import io

import matplotlib
import numpy as np
import pandas as pd
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage, signal, special
from sklearn import datasets

# The fonts in matplotlib's own folder that draw plain letters; most others there hold symbols.
FONTS = """DejaVuSans DejaVuSans-Bold DejaVuSans-Oblique DejaVuSansMono DejaVuSansMono-Bold
DejaVuSerif DejaVuSerif-Bold DejaVuSerif-Italic STIXGeneral STIXGeneralBol STIXGeneralItalic
STIXGeneralBolIta DejaVuSans-BoldOblique DejaVuSerif-BoldItalic cmr10 cmb10 cmss10 cmtt10 cmmi10"""
# Mean temperature, its seasonal amplitude and daily range (degrees C); share of wet days, its
# relative seasonal change (+ wet summer), mean rain of a wet day (mm); dryness (degrees C of dew
# point); mean wind (km/h), prevailing direction (sixteenths of a turn from north).
STATIONS = {
    "SampleCape": (16.0, 4.0, 7.5, 0.30, -0.35, 7.0, 2.0, 20, 10),
    "SampleDesert": (22.5, 8.0, 14.0, 0.08, 0.20, 8.0, 8.0, 16, 5),
    "SampleHills": (13.5, 6.5, 11.0, 0.26, -0.30, 7.0, 1.0, 11, 13),
    "SampleIsland": (19.5, 3.5, 5.5, 0.28, -0.15, 8.5, 2.5, 20, 5),
    "SampleNorth": (27.0, 2.5, 9.0, 0.25, 0.85, 17.0, 3.0, 13, 4),
    "SamplePlains": (18.5, 7.5, 13.0, 0.17, -0.05, 6.5, 4.0, 14, 1),
    "SampleSouth": (15.0, 5.0, 8.5, 0.24, -0.30, 6.0, 2.5, 17, 15),
    "SampleValley": (18.0, 5.5, 11.5, 0.20, 0.15, 8.0, 2.0, 10, 8),
}
RAIN_PERSISTENCE = 0.26  # P(wet | wet) - P(wet | dry), at every station and in every season
COMPASS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW"
LACKING = (0, 0, 1, 0, 0, 1, 0, 1)  # stations that never record evaporation, sunshine and cloud
# The original's columns in their order (those that follow from Rainfall left out): % missing.
MISSING = dict(MinTemp=1.02, MaxTemp=0.87, Rainfall=2.24, Evaporation=43.17, Sunshine=48.01,
               WindGustDir=7.10, WindGustSpeed=7.06, WindDir9am=7.26, WindDir3pm=2.91,
               WindSpeed9am=1.21, WindSpeed3pm=2.11, Humidity9am=1.82, Humidity3pm=3.10,
               Pressure9am=10.36, Pressure3pm=10.33, Cloud9am=38.42, Cloud3pm=40.81,
               Temp9am=1.21, Temp3pm=2.48)  # fmt: skip
# Kinds of beat: share of the abnormal ones; angle (rad, deep S at 0), amplitude and width (rad) of
# the events P, Q, R, S, T. In R_on_T a premature ventricular beat comes in the place of R.
BEATS = """
normal        0.00  -1.83 2.8 0.20  -0.47 1.2 0.10  -0.25   8 0.10  0.00 -30 0.11  1.57 -0.35 0.40
R_on_T        0.62  -1.83 0.0 0.20  -0.62 -3. 0.20  -0.38 -24 0.11  0.07  -9 0.17  2.20 +0.12 0.60
ventricular   0.12  -1.83 0.0 0.20  -0.47 0.0 0.10  -0.25   0 0.10  0.05  -6 0.24  1.90 +1.20 0.50
ST_depression 0.09  -1.83 2.8 0.20  -0.47 1.2 0.10  -0.25   8 0.10  0.00 -24 0.11  1.00 -1.60 0.45
late_T        0.09  -1.83 2.8 0.20  -0.47 1.2 0.10  -0.25   8 0.10  0.00 -30 0.11  2.70 +0.80 0.35
low_voltage   0.08  -1.83 1.6 0.20  -0.47 0.4 0.10  -0.25   1 0.10  0.00  -8 0.11  1.57 -0.50 0.40
"""
COLUMNS = """duration protocol_type service flag src_bytes dst_bytes land wrong_fragment urgent hot
num_failed_logins logged_in num_compromised root_shell su_attempted num_root num_file_creations
num_shells num_access_files num_outbound_cmds is_host_login is_guest_login count srv_count
serror_rate srv_serror_rate rerror_rate srv_rerror_rate same_srv_rate diff_srv_rate
srv_diff_host_rate dst_host_count dst_host_srv_count dst_host_same_srv_rate dst_host_diff_srv_rate
dst_host_same_src_port_rate dst_host_srv_diff_host_rate dst_host_serror_rate
dst_host_srv_serror_rate dst_host_rerror_rate dst_host_srv_rerror_rate label difficulty"""
NETWORK_COLUMNS = tuple(COLUMNS.split())
# Kinds of session: rows in each part; ports and hosts an episode is spread over, its length,
# seconds from one to the next; usual flag, odd one, its share; mean duration (s), median bytes sent
# and answered, spread of their logarithm; share of logins; whether an episode keeps its source
# port; how many of 21 learners know the kind; the feature in which it leaves a trace.
SESSIONS = """
label train test protocol_type service ports hosts len gap flag odd p s a b var log keep known hint
normal 1480 1160 tcp http 1 1 9 0.3 SF REJ 0.03 0 235 1500 0.9 1 0 21
normal 430 230 udp domain_u 1 1 12 0.2 SF SF 0 0 44 80 0.4 0 0 21
normal 310 123 tcp smtp 1 1 3 0.5 SF RSTO 0.04 1 950 330 0.6 1 0 21
normal 220 70 tcp ftp_data 1 1 3 1 SF S1 0.02 0 800 0 1.8 1 0 20
normal 110 40 udp other 30 1 8 0.2 SF SF 0 0 146 105 0.3 0 0 18
normal 60 40 tcp telnet 1 1 1 1 SF RSTO 0.08 60 600 2500 1.2 0.8 0 19
normal 60 60 icmp ecr_i 1 1 2 1 SF SF 0 0 30 0 0.6 0 1 19
neptune 1370 275 tcp private 16 1 400 0.008 S0 SF 0 0 0 0 0 0 0 20
neptune 270 551 tcp private 16 1 250 0.008 REJ RSTO 0.1 0 0 0 0 0 0 20
smurf 105 118 icmp ecr_i 1 1 100 0.004 SF SF 0 0 1032 0 0 0 1 18
back 40 64 tcp http 1 1 20 0.6 SF RSTR 0.1 0 54540 8314 0 1 0 13 hot
teardrop 37 10 udp private 1 1 37 0.05 SF SF 0 0 28 0 0 0 0 15 wrong_fragment
ipsweep 140 25 icmp eco_i 1 200 35 0.15 SF SF 0 0 8 0 0 0 1 16
portsweep 117 28 tcp private 5000 1 60 2.5 RSTR REJ 0.2 0 0 0 0 0 1 15
satan 137 130 tcp other 5000 1 90 0.015 REJ SF 0.4 0 1 1 0 0 0 18
nmap 60 15 icmp eco_i 1 200 30 0.2 SF SF 0 0 8 0 0 0 1 15
warezclient 40 0 tcp ftp_data 1 1 6 4 SF SF 0 1 334 0 1.5 1 0 11 is_guest_login
guess_passwd 14 290 tcp telnet 1 1 30 1.5 SF RSTO 0.1 3 30 95 0.3 0.7 0 12 num_failed_logins
mscan 0 240 tcp telnet 4 60 40 0.15 RSTO REJ 0.5 0 0 0 0 0 0 14
warezmaster 0 170 tcp ftp 1 1 3 5 SF SF 0 280 160 600 1.2 1 0 13 is_guest_login
apache2 0 150 tcp http 1 1 66 0.05 RSTR S0 0.3 800 56504 0 0.05 1 0 15
snmpguess 0 95 udp private 1 1 30 0.6 SF SF 0 0 45 0 0.02 0 0 13
saint 0 60 tcp other 5000 1 60 0.02 REJ S0 0.1 0 0 0 0 0 0 18
mailbomb 0 56 tcp smtp 1 1 26 0.7 SF SF 0 1 2599 293 0 1 0 11
"""


def _warp(images: np.ndarray, ids: np.ndarray, most: tuple, rng: np.random.Generator) -> np.ndarray:
    """Random affine variants, (len(ids), 28, 28) uint8, of square `images[ids]` in [0, 1], with at
    `most` these rotation (rad), shifts down and right (pixels), relative scale and shear."""
    middle, zoom = (images.shape[1] - 1) / 2, images.shape[1] / 28
    result, draws = np.empty((len(ids), 28, 28), np.uint8), rng.uniform(-1, 1, (len(ids), 5))
    for i, (angle, down, right, scale, shear) in enumerate(draws * most):
        turn = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
        # From a pixel of the result, seen from the centre, back to where its value comes from.
        matrix = zoom / (1 + scale) * np.array(turn) @ [[1, 0], [shear, 1]]
        where = matrix, middle - matrix @ (13.5 + down, 13.5 + right), (28, 28)
        result[i] = np.rint(255 * ndimage.affine_transform(images[ids[i]], *where, order=1))
    return result


def digits() -> dict[str, np.ndarray]:
    """Handwritten digits in the form of MNIST: `x_train` (11496, 28, 28), `x_test` (360, 28, 28),
    uint8 in 0..255, white on black; labels `y_train`, `y_test`, uint8 in 0..9.
    The 1,797 real digits (8x8) of `sklearn.datasets.load_digits` (Alpaydin and Kaynak 1998, doi
    10.24432/C50P49), enlarged to 20x20 by cubic splines and padded. Test: 360 of them, unchanged.
    Training: eight random affine variants of each other one, variant by variant; the last 952 are
    those of 119 originals not seen before, for an independent validation part."""
    rng, small = np.random.default_rng(8), datasets.load_digits()
    large = ndimage.zoom(small.images / 16, (1, 2.5, 2.5), order=3)
    large = np.pad(large.clip(0, 1), ((0, 0), (4, 4), (4, 4)))
    test, fit, valid = np.split(rng.permutation(len(large)), [360, len(large) - 119])
    which, y = np.r_[np.tile(fit, 8), np.tile(valid, 8)], small.target.astype(np.uint8)
    train = {"x_train": _warp(large, which, (0.2, 1.5, 1.5, 0.1, 0.15), rng), "y_train": y[which]}
    return train | {"x_test": np.rint(255 * large[test]).astype(np.uint8), "y_test": y[test]}


def glyphs() -> dict[str, np.ndarray]:
    """Letters A to J in the form of Fashion-MNIST: `x_train` (6000, 28, 28), `x_test` (1000, 28,
    28), uint8 in 0..255; labels 0..9, uint8, 50 of each class in every 500 images. Drawn, like
    notMNIST, with many fonts (those of matplotlib, `FONTS`), three stroke weights, affine maps."""
    rng, fonts, drawn = np.random.default_rng(10), FONTS.split(), []
    for k in range(10 * len(fonts)):
        path = f"{matplotlib.get_data_path()}/fonts/ttf/{fonts[k // 10]}.ttf"
        font = ImageFont.truetype(path, 74, layout_engine=ImageFont.Layout.BASIC)
        drawn.append(Image.new("L", (84, 84)))  # three times the final resolution
        ImageDraw.Draw(drawn[-1]).text((42, 68), "ABCDEFGHIJ"[k % 10], 255, font, anchor="ms")
    # A blur, then a soft threshold: the lower the level, the heavier the stroke.
    blurred = ndimage.gaussian_filter(np.stack(drawn) / 255, (0, 1.5, 1.5))
    weights = [np.clip(3 * (blurred - level) + 0.5, 0, 1) for level in (0.2, 0.35, 0.5)]
    y = rng.permuted(np.tile(np.arange(10).repeat(50), (14, 1)), axis=1).ravel().astype(np.uint8)
    which = 10 * rng.integers(0, 3 * len(fonts), len(y)) + y  # weight and font, then letter
    x = _warp(np.concatenate(weights), which, (0.2, 2, 2, 0.15, 0.2), rng)
    return {"x_train": x[:6000], "y_train": y[:6000], "x_test": x[6000:], "y_test": y[6000:]}


def weather() -> pd.DataFrame:
    """Daily weather of eight invented stations in the form of the table Rain in Australia: 24,784
    rows by station, then day (2009-01-01 to 2017-06-25), 24 columns, units (degrees C, mm, hours,
    km/h, %, hPa, oktas) and rates of missing values as there; `RISK_MM` is the next day's rain.
    After Richardson 1981 (doi 10.1029/WR017i001p00182): wet days are a Markov chain with seasonal
    probabilities, amounts gamma-distributed; the rest follows season, rain, autoregressive noise
    and, for humidity and evaporation, the Magnus formula of vapour pressure, a curved relation."""
    rng, climate = np.random.default_rng(2017), np.transpose(list(STATIONS.values()))
    level, amplitude, swing, share, slope, mean, dry, wind, heading = climate
    dates = pd.date_range("2009-01-01", "2017-06-25").strftime("%Y-%m-%d")
    shape = len(dates) + 1, len(STATIONS)  # one day more, for the last RainTomorrow
    # Standard normal, with correlation m from one day to the next.
    noise = lambda m=0.0: signal.lfilter([(1 - m**2) ** 0.5], [1, -m], rng.normal(0, 1, shape), 0)
    summer = np.cos(2 * np.pi * (np.arange(shape[0]) - 20) / 365.25)[:, None]
    p_wet, chance = np.clip(share * (1 + slope * summer), 0.02, 0.7), rng.random(shape)
    wet = chance < p_wet  # right for the first day, replaced for the others
    for t in range(1, shape[0]):
        wet[t] = chance[t] < (1 - RAIN_PERSISTENCE) * p_wet[t] + RAIN_PERSISTENCE * wet[t - 1]
    drizzle = rng.uniform(0.1, 1, shape) * (rng.random(shape) < 0.19)
    rain = np.where(wet, 1.2 + rng.gamma(0.65, (mean - 1.2) / 0.65, shape), drizzle).round(1)
    # Rain is read at 9 am: the afternoon already belongs to the next day's figure.
    soon, heavy = np.roll(wet, -1, axis=0), np.roll(np.log1p(rain), -1, axis=0)
    front = 1.1 * noise(0.45) + 0.5 * wet + 0.75 * soon + 0.15 * heavy - 0.4
    cloud = special.expit(1.7 * front)  # share of the sky
    sun = (12 + 2 * summer) * np.clip(1.02 - cloud**1.8 + 0.07 * noise(), 0, 1)
    mass = 3 * noise(0.7) + 1.6 * soon - 1.8 * wet  # of warm or cold air, degrees C
    stretch = swing * (1.35 - 0.8 * cloud) * np.exp(0.15 * noise(0.2))
    low = level + amplitude * summer + mass - stretch / 2
    gale, turn = noise(0.4), heading + 2 * soon - 2.0 * wet + 2.3 * noise(0.5)
    dew = level - swing / 2 - dry + 0.75 * (amplitude * summer + mass) + 1.7 * noise(0.5)
    wave = 5.2 * noise(0.7) - 3.3 * summer - 0.7 * mass - 1.1 * front - 1.3 * gale  # hPa
    vapour = lambda celsius: 6.112 * np.exp(17.62 * celsius / (243.12 + celsius))  # hPa
    compass = lambda: np.array(COMPASS.split(), object)[np.rint(turn + noise()).astype(int) % 16]
    columns = {"MinTemp": low, "MaxTemp": low + stretch, "Rainfall": rain, "Sunshine": sun}
    for hour, late, height in (("9am", 0, 0.42), ("3pm", 1, 0.94)):
        sky = front + (0.4 * late - 0.2) * (soon * 1 - wet) + 0.7 * noise()
        temp = low + stretch * np.clip(height + (0.09 - 0.04 * late) * noise(), 0.05, 1)
        damp = dew + 1.3 * sky - 0.9 * gale + 0.8 * noise()
        speed = wind * (1 + 0.2 * late + 0.4 * gale + 0.3 * noise() - 0.012 * wave)
        columns[f"Temp{hour}"] = temp
        columns[f"Cloud{hour}"] = np.rint(8 * special.expit(1.7 * sky))
        columns[f"Humidity{hour}"] = (100 * vapour(np.minimum(damp, temp)) / vapour(temp)).round()
        columns[f"Pressure{hour}"] = 1020.8 - 0.15 * level + wave - 2 * late + 0.6 * noise()
        columns[f"WindSpeed{hour}"] = np.where(speed < wind / 5, 0, speed).round()
        columns[f"WindDir{hour}"] = np.where(speed < wind / 5, np.nan, compass())
    speed = np.maximum(columns["WindSpeed9am"], columns["WindSpeed3pm"])
    gust = 14 + 1.2 * speed * np.exp(0.12 * noise()) + 7 * soon * noise() ** 2
    lack = vapour(low + stretch / 2 + 2) - vapour(np.minimum(dew + 1.3 * front, low))
    water = np.clip(0.2 * lack * (1 + 0.02 * speed) + 0.1 * sun + 1.5 * noise(), 0, None)
    columns |= {"WindGustDir": compass(), "WindGustSpeed": gust.round(), "Evaporation": water}
    result, draws = {}, {}
    for name, per_cent in MISSING.items():
        lost = pd.isna(columns[name]) | ((per_cent > 30) & (np.array(LACKING) == 1))
        # One draw for all columns of an instrument, which tend to be missing together.
        draw = draws.setdefault(name[:4], rng.random(shape))
        lost |= draw < (per_cent / 100 - lost.mean()) / (1 - lost.mean())
        result[name] = np.where(lost, np.nan, columns[name])
    rain = result["Rainfall"]
    today = np.where(np.isnan(rain), np.nan, np.where(rain > 1, "Yes", "No").astype(object))
    risk, tomorrow = np.roll(rain, -1, axis=0), np.roll(today, -1, axis=0)
    result |= {"RainToday": today, "RISK_MM": risk, "RainTomorrow": tomorrow}
    frame = {"Date": np.tile(dates, shape[1]), "Location": np.repeat([*STATIONS], len(dates))}
    return pd.DataFrame(frame | {k: v[:-1].T.ravel() for k, v in result.items()}).round(1)


def heartbeats() -> dict[str, np.ndarray]:
    """Heartbeats in the form of ECG5000: `x_train` (500, 140), `x_test` (4500, 140), float32, each
    beat of mean 0 and deviation 1; `normal_train`, `normal_test` uint8, 1 (58.4 %, first) or 0.
    McSharry, Clifford, Tarassenko, Smith 2003 (doi 10.1109/TBME.2003.808805), equation (1): on the
    limit cycle, theta = omega t, dz/dt = -sum a d exp(-d^2 / 2 b^2) - (z - z_0), d = theta - angle
    of an event, is linear: solved by Fourier series, for the respiration z_0 in closed form. The
    events (`BEATS`) are set for ECG5000's lead (S at sample 4, P at 103), not those of Table I; an
    abnormal beat lies, by a random severity, between normal and its kind."""
    rng, n = np.random.default_rng(2003), 5000
    table = np.loadtxt(BEATS.strip().splitlines(), usecols=range(1, 17))
    share, events = table[:, 0], table[:, 1:].reshape(-1, 5, 3)
    y = np.r_[np.arange(500) < 292, np.arange(4500) < 2627].astype(np.uint8)  # 1 = normal
    kind = np.where(y, 0, rng.choice(len(events), n, p=share))
    severity, spread = rng.uniform(0.55, 1.15, (n, 1, 1)), rng.standard_normal((4, n, 5))
    angle, a, b = np.moveaxis(events[0] + severity * (events[kind] - events[0]), 2, 0)
    angle = angle + spread[0] * (0.09, 0.05, 0.03, 0.03, 0.15)
    a, b = a * np.exp(0.22 * spread[1] + 0.12 * spread[3, :, :1]), b * np.exp(0.12 * spread[2])
    omega = 2 * np.pi / rng.normal(0.75, 0.06, (n, 1))  # of the heart, rad/s
    theta = 2 * np.pi * (np.arange(140) - 4) / 140
    d = (theta - angle[..., None] + np.pi) % (2 * np.pi) - np.pi  # beat, event, sample
    force = -np.sum(a[..., None] * d * np.exp(-(d**2) / (2 * b[..., None] ** 2)), axis=1)
    z = np.fft.irfft(np.fft.rfft(force) / (1j * omega * np.arange(71) + 1), 140)
    phase = theta * 1.57 / omega + rng.uniform(0, 2 * np.pi, (n, 1))  # 15 breaths a minute
    z += 0.015 / np.hypot(1, 1.57) * np.sin(phase) + 0.0008 * rng.standard_normal(z.shape)
    x = ((z - z.mean(1, keepdims=True)) / z.std(1, ddof=1, keepdims=True)).astype(np.float32)
    return {"x_train": x[:500], "normal_train": y[:500], "x_test": x[500:], "normal_test": y[500:]}


def _window(rows: pd.DataFrame, width: int, seconds: float, most: int) -> dict[str, np.ndarray]:
    """Counts (up to `most`) and rates among the last `width` sessions, at most `seconds` ago, of
    the same host (same_..., diff_..., plain rates) or of the same service (srv_...)."""
    now = np.arange(len(rows))[:, None]
    back = now - np.arange(width)  # negative ones wrap around and are left out
    at = lambda column, which: rows[column].to_numpy()[which]
    inside = (back >= 0) & (at("time", now) - at("time", back) <= seconds)
    near, like = (inside & (at(key, back) == at(key, now)) for key in ("host", "port"))
    after = rows.index.to_series().groupby([rows.host, rows.port]).shift(-1, fill_value=len(rows))
    other = near & ~like & (after.to_numpy()[back] > now)  # each other port once
    lost, refused = at("silent", back), at("refused", back)
    same = at("source", back) == at("source", now)
    rate = lambda part, of: np.round((part & of).sum(1) / of.sum(1), 2)
    return {
        "count": np.minimum(near.sum(1), most), "srv_count": np.minimum(like.sum(1), most),
        "serror_rate": rate(lost, near), "srv_serror_rate": rate(lost, like),
        "rerror_rate": rate(refused, near), "srv_rerror_rate": rate(refused, like),
        "same_srv_rate": rate(like, near), "diff_srv_rate": rate(other, near),
        "srv_diff_host_rate": rate(~near, like), "same_src_port_rate": rate(same, near),
    }  # fmt: skip


def network() -> dict[str, pd.DataFrame]:
    """Network sessions in the form of NSL-KDD (Tavallaee and others 2009, doi
    10.1109/CISDA.2009.5356528): "train" 5,000 rows (53 % normal), "test" 4,000 (43 %, attacks that
    "train" lacks), `NETWORK_COLUMNS`: seconds, bytes, counts as int, rates in [0, 1], two decimals.
    Episodes of sessions (`SESSIONS`) are laid out in time, counted over the last two seconds and
    the last 1,000 sessions (dst_host_...), and shuffled."""
    rng, parts, kinds = np.random.default_rng(99), {}, pd.read_csv(io.StringIO(SESSIONS), sep=" ")
    for part in ("train", "test"):
        rows = kinds.loc[kinds.index.repeat(kinds[part])].reset_index(names="kind")
        n, code = len(rows), rows.service.factorize()[0]
        episode = np.cumsum((rng.random(n) < 1 / rows.len) | rows.kind.diff().ne(0)).to_numpy()
        first = np.searchsorted(episode, episode)  # each session's first of the same episode
        start, since = rng.uniform(0, 0.3 * n, n)[first], np.cumsum(rng.exponential(rows.gap))
        rows["time"] = start + since - since[first]
        server = 5 * code + np.floor(8 * rng.random(n) ** 5)[first]  # a few serve the most
        rows["host"] = np.where(rows.hosts > 1, 1000 + rng.integers(0, rows.hosts), server)
        rows["port"] = np.where(rows.ports > 1, 100 + rng.integers(0, rows.ports), code)
        rows["source"] = np.where(rows.keep, episode, rng.integers(1024, 65536, n))
        rows["flag"] = np.where(rng.random(n) < rows.p, rows.odd, rows.flag)
        rows["silent"], rows["refused"] = rows.flag.str.match("S[01]"), rows.flag.str.match("R")
        heard = ~rows.flag.isin(["S0", "REJ"])  # the others carry nothing
        size = np.exp(rows["var"].to_numpy() * rng.standard_normal((2, n))) * heard.to_numpy()
        rows["duration"] = heard * rows.s * rng.exponential(1, n)
        rows["src_bytes"], rows["dst_bytes"] = rows.a * size[0], rows.b * size[1]
        rows["logged_in"] = heard & (rng.random(n) < rows.log)
        rows["difficulty"] = np.clip(rows.known - rng.poisson(0.6, n), 0, 21)
        rows = rows.assign(**{hint: rows.hint.eq(hint) for hint in kinds.hint.dropna()})
        rows = rows.sort_values("time", kind="stable", ignore_index=True)
        long = {f"dst_host_{k}": v for k, v in _window(rows, 1000, np.inf, 255).items()}
        rows = rows.assign(**long, **_window(rows, 511, 2, 511))
        rows = rows.reindex(columns=NETWORK_COLUMNS, fill_value=0).iloc[rng.permutation(n)]
        whole = [c for c in rows.select_dtypes(["number", "bool"]) if not c.endswith("_rate")]
        parts[part] = rows.astype(dict.fromkeys(whole, np.int64)).reset_index(drop=True)
    return parts
