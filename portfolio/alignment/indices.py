"""Portfolio indices: alignment weighted by money, spend fit, horizon balance, orphans. Source: alignment.md, "Portfolio indices"."""

from dataclasses import dataclass

import numpy as np

from portfolio.alignment.columns import Bools, Floats, Ints, ratio, total
from portfolio.alignment.parameters import Parameters

NO_HORIZON = -1


@dataclass(frozen=True, slots=True)
class AlignmentIndex:
    """`alignment` is NaN when nothing can be believed; `unscored_share` is NaN without disclosed money."""

    alignment: float
    scored: int
    unscored: int
    money: float
    unscored_money: float
    unscored_share: float
    undisclosed: int


def alignment_index(*, money: Floats, score: Floats, confidence: Floats, p: Parameters) -> AlignmentIndex:
    """Average S by budget; a project with too little confidence counts as unscored, undisclosed money (NaN) has no say."""
    believed = ~np.isnan(score) & (np.round(confidence, 6) >= p.confidence_minimum)
    known = ~np.isnan(money)
    amount, spent = np.where(believed & known, money, 0.0), float(np.nansum(money))
    unscored = float(money[known & ~believed].sum())
    return AlignmentIndex(
        alignment=float(ratio((amount * np.nan_to_num(score)).sum(), amount.sum())),
        scored=int(believed.sum()),
        unscored=int((~believed).sum()),
        money=spent,
        unscored_money=unscored,
        unscored_share=float(ratio(unscored, spent)),
        undisclosed=int((~known).sum()),
    )


def split_money(*, money: Floats, owner: Ints, credit: Floats) -> tuple[Floats, Floats]:
    """Split each project's money over its links in proportion to c·v. Return (money by link, money without objective by project)."""
    known = np.nan_to_num(money)
    weight = total(owner, credit, len(money))
    by_link = credit * np.nan_to_num(ratio(known, weight))[owner]
    return by_link, np.where(weight > 0, 0.0, known)


@dataclass(frozen=True, slots=True)
class SpendFit:
    """`fit` F is 0–1, NaN without money; `gap` = share of the money − weight, by objective."""

    fit: float
    share: Floats
    gap: Floats
    no_objective_share: float


def spend_fit(*, money_by_objective: Floats, weight: Floats, no_objective: float) -> SpendFit:
    """F = 1 − ½ Σ |share − w|; money without an objective is a bucket of weight 0. Weights sum to 1."""
    spent = float(money_by_objective.sum()) + no_objective
    if spent <= 0:
        return SpendFit(float("nan"), np.full(len(weight), np.nan), np.full(len(weight), np.nan), float("nan"))
    share = money_by_objective / spent
    stray = no_objective / spent
    return SpendFit(1.0 - 0.5 * float(np.abs(share - weight).sum() + stray), share, share - weight, stray)


@dataclass(frozen=True, slots=True)
class HorizonBalance:
    """`balance` H is 0–1, NaN without money at any horizon; money of projects without a link has no horizon and is told apart."""

    balance: float
    share: Floats
    no_horizon: float


def horizon_balance(*, money: Floats, horizon: Ints, targets: Floats) -> HorizonBalance:
    """H = 1 − ½ Σ |share − target| over short, medium and long (0, 1, 2); −1 is no horizon."""
    known = np.nan_to_num(money)
    placed = horizon != NO_HORIZON
    by_horizon = total(horizon[placed], known[placed], len(targets))
    stray, spent = float(known[~placed].sum()), float(by_horizon.sum())
    if spent <= 0:
        return HorizonBalance(float("nan"), np.full(len(targets), np.nan), stray)
    share = by_horizon / spent
    return HorizonBalance(1.0 - 0.5 * float(np.abs(share - targets).sum()), share, stray)


def horizon_of(months: Floats, p: Parameters) -> Ints:
    """Name the horizon of a reach in months: 0 short, 1 medium, 2 long, −1 unknown."""
    steps = [np.isnan(months), months <= p.horizon_short_months, months <= p.horizon_medium_months]
    return np.asarray(np.select(steps, [NO_HORIZON, 0, 1], 2), np.int64)


def orphan_objectives(*, weight: Floats, served: Bools) -> Bools:
    """Objectives that weigh something and that no active project serves by a validated link."""
    orphans: Bools = (weight > 0) & ~served
    return orphans
