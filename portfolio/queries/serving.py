"""What serves an objective: its links, as they count today, with the score of their projects."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext, ngettext

from foundation.accounts.models import User
from foundation.bilingual import name_field
from portfolio.access import visible_to
from portfolio.models import ProjectContribution, Publication
from portfolio.models.projects import ProjectStatus
from strategy.models import LEVEL_WORDS, StrategicObjective

LINK_VALID_MONTHS = 12
LIVING = (ProjectStatus.NOT_STARTED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)
ORDER = ("validated", "declared", "expired", "refused")


@dataclass(frozen=True)
class Serving:
    """A link to an objective with its project, as it counts today; `state` is one of `ORDER`.

    `valid`: up to its validated level it counts, also while a raised level waits.
    """

    link: ProjectContribution
    state: str
    valid: bool
    score: float | None
    band: str
    reliable: bool

    @property
    def word(self) -> str:
        """The level in one word."""
        return str(LEVEL_WORDS[self.link.level])

    @property
    def valid_word(self) -> str:
        """The validated level in one word."""
        return str(LEVEL_WORDS[self.link.validated_level])

    @property
    def raised(self) -> bool:
        """Does only a lower level than the declared one count today?"""
        return self.valid and self.state == "declared"

    @property
    def counts(self) -> bool:
        """Validated, unexpired, from a project that is still going on."""
        return self.valid and self.link.project.status in LIVING


def serving(objective: StrategicObjective, user: User, *, on: date) -> tuple[list[Serving], int]:
    """The current links to an objective whose project `user` may see, strongest first, and how many others there are.

    Confidential projects are not among the others: the number would tell that there is one.
    """
    links = ProjectContribution.objects.current().filter(objective=objective)
    run = Publication.objects.filter(pk=1).values_list("run_id", flat=True).first()
    seen = _with_score(links.filter(project__in=visible_to(user)), run)
    found = [_serving(link, on) for link in seen.order_by("-level", f"project__{name_field()}")]
    told = sum(not each.link.project.is_confidential for each in found)
    return sorted(found, key=lambda each: ORDER.index(each.state)), links.filter(project__is_confidential=False).count() - told


def _with_score(links: QuerySet, run_id: int | None) -> QuerySet:
    """The links with their project, its card and its score in one run."""
    rows = links.select_related("project__unit", "project__lead", "project__card", "decided_by").defer("project__search")
    rows = rows.annotate(shot=FilteredRelation("project__snapshots", condition=Q(project__snapshots__run=run_id)))
    return rows.annotate(shot_s=F("shot__s"), shot_band=F("shot__band"), shot_letter=F("shot__c_letter"))


def _serving(link: Any, on: date) -> Serving:
    return Serving(link, state_on(link, on), is_valid(link, on), link.shot_s, link.shot_band or "", link.shot_letter != "D")


def valid_links(links: QuerySet, on: date) -> QuerySet:
    """Those that count on a day: validated at some level within twelve months; a raised level that waits takes nothing away."""
    known = links.filter(level__gt=0, validated_level__gt=0, decided_on__gt=months_before(on, LINK_VALID_MONTHS))
    return known.exclude(state=ProjectContribution.State.REFUSED)


def is_valid(link: ProjectContribution, on: date) -> bool:
    """Is a link of such that count on a day?"""
    if link.state == ProjectContribution.State.REFUSED or not (link.level and link.validated_level and link.decided_on):
        return False
    return bool(link.decided_on > months_before(on, LINK_VALID_MONTHS))


def state_on(link: ProjectContribution, on: date) -> str:
    """`validated`, `declared`, `refused`, or `expired` twelve months after the last decision or declaration."""
    if link.state == ProjectContribution.State.REFUSED:
        return "refused"
    since = link.decided_on if link.state == ProjectContribution.State.VALIDATED else link.declared_on
    return "expired" if since <= months_before(on, LINK_VALID_MONTHS) else str(link.state)


def months_before(on: date, months: int) -> date:
    """The same day `months` earlier; the last of the month where that month is shorter."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def coverage(found: Iterable[Serving]) -> str:
    """How well the objective is served, in a sentence: by how many going projects, and how strongly at best."""
    counting = [each for each in found if each.counts]
    waiting = sum(each.state == "declared" and not each.valid for each in found)
    if not counting and not waiting:
        return gettext("No project serves it by a validated link.")
    if not counting:
        words = ngettext("%(n)s link waits to be validated; none is yet.", "%(n)s links wait to be validated; none is yet.", waiting)
        return words % {"n": waiting}
    best = max(counting, key=lambda each: each.link.validated_level)
    words = ngettext(
        "%(n)s project serves it by a validated link; the strongest is “%(best)s” (%(word)s).",
        "%(n)s projects serve it by validated links; the strongest is “%(best)s” (%(word)s).",
        len(counting),
    )
    return words % {"n": len(counting), "best": best.link.project.name, "word": best.valid_word.lower()}
