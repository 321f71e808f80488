"""Index de l'égalité professionnelle, women and men, by a dated rule set. Source: rse.md; Code du travail D1142-2 and following. Pure.

Gaps are (men − women), in per cent; a positive gap favours men. Groups are category × age; headcounts are persons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

WOMEN, MEN, PARITY = "women", "men", "parity"
CSP, LEVELS = "csp", "levels"
NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The numbers of the law in force for some years; read from the catalogue, never written in code."""

    code: str
    first_year: int
    last_year: int
    pay_group_minimum: int
    rate_group_minimum: int
    raise_minimum: int
    valid_share: float
    tolerance: dict[str, float]
    pay_points: Sequence[int]
    bands: Sequence[float]
    raise_points: Sequence[int]
    promotion_points: Sequence[int]
    raise_or_promotion_points: Sequence[int]
    leave_points: int
    top_points: Sequence[int]
    obtainable_minimum: int
    corrective_below: int
    objectives_below: int
    large_from: int


@dataclass(frozen=True, slots=True)
class PayGroup:
    """Mean yearly pay of women and men of one category and age, in money; None where the group is too small to say."""

    women: int
    men: int
    women_pay: float | None = None
    men_pay: float | None = None


@dataclass(frozen=True, slots=True)
class RateGroup:
    """Women and men of one category, and how many of them got a raise (or a promotion)."""

    women: int
    men: int
    women_chosen: int
    men_chosen: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a firm enters. `raises` and `promotions` count from 251 persons on; `raised` (whole firm, 50–250) is women and men raised."""

    pay_groups: Sequence[PayGroup]
    top_women: int
    top_men: int
    grouping: str = CSP
    raised: tuple[int, int] | None = None
    raises: Sequence[RateGroup] = ()
    promotions: Sequence[RateGroup] = ()
    returns_from_leave: int = 0
    returns_raised: int = 0
    raises_during_leave: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """One indicator: points of `maximum`, the gap rounded to 0.1, the favoured sex; `reason` says why it is not computable."""

    code: str
    maximum: int
    points: int | None
    gap: float | None = None
    favours: str = PARITY
    staff_gap: float | None = None
    caught_up: bool = False
    reason: str = ""
    raw: float | None = None

    @property
    def computable(self) -> bool:
        """Whether the indicator counts in the index."""
        return self.points is not None


@dataclass(frozen=True, slots=True)
class Index:
    """The index (None: not computable), the points behind it, and the index before the threshold of publication."""

    value: int | None
    points: int
    obtainable: int
    internal: int
    indicators: tuple[Points, ...]
    corrective_measures: bool
    objectives: bool


def equality_index(inputs: Inputs, rules: RuleSet) -> Index:
    """Return the index of a firm; the size class follows from the headcount of its groups."""
    pay = pay_gap(inputs.pay_groups, inputs.grouping, rules)
    if headcount(inputs.pay_groups) >= rules.large_from:
        rates = [
            rate_gap("raises", inputs.raises, inputs.pay_groups, rules.raise_points, rules),
            rate_gap("promotions", inputs.promotions, inputs.pay_groups, rules.promotion_points, rules),
        ]
    else:
        rates = [raise_gap(inputs.raised, inputs.pay_groups, rules)]
    caught = [caught_up(rate, pay) for rate in rates]
    return _sum_up((pay, *caught, leave_returns(inputs, rules), top_ten(inputs.top_women, inputs.top_men, rules)), rules)


def headcount(groups: Sequence[PayGroup]) -> int:
    """Persons counted."""
    return sum(group.women + group.men for group in groups)


def pay_gap(groups: Sequence[PayGroup], grouping: str, rules: RuleSet) -> Points:
    """Indicator 1: mean pay gap of the groups with enough women and men, shrunk towards 0, weighted by headcount."""
    maximum = rules.pay_points[0]
    valid = [g for g in groups if min(g.women, g.men) >= rules.pay_group_minimum and g.women_pay and g.men_pay]
    counted = headcount(valid)
    if not counted or counted < rules.valid_share * headcount(groups):
        return Points("pay", maximum, None, reason="groups")
    gap = sum((g.women + g.men) / counted * _shrunk(g, rules.tolerance[grouping]) for g in valid)
    shown = rounded(abs(gap))
    place = min(ceil(shown - NOISE), len(rules.pay_points) - 1)
    return Points("pay", maximum, rules.pay_points[place], shown, favoured(gap), raw=gap)


def _shrunk(group: PayGroup, tolerance: float) -> float:
    women, men = group.women_pay or 0.0, group.men_pay or 1.0  # valid groups state both
    gap = 100 * (men - women) / men
    return max(abs(gap) - tolerance, 0.0) * (1 if gap > 0 else -1)


def raise_gap(raised: tuple[int, int] | None, groups: Sequence[PayGroup], rules: RuleSet) -> Points:
    """Indicators 2 and 3 of a firm of 50 to 250: the gap in per cent and in persons, the better one keeps."""
    maximum = rules.raise_or_promotion_points[0]
    women, men = sum(g.women for g in groups), sum(g.men for g in groups)
    if min(women, men) < rules.raise_minimum:
        return Points("raises_small", maximum, None, reason="too_few")
    if raised is None or not sum(raised):
        return Points("raises_small", maximum, None, reason="no_raise")
    sign = raised[1] * women - raised[0] * men
    gap = sign / (women * men)
    shown, staff = rounded(100 * abs(gap)), rounded(abs(gap) * min(women, men))
    points = max(_banded(value, rules.raise_or_promotion_points, rules) for value in (shown, staff))
    return Points("raises_small", maximum, points, shown, _sex(sign), staff_gap=staff, raw=gap)


def rate_gap(code: str, rates: Sequence[RateGroup], groups: Sequence[PayGroup], table: Sequence[int], rules: RuleSet) -> Points:
    """Indicators 2 (raises) and 3 (promotions) from 251 persons on, by category without age."""
    valid = [g for g in rates if min(g.women, g.men) >= rules.rate_group_minimum]
    counted = sum(g.women + g.men for g in valid)
    if not counted or counted < rules.valid_share * headcount(groups):
        return Points(code, table[0], None, reason="groups")
    if not sum(g.women_chosen + g.men_chosen for g in valid):
        return Points(code, table[0], None, reason="no_raise")
    gap = 100 * sum((g.women + g.men) / counted * (g.men_chosen / g.men - g.women_chosen / g.women) for g in valid)
    shown = rounded(abs(gap))
    return Points(code, table[0], _banded(shown, table, rules), shown, favoured(gap), raw=gap)


def caught_up(rate: Points, pay: Points) -> Points:
    """Full points where raises favour another sex than a pay gap that costs points: the firm is catching up."""
    catching = pay.points is not None and pay.points < pay.maximum and rate.points is not None and rate.favours != pay.favours
    if not catching or rate.points == rate.maximum:
        return rate
    return Points(rate.code, rate.maximum, rate.maximum, rate.gap, rate.favours, rate.staff_gap, caught_up=True, raw=rate.raw)


def leave_returns(inputs: Inputs, rules: RuleSet) -> Points:
    """Indicator 4: every woman back from maternity leave got the raise given meanwhile, or nothing."""
    if not inputs.returns_from_leave:
        return Points("leave", rules.leave_points, None, reason="no_return")
    if not inputs.raises_during_leave:
        return Points("leave", rules.leave_points, None, reason="no_raise_meanwhile")
    everyone = inputs.returns_raised >= inputs.returns_from_leave
    share = rounded(100 * inputs.returns_raised / inputs.returns_from_leave)
    return Points("leave", rules.leave_points, rules.leave_points if everyone else 0, share, raw=share)


def top_ten(women: int, men: int, rules: RuleSet) -> Points:
    """Indicator 5: the under-represented sex among the ten highest paid."""
    fewer = min(women, men, len(rules.top_points) - 1)
    return Points("top", max(rules.top_points), rules.top_points[fewer], float(fewer), _sex(men - women), raw=float(fewer))


def favoured(gap: float) -> str:
    """The sex a gap in per cent favours; below 0.05 neither."""
    return PARITY if abs(gap) < 0.05 else MEN if gap > 0 else WOMEN


def rounded(value: float, digits: int = 1) -> float:
    """Round half up."""
    size: int = 10**digits
    return floor(value * size + 0.5 + NOISE) / size


def _sex(sign: float) -> str:
    return PARITY if sign == 0 else MEN if sign > 0 else WOMEN


def _banded(value: float, table: Sequence[int], rules: RuleSet) -> int:
    return next((points for bound, points in zip(rules.bands, table, strict=False) if value <= bound), table[-1])


def _sum_up(indicators: tuple[Points, ...], rules: RuleSet) -> Index:
    points = sum(one.points or 0 for one in indicators)
    obtainable = sum(one.maximum for one in indicators if one.computable)
    internal = int(rounded(100 * points / obtainable, 0)) if obtainable else 0
    value = internal if obtainable >= rules.obtainable_minimum else None
    corrective = value is not None and value < rules.corrective_below
    return Index(value, points, obtainable, internal, indicators, corrective, value is not None and value < rules.objectives_below)
