"""A, strategic contribution: the best links against the largest weights, with rank discounts. Source: alignment.md, A."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import Bools, Columns, Floats, Ints, WeightSet, months_after, ratio, total
from portfolio.alignment.parameters import Parameters


@dataclass(frozen=True, slots=True)
class LinkFactors:
    """Unrefused links at their date. `proved` is the level validated and unexpired, `claimed` the level only declared above it."""

    owner: Ints
    key: Ints
    weight: Floats
    level: Floats
    proved: Floats
    claimed: Floats


def link_factors(columns: Columns, p: Parameters) -> LinkFactors:
    """Weigh each link and date its validation: expired 12 months after validation or declaration without renewal."""
    links = columns.links
    kept = links.present & ~links.refused
    owner, level = links.owner[kept], links.level[kept]
    today = columns.projects.aged_on[owner]
    accepted = np.minimum(np.nan_to_num(links.validated_level[kept]), level)
    proved_now = _unexpired(links.validated_on[kept], today, p)
    claimed_now = _unexpired(links.declared_on[kept], today, p)
    return LinkFactors(
        owner=owner,
        key=links.key[kept],
        weight=_weights(columns, owner, links.key[kept]),
        level=level,
        proved=np.where(proved_now, accepted, 0.0),
        claimed=np.where(claimed_now, level - accepted, 0.0),
    )


def _unexpired(since: np.ndarray, today: np.ndarray, p: Parameters) -> Bools:
    valid: Bools = ~np.isnat(since) & (today < months_after(since, p.expiry_months))
    return valid


def _weights(columns: Columns, owner: Ints, objective: Ints) -> Floats:
    weights = np.zeros(len(owner))
    chosen = columns.projects.weight_set[owner]
    for index, weight_set in enumerate(columns.weight_sets):
        rows = np.flatnonzero(chosen == index)
        weights[rows] = weight_of(weight_set, objective[rows])
    return weights


def weight_of(weight_set: WeightSet, objective: Ints) -> Floats:
    """Return the weight of each objective, 0 for one that the set does not hold."""
    if not len(weight_set.objective):
        return np.zeros(len(objective))
    place = np.minimum(np.searchsorted(weight_set.objective, objective), len(weight_set.objective) - 1)
    return np.where(weight_set.objective[place] == objective, weight_set.normalised()[place], 0.0)


def ceilings(columns: Columns, p: Parameters) -> Floats:
    """Return the denominator of A by owner: the largest weights, discounted; NaN without a weight set that weighs anything."""
    by_set = [_ceiling(weight_set, p) for weight_set in columns.weight_sets]
    return np.array([*by_set, np.nan])[columns.projects.weight_set]


def _ceiling(weight_set: WeightSet, p: Parameters) -> float:
    heaviest = np.sort(weight_set.normalised())[::-1][: len(p.rank_discounts)]
    reach = float(heaviest @ np.array(p.rank_discounts[: len(heaviest)]))
    return reach if reach > 0 else np.nan


def link_points(links: LinkFactors, ceiling: Floats, p: Parameters) -> Floats:
    """Return what each link brings to A, 0–1; beyond the ranks a link brings nothing. Ties go by objective key."""
    value = links.weight * (links.proved + p.declared_credit * links.claimed)
    order = np.lexsort((links.key, -value, links.owner))
    sizes = np.bincount(links.owner, minlength=len(ceiling))
    starts = np.cumsum(sizes) - sizes
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts[links.owner[order]]
    discounts = np.array([*p.rank_discounts, 0.0])
    points: Floats = value * discounts[np.minimum(rank, len(p.rank_discounts))] / ceiling[links.owner]
    return points


def validated_share(links: LinkFactors, count: int) -> Floats:
    """Return the share of linked weight that is validated and unexpired; 0 without any link. Source: alignment.md, C."""
    proved = total(links.owner, links.weight * links.proved, count)
    linked = total(links.owner, links.weight * links.level, count)
    return np.nan_to_num(ratio(proved, linked))
