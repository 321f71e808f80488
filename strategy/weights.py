"""Weights of objectives: by class, entered directly, or from pairwise judgements (AHP). Source: alignment.md, S and "AHP"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CLASSES = {"major": 3.0, "important": 2.0, "useful": 1.0}
LARGEST_MATRIX = 9
ACCEPTED_RATIO = 0.10
# Saaty's random index for n = 1..10.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)


class WeightsError(ValueError):
    """The figures do not make weights; the message says what to change."""


def normalised(figures: Mapping[str, float]) -> dict[str, float]:
    """Scale figures entered directly to a sum of 1."""
    if any(not np.isfinite(figure) or figure < 0 for figure in figures.values()):
        raise WeightsError("A weight is 0 or more: correct the negative or missing ones.")
    total = sum(figures.values())
    if total <= 0:
        raise WeightsError("At least one objective must weigh more than 0.")
    return {code: figure / total for code, figure in figures.items()}


def by_class(classes: Mapping[str, str], factors: Mapping[str, float] = CLASSES) -> dict[str, float]:
    """Turn classes (major ×3, important ×2, useful ×1) into weights that sum to 1."""
    unknown = sorted(set(classes.values()) - set(factors))
    if unknown:
        raise WeightsError(f"Unknown class {unknown[0]!r}: choose one of {', '.join(factors)}.")
    return normalised({code: factors[name] for code, name in classes.items()})


@dataclass(frozen=True, slots=True)
class Priorities:
    """The outcome of one matrix: weights summing to 1, λmax, CI and CR (0 for n ≤ 2)."""

    weights: Floats
    eigenvalue: float
    consistency_index: float
    consistency_ratio: float

    @property
    def consistent(self) -> bool:
        """Whether the judgements may stand without a written reason."""
        return self.consistency_ratio < ACCEPTED_RATIO


def priorities(matrix: Any) -> Priorities:
    """Return the principal eigenvector of a reciprocal n × n matrix, n ≤ 9, with CI = (λmax − n)/(n − 1) and CR = CI/RI."""
    judged = _checked(np.asarray(matrix, np.float64))
    size = len(judged)
    values, vectors = np.linalg.eig(judged)
    principal = int(np.argmax(values.real))
    vector = np.abs(vectors[:, principal].real)
    largest = float(values[principal].real)
    index = max((largest - size) / (size - 1), 0.0) if size > 2 else 0.0
    ratio = index / RANDOM_INDEX[size - 1] if size > 2 else 0.0
    return Priorities(np.asarray(vector / vector.sum(), np.float64), largest, index, ratio)


def _checked(matrix: Floats) -> Floats:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not len(matrix):
        raise WeightsError("Compare every pair once: the matrix must be square.")
    if len(matrix) > LARGEST_MATRIX:
        raise WeightsError(f"Compare at most {LARGEST_MATRIX} at a time: axes first, then the objectives of each axis.")
    if not np.isfinite(matrix).all() or (matrix <= 0).any():
        raise WeightsError("A judgement is a number above 0: equal is 1, twice as important 2, half ½.")
    if not np.allclose(matrix * matrix.T, 1.0, rtol=1e-4):
        raise WeightsError("A judgement and its opposite must be each other's inverse.")
    return matrix


def matrix_of(codes: list[str], judgements: Mapping[tuple[str, str], float]) -> Floats:
    """Build the reciprocal matrix of `codes` from one judgement a pair, either way round. Raises WeightsError naming a missing pair."""
    matrix = np.eye(len(codes))
    for row, one in enumerate(codes):
        for column, other in enumerate(codes[:row]):
            value = judgements.get((one, other)) or 1.0 / _judged(judgements, other, one)
            matrix[row, column], matrix[column, row] = value, 1.0 / value
    return matrix


def _judged(judgements: Mapping[tuple[str, str], float], one: str, other: str) -> float:
    value = judgements.get((one, other))
    if not value or value <= 0:
        raise WeightsError(f"Compare {one} with {other}: this pair has no judgement yet.")
    return value


def composed(axes: Mapping[str, float], leaves: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Multiply each leaf's weight within its axis by the weight of the axis; an axis without leaves gives its weight back to the others."""
    spread = {code: axes[axis] * weight for axis, objectives in leaves.items() for code, weight in objectives.items()}
    return normalised(spread)
