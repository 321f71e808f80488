"""The strip of responsibility on the board: does the trajectory hold, the index, what is off track, how much is assessed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import formatting
from portfolio.models import Project, RseAssessment
from portfolio.models.projects import ProjectStatus
from rse.models import EqualityIndexRun, ReductionTarget
from rse.queries.footprint import years
from rse.queries.initiatives import counts
from rse.queries.materiality import in_force
from rse.queries.trajectory import standing

WELL_ASSESSED, SOME = 0.8, 0.4


@dataclass(frozen=True)
class StripCard:
    """One figure with its status and the way to its page."""

    label: str
    value: str
    status: str
    word: str
    href: str


def rse_strip(*, today: date) -> list[StripCard]:
    """Four figures; empty where nothing of responsibility was begun. Ten queries at most."""
    cards = [_trajectory(), _index(), _initiatives(today), _coverage(today)]
    return [card for card in cards if card]


def _trajectory() -> StripCard | None:
    target = ReductionTarget.objects.first()
    if target is None:
        return None
    held = standing(target, years(target.basis))
    done = held.progress.done if held.progress else None
    value = formatting.percent(done) if done is not None else ""
    elapsed = formatting.percent(held.progress.elapsed) if held.progress else ""
    words = {
        "on_track": _("on track, %(elapsed)s of the time gone") % {"elapsed": elapsed},
        "off_track": _("off track, %(elapsed)s of the time gone") % {"elapsed": elapsed},
    }
    return StripCard(_("Way to the emission target"), value, held.status, words.get(held.status, ""), reverse("rse:footprint"))


def _index() -> StripCard | None:
    run = EqualityIndexRun.objects.order_by("-year", "-at").first()
    if run is None:
        return None
    status = "no_data" if run.index is None else "off_track" if run.index < 75 else "watch" if run.index < 85 else "on_track"
    value = "NC" if run.index is None else f"{run.index}/100"
    return StripCard(_("Equality index"), value, status, str(run.year), reverse("rse:indices"))


def _initiatives(today: date) -> StripCard | None:
    found = counts(today)
    if not found["running"]:
        return None
    value = _("%(off)s of %(all)s") % {"off": formatting.number(found["off_track"]), "all": formatting.number(found["running"])}
    status = "off_track" if found["off_track"] else "watch" if found["overdue"] else "on_track"
    word = (
        _("%(n)s to adjust or accept") % {"n": found["to_answer"]} if found["to_answer"] else _("%(n)s overdue") % {"n": found["overdue"]}
    )
    return StripCard(_("Initiatives off track"), value, status, word, f"{reverse('rse:initiatives')}?health=off_track")


def _coverage(today: date) -> StripCard | None:
    """The share of the material themes of active strategic projects that somebody assessed."""
    force = in_force(as_of=today, cut_off=timezone.now())
    material = [code for code, weight in force.themes.items() if weight] if force else []
    projects = Project.objects.filter(status=ProjectStatus.ACTIVE, project_class="strategic")
    wanted = projects.count() * len(material)
    if not wanted:
        return None
    done = RseAssessment.objects.current().filter(project__in=projects, theme__code__in=material).aggregate(n=Count("id"))["n"]
    share = done / wanted
    status = "on_track" if share >= WELL_ASSESSED else "watch" if share >= SOME else "off_track"
    return StripCard(
        _("Effects assessed"), formatting.percent(share), status, _("of the themes of active projects"), reverse("rse:materiality")
    )
