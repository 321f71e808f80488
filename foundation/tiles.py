"""A tile: one figure of a board with its unit, change, status and freshness."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tile:
    """What one tile shows. `value` is already formatted; an empty one reads "no data"."""

    label: str | Promise
    value: str = ""
    unit: str | Promise = ""
    change: float | None = None
    change_unit: str | Promise = ""
    change_digits: int = 0
    good: str = "up"
    since: str | Promise = ""
    status: str = ""
    note: str | Promise = ""
    series: Sequence[float | None] = ()
    target: float | None = None
    href: str = ""
    help: str | Promise = ""
    stale: str | Promise = ""
    compared: bool = True  # false where no earlier value is kept: then no comparison is missed
