"""The sentences about what needs somebody, written by rules from facts. Nothing is said that a page does not show."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards.needs.need import SEVERITY, Need
from foundation import formatting, statuses
from portfolio.models import Decision, EarnedValuePoint, Project, ProjectContribution, health_of
from portfolio.queries.suppliers import Veto
from portfolio.reporting_calendar import BOARD_DAYS, SPONSOR_DAYS

MOVED, MOVED_SHARE = 0.05, 0.005


def cause(
    need: Need,
    row: Project,
    *,
    figures: dict[str, float],
    earned: EarnedValuePoint | None,
    refused: ProjectContribution | None,
    currency: str,
    today: date,
    through: Veto | None = None,
) -> str:
    """Why the project is named, in one sentence; `through` is the supplier's finding that vetoes it."""
    match need.kind:
        case "veto":
            if through:
                facts = {"supplier": through.supplier.name, "finding": through.finding.title}
                return _("%(supplier)s, on which it depends: “%(finding)s” is severe and nothing mitigates it.") % facts
            return _("A severe effect on people or planet has no approved mitigation.")
        case "needs_help" | "off_track":
            return _delivery(need, figures, earned)
        case "orphan":
            return _orphan(need, refused, currency, today)
        case "outdated":
            return _silence(row, today)
    return _overrun(row, currency)


# --- Delivery: what the figures say ---------------------------------------------------------------------------------------
def _delivery(need: Need, figures: dict[str, float], earned: EarnedValuePoint | None) -> str:
    worst, _sep, computed = need.state.partition(":")
    known = _word(float(computed)) if computed else ""
    reasons = _reasons(worst, figures)
    if need.kind == "needs_help":
        start = _("Declared on track or better than the figures, which say “%(computed)s”") % {"computed": known}
    else:
        start = _("The figures say “%(computed)s”") % {"computed": known}
    told = _("%(start)s: %(reasons)s.") % {"start": start, "reasons": reasons} if reasons else f"{start}."
    return f"{told} {_at_completion(figures, earned)}".strip()


def _reasons(worst: str, figures: dict[str, float]) -> str:
    """The figures that are out of bounds, the worst dimension first; two at most."""
    parts = {
        "cost": _("cost index %(value)s") % {"value": _index(figures["cpi"])} if figures.get("cpi") and _off(figures["cpi"]) else "",
        "schedule": _schedule(figures),
        "risk": _("a risk of %(value)s out of 25") % {"value": formatting.number(figures["exposure"], 0)}
        if figures.get("exposure", 0) >= 10
        else "",
        "scope": _("scope changed by %(value)s") % {"value": formatting.percent(abs(figures["scope_change"]))}
        if abs(figures.get("scope_change", 0)) > 0.1
        else "",
    }
    order = sorted(parts, key=lambda name: name != worst)
    return ", ".join([parts[name] for name in order if parts[name]][:2])


def _schedule(figures: dict[str, float]) -> str:
    spi = figures.get("spi_t") or figures.get("spi")
    if spi is not None:
        return _("schedule index %(value)s") % {"value": _index(spi)} if _off(spi) else ""
    days = round(figures.get("slip_days", 0))
    return ngettext("a milestone %(days)s day late", "a milestone %(days)s days late", days) % {"days": days} if days > 0 else ""


def _off(index: float) -> bool:
    return not 0.95 <= index <= 1.1


def _index(value: float) -> str:
    return formatting.number(value, 2)


def _at_completion(figures: dict[str, float], earned: EarnedValuePoint | None) -> str:
    """What the whole project will cost at the present pace, where that is more than promised."""
    cpi = figures.get("cpi")
    if earned is None or not cpi or cpi >= 1 or not _off(cpi):
        return ""
    budget = float(earned.budget_at_completion)
    facts = {"expected": formatting.money(budget / cpi, earned.currency), "budget": formatting.money(budget, earned.currency)}
    return _("Expected at completion: %(expected)s for %(budget)s.") % facts


