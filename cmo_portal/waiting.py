"""Where work waits: each source says which wake-ups are due."""

from collections.abc import Callable, Sequence
from datetime import datetime

from portfolio.alignment import nights

Waiting = Callable[[datetime], Sequence[nights.Wanted]]

SOURCES: tuple[Waiting, ...] = (nights.wanted_work,)
