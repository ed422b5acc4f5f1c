"""The course's training loop: `train(loss, [encoder, decoder], x_train, epochs=20)`.

`loop.py` holds `train` itself, `epoch.py` the compiled epoch that it calls, `feed.py` the checks of
the data, `checkpoint.py` what makes a run resumable, `history.py` what it returns.
"""

from utils.training.history import History
from utils.training.loop import Objective, train

__all__ = ["History", "Objective", "train"]