# --- Links, silence, money ------------------------------------------------------------------------------------------------
def _orphan(need: Need, refused: ProjectContribution | None, currency: str, today: date) -> str:
    money = formatting.money(need.amount, currency) if need.amount else ""
    if refused is None or refused.decided_on is None:
        if money:
            return _("Serves no validated objective, and takes %(money)s this year.") % {"money": money}
        return _("Serves no validated objective.")
    facts = {"objective": refused.objective.code, "when": formatting.days_ago((today - refused.decided_on).days), "money": money}
    if money:
        return _("Its link to %(objective)s was refused %(when)s; %(money)s serve nothing validated.") % facts
    return _("Its link to %(objective)s was refused %(when)s; it serves nothing validated.") % facts


def _silence(row: Project, today: date) -> str:
    """How long nobody reported, and whom the portal has told already."""
    reported, due = row.card.reported_on, row.card.due_on
    days = (today - reported).days if reported else 0
    start = (
        ngettext("%(days)s day without a report", "%(days)s days without a report", days) % {"days": formatting.number(days)}
        if reported
        else _("Has never been reported on")
    )
    late = (today - due).days if due else 0
    if late > BOARD_DAYS:
        return _("%(silence)s; lead and sponsor were told, silence goes on.") % {"silence": start}
    if late > SPONSOR_DAYS:
        return _("%(silence)s; the sponsor was told.") % {"silence": start}
    return _("%(silence)s: its colour is out of date.") % {"silence": start}


def _overrun(row: Project, currency: str) -> str:
    currency = row.portfolio.currency if row.portfolio else currency  # its own money: nothing is compared with others here
    budget, forecast = row.card.budget or 0, row.card.forecast or 0
    facts = {
        "forecast": formatting.money(forecast, currency),
        "budget": formatting.money(budget, currency),
        "over": formatting.percent(float(forecast - budget) / float(budget), signed=True) if budget else "",
    }
    return _("Forecast %(forecast)s this year for a budget of %(budget)s (%(over)s).") % facts


def unserved(need: Need) -> str:
    """About an objective that no project serves."""
    return _("Weighs %(weight)s and no active project serves it.") % {"weight": formatting.percent(need.objective_weight)}


def waits_for_decision(decision: Decision) -> str:
    """The decision on the project that waits for this person."""
    facts = {"title": decision.title, "day": formatting.day(decision.due_on)}
    return _("Your decision is wanted by %(day)s: “%(title)s”.") % facts if decision.due_on else _("Your decision is wanted.")


# --- What changed ---------------------------------------------------------------------------------------------------------
def change_of_project(row: Any, *, since: date | None, today: date) -> str:
    """What changed since the earlier run, about a week ago; empty where there is none."""
    if since is None:
        return ""
    if row.matter == "outdated":
        return _escalation(row.due_on, since, today)
    words = {"day": formatting.day(since)}
    flag = {"needs_help": "watermelon"}.get(row.matter, row.matter)
    if flag in ("veto", "orphan", "watermelon") and not getattr(row, f"{flag}_before"):
        return _("New since %(day)s") % words
    return (_movement(row) or _("Unchanged since %(day)s")) % words


def _movement(row: Any) -> str:
    """How delivery or alignment moved, with the day still open; empty when neither did."""
    if _differs(row.d_computed, row.d_computed_before, MOVED_SHARE):
        words = {"old": formatting.percent(row.d_computed_before), "new": formatting.percent(row.d_computed), "day": "%(day)s"}
        return _escaped(_("Computed delivery %(old)s → %(new)s since %(day)s"), words)
    if _differs(row.s, row.s_before, MOVED):
        words = {"change": formatting.number(row.s - row.s_before, 1, signed=True), "day": "%(day)s"}
        return _escaped(_("Alignment %(change)s since %(day)s"), words)
    return ""


