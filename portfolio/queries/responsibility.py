"""What the responsibility page of a project shows: every material theme with its assessment."""

from dataclasses import dataclass
from datetime import date, datetime

from portfolio.models import Project, RseAssessment
from rse.models import MaterialityAssessment, Theme
from rse.queries.materiality import house_themes, in_force


@dataclass(frozen=True)
class ThemeLine:
    """One theme with its weight and what the project was assessed at."""

    theme: Theme
    materiality: int
    assessment: RseAssessment | None


def theme_lines(project: Project, *, as_of: date, cut_off: datetime) -> tuple[MaterialityAssessment | None, list[ThemeLine]]:
    """The materiality in force and its themes, the weightiest first, then what was assessed besides. Three queries."""
    force = in_force(as_of=as_of, cut_off=cut_off)
    weights = force.themes if force else {}
    related = ("recorded_by", "mitigation_approved_by", "theme")
    known = {row.theme_id: row for row in RseAssessment.objects.current().filter(project=project).select_related(*related)}
    lines = [ThemeLine(theme, int(weights.get(theme.code, 0)), known.get(theme.pk)) for theme in house_themes()]
    shown = [line for line in lines if line.materiality or line.assessment]
    return force, sorted(shown, key=lambda line: (-line.materiality, line.theme.position))
