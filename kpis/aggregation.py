"""One value out of the values of parts, as an indicator says it is rolled up. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Part:
    """The value of one part of a whole in one period: its weight in a mean, when it was recorded, how it was entered."""

    value: float
    weight: float
    recorded_at: datetime
    source_kind: str


WEAKEST_FIRST = ("manual", "evidenced", "automatic")


def whole(parts: Sequence[Part], aggregation: str) -> float:
    """The sum, the weighted mean, or the value recorded last (`last`) of at least one part."""
    if aggregation == "sum":
        return math.fsum(part.value for part in parts)
    if aggregation == "mean":
        return math.fsum(part.value * part.weight for part in parts) / math.fsum(part.weight for part in parts)
    return max(parts, key=lambda part: part.recorded_at).value


def weakest_source(parts: Sequence[Part]) -> str:
    """A whole is no better known than its least known part."""
    return min((part.source_kind for part in parts), key=WEAKEST_FIRST.index)
