"""What the RSE home says of people: how many campaigns reached, what the newest well-being wave found."""

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.tiles import Tile
from rse.models import Survey, SurveyWave
from rse.queries import surveys
from rse.queries.campaigns import overall


def people_tiles() -> list[Tile]:
    """Reach of campaigns, answers and recommendation of the newest closed waves. At most five queries."""
    return [*_reached(), *_answered()]


def _reached() -> list[Tile]:
    found = overall()
    if not found.headcount:
        return []
    value = "" if found.rate is None else formatting.percent(found.rate)
    note = _("of %(all)s people, by all campaigns") % {"all": formatting.number(found.headcount)}
    return [Tile(_("Reached at least once"), value, note=note, href=reverse("rse:campaigns"), compared=False)]


def _answered() -> list[Tile]:
    closed = SurveyWave.objects.filter(state=SurveyWave.State.CLOSED, survey__kind=Survey.Kind.WELLBEING).select_related("survey")
    waves = list(closed.order_by("-closes_on", "-pk")[:2])
    if not waves or not (waves[0].results or {}).get("cells"):
        return []
    wave, survey = waves[0], waves[0].survey
    href = reverse("rse:wave", args=[survey.code, wave.number])
    rate, now = surveys.response(wave), _score(wave)
    before = _score(waves[1]) if len(waves) > 1 and waves[1].survey_id == wave.survey_id else None
    share = "" if rate is None else formatting.percent(rate)
    tiles = [
        Tile(survey.name, share, note=_("answered, %(day)s") % {"day": formatting.day(wave.closes_on, "month")}, href=href, compared=False)
    ]
    if now is not None:
        change = None if before is None else now - before
        value, note = formatting.number(now, 0, signed=True), _("from −100 to +100")
        tiles.append(Tile(_("Would advise working here"), value, "NPS", change, note=note, href=href, compared=before is not None))
    return tiles


def _score(wave: SurveyWave) -> float | None:
    """The recommendation score of all who answered."""
    cell = next(iter((wave.results or {}).get("cells", [])), None)
    scores = [figure["nps"] for figure in cell["figures"].values() if figure.get("nps")] if cell else []
    return float(scores[0][0]) if scores else None
