"""The sentences of a board, written by rules from its facts. Nothing is said that a figure of the page does not show."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import formatting

MOVES = 1.0  # points of the index that count as a movement
GOOD_FIT = 0.80  # from here on money and strategy, or the horizons, are said to agree
WIDE_GAP = 0.05  # share of the money


@dataclass(frozen=True)
class Gap:
    """An objective, what it weighs and what it receives."""

    name: str
    weight: float
    share: float


@dataclass(frozen=True)
class HorizonGap:
    """A horizon, the share it receives and the share wanted."""

    key: str
    share: float
    target: float


@dataclass(frozen=True)
class Facts:
    """What the verdict may speak of; None is unknown."""

    projects: int
    scored: int
    alignment: float | None = None
    change: float | None = None
    spend_fit: float | None = None
    widest_gap: Gap | None = None
    horizon_balance: float | None = None
    widest_horizon: HorizonGap | None = None
    watermelons: int = 0
    unscored_share: float | None = None


def verdict(facts: Facts) -> str:
    """One sentence: how the strategy moves, and the one thing that holds it back most."""
    if not facts.projects:
        return _("No project yet: the verdict comes with the first ones.")
    if facts.alignment is None:
        return _("Nothing can be judged yet: link the projects to objectives and give them a budget.")
    return _("%(movement)s, %(brake)s") % {"movement": movement(facts), "brake": brake(facts)}


def movement(facts: Facts) -> str:
    """How the alignment of the portfolio moved."""
    value = formatting.number(facts.alignment, 0)
    if facts.change is None:
        return _("The strategy stands at %(value)s out of 100") % {"value": value}
    change = formatting.number(facts.change, 0, signed=True)
    if facts.change >= MOVES:
        return _("The strategy moves forward (%(change)s)") % {"change": change}
    if facts.change <= -MOVES:
        return _("The strategy falls back (%(change)s)") % {"change": change}
    return _("The strategy holds at %(value)s out of 100") % {"value": value}


def brake(facts: Facts) -> str:
    """The heaviest of: money elsewhere, a neglected horizon, money that cannot be judged, projects that need help."""
    candidates = [(weight, sentence) for weight, sentence in (_money(facts), _horizon(facts), _unscored(facts), _help(facts)) if weight > 0]
    if not candidates:
        return _("and the money follows.") if facts.spend_fit is not None else _("and nothing stands out.")
    return max(candidates, key=lambda one: one[0])[1]


def _money(facts: Facts) -> tuple[float, str]:
    gap = facts.widest_gap
    if facts.spend_fit is None or gap is None or facts.spend_fit >= GOOD_FIT or abs(gap.share - gap.weight) < WIDE_GAP:
        return 0.0, ""
    words = {"objective": gap.name, "share": formatting.percent(gap.share), "weight": formatting.percent(gap.weight)}
    if gap.share > gap.weight:
        return 1 - facts.spend_fit, _(
            "the money does not follow: %(objective)s takes %(share)s of the budget and weighs %(weight)s."
        ) % words
    return 1 - facts.spend_fit, _(
        "the money does not follow: %(objective)s weighs %(weight)s and receives %(share)s of the budget."
    ) % words


def _horizon(facts: Facts) -> tuple[float, str]:
    gap = facts.widest_horizon
    if facts.horizon_balance is None or gap is None or facts.horizon_balance >= GOOD_FIT:
        return 0.0, ""
    words = {"share": formatting.percent(gap.share), "target": formatting.percent(gap.target)}
    sentences = {
        "short": _("but the short term takes %(share)s of the money for %(target)s wanted."),
        "medium": _("but the medium term has %(share)s of the money for %(target)s wanted."),
        "long": _("but the long term has %(share)s of the money for %(target)s wanted."),
    }
    return 1 - facts.horizon_balance, sentences[gap.key] % words


def _unscored(facts: Facts) -> tuple[float, str]:
    if not facts.unscored_share or facts.unscored_share < 1 - GOOD_FIT:
        return 0.0, ""
    return facts.unscored_share, _("but %(share)s of the money cannot be judged yet.") % {"share": formatting.percent(facts.unscored_share)}


def _help(facts: Facts) -> tuple[float, str]:
    if not facts.watermelons:
        return 0.0, ""
    sentence = ngettext("but %(count)s project needs help.", "but %(count)s projects need help.", facts.watermelons)
    return min(0.5, facts.watermelons / max(facts.projects, 1)), sentence % {"count": formatting.number(facts.watermelons)}


def counted(*, projects: int, scored: int, unscored_money: str, obligations: int) -> str:
    """How many projects the figures rest on."""
    parts = [
        ngettext("%(count)s strategic project", "%(count)s strategic projects", projects) % {"count": formatting.number(projects)},
        ngettext("%(count)s scored", "%(count)s scored", scored) % {"count": formatting.number(scored)},
    ]
    if projects > scored:
        words = {"count": formatting.number(projects - scored), "money": unscored_money}
        parts.append(
            ngettext("%(count)s without enough data (%(money)s)", "%(count)s without enough data (%(money)s)", projects - scored) % words
        )
    if obligations:
        parts.append(
            ngettext("%(count)s obligation apart", "%(count)s obligations apart", obligations) % {"count": formatting.number(obligations)}
        )
    return " · ".join(parts)


def need_help(count: int) -> str:
    """How many projects are declared better than they are computed: they need help, nobody is blamed."""
    return ngettext("%(count)s project needs help", "%(count)s projects need help", count) % {"count": formatting.number(count)}


# --- The verdicts of the other lenses -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Course:
    """What the verdict of the CEO speaks of: objectives on course of those that weigh, decisions that wait, overdue ones."""

    objectives: int
    on_course: int
    unserved: int
    decisions: int
    overdue: int


def course_verdict(facts: Course) -> str:
    """Will the strategy land, and what does it wait for?"""
    if not facts.objectives:
        return _("No objective weighs anything yet: the verdict comes with the weights.")
    sentence = ngettext(
        "%(on_course)s of %(count)s objective is on course", "%(on_course)s of %(count)s objectives are on course", facts.objectives
    )
    told = sentence % {"on_course": formatting.number(facts.on_course), "count": formatting.number(facts.objectives)}
    if facts.overdue:
        rest = ngettext("%(count)s decision is overdue.", "%(count)s decisions are overdue.", facts.overdue) % {"count": facts.overdue}
    elif facts.decisions:
        rest = ngettext("%(count)s decision is waited for.", "%(count)s decisions are waited for.", facts.decisions)
        rest %= {"count": facts.decisions}
    elif facts.unserved:
        rest = ngettext("%(count)s has no project.", "%(count)s have no project.", facts.unserved) % {"count": facts.unserved}
    else:
        rest = _("and no decision is waited for.")
    return _("%(course)s, %(rest)s") % {"course": told, "rest": rest}


@dataclass(frozen=True)
class Purse:
    """What the verdict of the CFO speaks of; shares are 0–1."""

    budget: float
    forecast: float
    stray: float | None
    currency: str


def purse_verdict(facts: Purse) -> str:
    """Where the year's money ends, and how much of it the strategy would place elsewhere."""
    if not facts.budget:
        return _("No budget for this year yet: the verdict comes with the first ones.")
    gap = (facts.forecast - facts.budget) / facts.budget
    words = {
        "forecast": formatting.money(facts.forecast, facts.currency),
        "budget": formatting.money(facts.budget, facts.currency),
        "gap": formatting.percent(gap, 1, signed=True),
    }
    told = _("The year is heading for %(forecast)s, for a budget of %(budget)s (%(gap)s)") % words
    if facts.stray is None:
        return f"{told}."
    stray = formatting.money(facts.stray, facts.currency)
    return _("%(year)s; %(stray)s are not where the strategy would want them.") % {"year": told, "stray": stray}


@dataclass(frozen=True)
class Works:
    """What the verdict of the COO speaks of."""

    delivery: float | None
    late: int
    silent: int
    need_help: int


def works_verdict(facts: Works) -> str:
    """How sure delivery is, and what holds it back."""
    if facts.delivery is None:
        return _("Nothing says yet how the projects go: the verdict comes with the first reports and figures.")
    parts = [
        ngettext("%(count)s milestone late", "%(count)s milestones late", facts.late) % {"count": formatting.number(facts.late)}
        if facts.late
        else "",
        ngettext("%(count)s project silent", "%(count)s projects silent", facts.silent) % {"count": formatting.number(facts.silent)}
        if facts.silent
        else "",
        need_help(facts.need_help) if facts.need_help else "",
    ]
    told = ", ".join(part for part in parts if part) or _("nothing late, nobody silent")
    return _("Delivery is %(share)s sure: %(rest)s.") % {"share": formatting.percent(facts.delivery), "rest": told}