def _escaped(sentence: str, words: dict[str, str]) -> str:
    """The sentence with its words, the per cent signs kept for the next filling."""
    return sentence % {name: value if name == "day" else value.replace("%", "%%") for name, value in words.items()}


def _escalation(due: date, since: date, today: date) -> str:
    """The step of silence reached within the week, if one was."""
    for days, text in ((BOARD_DAYS, _("Three weeks late since %(day)s")), (SPONSOR_DAYS, _("The sponsor is told since %(day)s"))):
        reached = due + timedelta(days=days + 1)
        if since < reached <= today:
            return text % {"day": formatting.day(reached)}
    late = (today - due).days
    return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": formatting.number(late)}


def change_of_objective(need: Need, *, before: set[int] | None, since: date | None) -> str:
    """Whether nothing served it a week ago either."""
    if before is None or since is None:
        return ""
    words = {"day": formatting.day(since)}
    return (_("Unchanged since %(day)s") if need.objective_id in before else _("New since %(day)s")) % words


def _differs(new: float | None, old: float | None, least: float) -> bool:
    return new is not None and old is not None and abs(new - old) >= least


def _word(share: float) -> str:
    return str(statuses.look(health_of(share)).word)


# --- Why it is here ---------------------------------------------------------------------------------------------------------
def why(need: Need) -> list[str]:
    """Why one sees this matter, in three lines: strategic weight, severity, novelty."""
    return [_weight_line(need), _severity_line(need), _novelty_line(need)]


def _weight_line(need: Need) -> str:
    facts = {
        "weight": formatting.percent(need.weight, 1),
        "share": formatting.percent(need.money_share, 1),
        "objective": need.objective_code,
        "objective_weight": formatting.percent(need.objective_weight),
    }
    if need.money_share and need.objective_code:
        return _("Weight %(weight)s: it takes %(share)s of the money and serves %(objective)s, which weighs %(objective_weight)s.") % facts
    if need.objective_code:
        return _("Weight %(weight)s: %(objective)s weighs %(objective_weight)s and receives nothing.") % facts
    return _("Weight %(weight)s: it takes %(share)s of the money and serves no weighed objective.") % facts


def _severity_line(need: Need) -> str:
    facts = {"severity": formatting.number(100 * SEVERITY[need.kind], 0), "matter": KINDS[need.kind]()}
    told = _("Severity %(severity)s of 100: %(matter)s.") % facts
    if need.focus > 1:
        return told + " " + _("Your role looks at this first.")
    return told + " " + _("For your role it counts less.") if need.focus < 1 else told


def _novelty_line(need: Need) -> str:
    if need.handled:
        return _("You have acted on it: it ranks lower.")
    if need.is_new:
        return _("New to you: it ranks higher.")
    days = need.days_before
    return ngettext("You saw it on %(days)s earlier day: it ranks lower.", "You saw it on %(days)s earlier days: it ranks lower.", days) % {
        "days": days
    }


KINDS = {
    "veto": lambda: _("a veto on responsibility"),
    "needs_help": lambda: _("declared better than computed"),
    "orphan": lambda: _("no validated objective"),
    "off_track": lambda: _("the figures are off track"),
    "outdated": lambda: _("no report in time"),
    "over_budget": lambda: _("the forecast exceeds the budget"),
    "orphan_objective": lambda: _("an objective without a project"),
    "decision": lambda: _("a decision that waits for you"),
    "asked": lambda: _("a question to you"),
    "validate": lambda: _("links that wait for your validation"),
    "refused": lambda: _("a link of yours was refused"),
    "duties": lambda: _("reports you owe"),
    "values": lambda: _("values to enter"),
    "claim": lambda: _("a public claim is past its day"),
    "correction": lambda: _("a supplier is late with a corrective action"),
    "supplier": lambda: _("a severe finding that nothing mitigates"),
    "review": lambda: _("answers of suppliers that wait for your look"),
    "wave": lambda: _("a survey that closes with few answers"),
    "campaign": lambda: _("a campaign behind its participation"),
}
