"""What every page says of the night: nothing when it went well, else how old the scores are and why. One query, two when late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.accounts.access import Rights
from portfolio.models import Project, Publication, ScoreRun


@dataclass(frozen=True)
class Night:
    """The warning to show above the page, if any, and whether demonstration data is there."""

    warning: str = ""
    tone: str = "watch"
    href: str = ""
    demo: bool = False


def night(at: datetime, rights: Rights) -> Night:
    """The state of the published scores at the instant `at`, with the way to the nights for administrators."""
    shown = Publication.objects.select_related("run").annotate(demo=Exists(Project.objects.filter(is_demo=True))).first()
    if shown is None:
        return Night()
    if shown.run is None or shown.run.as_of >= _wanted(at):
        return Night(demo=shown.demo)
    failed = ScoreRun.objects.filter(kind=ScoreRun.Kind.NIGHT, as_of__gt=shown.run.as_of).order_by("-as_of", "-id").first()
    broken = failed is not None and failed.state == ScoreRun.State.FAILED
    facts = {"day": formatting.day(shown.run.as_of)}
    text = _("Last night failed: the scores are those of %(day)s.") if broken else _("Last night is late: the scores are those of %(day)s.")
    href = reverse("nights") if rights.is_admin else ""
    return Night(text % facts, "bad" if broken else "watch", href, shown.demo)


def _wanted(at: datetime) -> date:
    """The day whose scores readers may expect: today's once the hour of the alarm has passed."""
    here = at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE))
    return here.date() if here.hour >= settings.NIGHT_ALARM_HOUR else here.date() - timedelta(days=1)
