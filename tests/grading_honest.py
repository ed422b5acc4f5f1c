"""What honest students write, in habits that a grader could take for tricks: all full points."""

from __future__ import annotations

from pathlib import Path

from tests.grading_course import SECRET, Student

# Own cells and answers, by grade id. An answer is missing where the usual one is meant.
HABITS: dict[str, dict[str, str]] = {
    "star_import": {
        "before": "from numpy import *\nfrom math import *\nfrom numpy.random import *",
        "mean_square": "def mean_square(x):\n    return sum(array(x) ** 2) / len(x)",
    },
    "star_import_of_ops": {
        "before": "from scipy.special import *\nfrom statistics import *",
        "squares": "values = [pow(k, 2) for k in range(10)]",
    },
    "built_ins_as_variables": {
        "mean_square": "def mean_square(x):\n    sum = 0\n    for v in x:\n        sum += v * v\n"
        "    return sum / len(x)\nsum = 0\nall = [mean_square([1, 3])]\nmax = 5\nlist = [1, 2]",
        "squares": "values = []\nfor k in range(10):\n    values.append(k * k)\n"
        "all = values\nany, min, range, id, input, type = values[:6]\nlen = 10\nenumerate = 3",
    },
    "given_function_again": {
        "before": "def same_shape(a, b):\n    print(np.shape(a), np.shape(b))\n"
        "    return np.array(a).shape == np.array(b).shape\n\n"
        "def mean_square_check():\n    pass",
    },
    "given_name_for_something_else": {
        "mean_square": "same_shape = True\ndef mean_square(x):\n    return np.mean(np.square(x))",
        "squares": "x = got = wanted = k = v = None\nvalues = np.arange(10) ** 2",
    },
    "decorated": {
        "before": "import functools, time\nfrom functools import lru_cache, wraps\n\n"
        "def timed(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n"
        "        start = time.time()\n        y = f(*args, **kwargs)\n"
        "        print(f.__name__, time.time() - start)\n        return y\n    return inner\n\n"
        "@lru_cache(maxsize=None)\ndef square(k):\n    return k * k",
        "mean_square": "@timed\ndef mean_square(x):\n    import numpy as np\n"
        "    return np.mean([square(float(v)) for v in x])",
        "squares": "class Squares(list):\n    pass\nvalues = Squares(map(square, range(10)))",
    },
    "settings": {
        "before": "import os, random, sys, warnings\nimport numpy as np\nimport pandas as pd\n"
        "os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'\nrandom.seed(0)\nnp.random.seed(0)\n"
        "np.set_printoptions(precision=2, suppress=True)\nnp.seterr(all='raise')\n"
        "pd.options.display.max_rows = 7\npd.set_option('display.width', 100)\n"
        "sys.setrecursionlimit(10_000)\nwarnings.filterwarnings('ignore')\n"
        "warnings.simplefilter('ignore')\nimport logging\n"
        "logging.getLogger().setLevel(logging.ERROR)\nimport locale, gc, decimal\n"
        "decimal.getcontext().prec = 5\ngc.disable()",
    },
    "figures": {
        "before": "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n"
        "import matplotlib\nimport matplotlib.pyplot as plt\nplt.style.use('ggplot')\n"
        "plt.rcParams['figure.figsize'] = 4, 3\nplt.plot([1, 2])\nplt.show()\n"
        "from tqdm.auto import tqdm, trange\nfor i in tqdm(range(3)):\n    pass",
        "squares": "values = [0] * 10\nfor k in trange(10):\n    values[k] = k ** 2\n"
        "fig, ax = plt.subplots()\nax.plot(values)",
    },
    "magics": {
        "before": "%load_ext autoreload\n%autoreload 2\n%timeit -n 2 -r 1 sum(range(10))\n"
        "%time sorted([3, 1])\n!echo hello; pip --version\n%precision 3\n%whos\n"
        "%xmode Context\nnp.mean?\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.ast_node_interactivity = 'all'\n1\n2",
        "squares": "%%time\nvalues = [k * k for k in range(10)]",
    },
    "profiled": {
        "before": "%prun -q sum(range(10))\nimport cProfile, pdb, traceback, timeit\n"
        "timeit.timeit('1 + 1', number=3)\ncProfile.run('1 + 1')\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc()",
    },
    "own_checks": {
        "squares": "values = [k * k for k in range(10)]\n\ndef test(values):\n"
        "    assert all(v == k * k for k, v in enumerate(values))\n    return True\n\n"
        "test(values)\ntry:\n    assert values == [], 'as it should be'\n"
        "except AssertionError as error:\n    print(error)\n"
        "import unittest\nunittest.TestCase().assertEqual(values[3], 9)",
    },
    "errors_left_in": {"before": "prin('typo')\n", "after": "1 / 0"},
    "threads": {
        "before": "import threading, concurrent.futures as cf, asyncio\n"
        "t = threading.Thread(target=lambda: None)\nt.start()\nt.join()\n"
        "with cf.ThreadPoolExecutor(2) as pool:\n    print([*pool.map(abs, [-1, 2])])\n"
        "await asyncio.sleep(0.01)",
    },
    "print_of_their_own": {
        "before": "import functools\nprint = functools.partial(print, flush=True)\n"
        "from pprint import pprint as display\nround = lambda x, n=3: float(f'{x:.{n}f}')",
    },
}


def honest(course: Path) -> dict[str, bytes]:
    """A right submission for each habit."""
    made = {}
    for name, texts in HABITS.items():
        student = Student(course)
        for part, text in texts.items():
            if part == "before":
                student.before("helper", text) if name == "decorated" else student.before(
                    "mean_square", text
                )
            elif part == "after":
                student.before("why", text)
            else:
                student.answer(part, text)
        made[f"honest_{name}"] = student.bytes()
    return made


def wrong_in_disguise(course: Path) -> dict[str, tuple[bytes, float]]:
    """Wrong answers beside the same habits, with the points that they deserve."""
    star = Student(course).answer("squares", "from numpy import *\nvalues = [1] * 10")
    shape = Student(course).answer(
        "mean_square",
        "def same_shape(a, b):\n    return True\n"
        "def mean_square(x):\n    return np.full(3, np.mean(np.square(x)))",
    )
    assert SECRET  # the hidden check has other data than the visible one
    return {"star_import_and_wrong": (star.bytes(), 3), "shape_and_wrong": (shape.bytes(), 4)}
