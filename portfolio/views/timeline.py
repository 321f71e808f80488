"""One project on a line of time: how long it lasts, the decisions at its gates, each of its milestones."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from foundation import formatting
from portfolio.charts.roadmap import Moment, Roadmap, Row, bounds, roadmap
from portfolio.models import GateReview, Milestone, Project
from portfolio.views.roadmap import moment_of


def timeline(project: Project, milestones: Sequence[Milestone], gates: Sequence[GateReview], today: date) -> Roadmap | None:
    """The drawing, or None where nothing has a date."""
    lanes = [
        *([_life(project.starts_on, project.ends_on)] if project.starts_on and project.ends_on else []),
        *([_gates(gates)] if gates else []),
        *(_lane(row, today) for row in milestones),
    ]
    if not lanes:
        return None
    days = [day for lane in lanes for one in lane.moments for day in (one.promised, one.expected)]
    start, end = bounds([*days, *(day for lane in lanes for day in lane.span or ())], today)
    return roadmap(lanes, start=start, end=end, today=today)


def _life(starts_on: date, ends_on: date) -> Row:
    return Row(_("The project"), "", f"{formatting.day(starts_on)} – {formatting.day(ends_on)}", [], (starts_on, ends_on))


def _gates(gates: Sequence[GateReview]) -> Row:
    """The decisions that were taken: a gate has no promise to compare with."""
    moments = [Moment(_gate(one), one.decided_on, one.decided_on, reached=True, overdue=False) for one in gates]
    return Row(_("Decisions at the gates"), "", "", moments)


def _gate(one: GateReview) -> str:
    return _("Gate %(gate)s: %(decision)s") % {"gate": one.gate, "decision": one.get_decision_display()}


def _lane(row: Milestone, today: date) -> Row:
    expected, slip = formatting.day(row.reached_on or row.forecast_on), row.slip_days
    sub = _("%(day)s (%(days)s d)") % {"day": expected, "days": formatting.number(slip, signed=True)} if slip else expected
    return Row(row.name, "", sub, [moment_of(row, today)], named=False)
