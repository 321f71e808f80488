"""The administration's first page: the last night, what is still to be set up and what lies open, in few queries whatever the size."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import OrganisationUnit, RoleGrant, User
from foundation.notifications.models import MailBatch, OutboxRow
from portfolio.models import Project, ProjectContribution, ScoreRun
from portfolio.models.projects import ProjectStatus
from strategy.models import ObjectiveWeight, StrategicObjective, StrategicPlan, WeightSet

# The relay empties the outbox every few seconds; a notice older than this is stuck.
STUCK = timedelta(minutes=10)
OPEN = (ProjectStatus.NOT_STARTED, ProjectStatus.ACTIVE, ProjectStatus.PAUSED)


@dataclass(frozen=True)
class Check:
    """One line of the list: `done` of `total`, or with `total` None a count of what lies open. `href` is empty where there is no page."""

    label: Promise | str
    done: int
    total: int | None
    href: str = ""

    @property
    def well(self) -> bool:
        return self.done == 0 if self.total is None else 0 < self.total == self.done


@dataclass(frozen=True)
class Shortcut:
    """A page that administrators often open."""

    label: Promise | str
    icon: str
    url_name: str
    href: str = ""


SHORTCUTS = (
    Shortcut(_("Import projects"), "upload", "exchange:imports"),
    Shortcut(_("Who can see what"), "eye", "who_sees_what"),
    Shortcut(_("People and rights"), "users", "admin:accounts_user_changelist"),
    Shortcut(_("Scoring model"), "adjustments-horizontal", "portfolio:scoring_model"),
    Shortcut(_("Gallery of components"), "layout-grid", "gallery"),
    Shortcut(_("Health of the portal"), "shield-check", "healthz"),
)


def last_night() -> ScoreRun | None:
    """The last run of a night, whatever became of it."""
    return ScoreRun.objects.filter(kind=ScoreRun.Kind.NIGHT).order_by("-as_of", "-id").first()


def next_night(at: datetime) -> datetime:
    """The instant at which the next night is wanted."""
    here = at.astimezone(ZoneInfo(settings.NIGHT_TIMEZONE))
    tonight = here.replace(hour=settings.NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > here else tonight + timedelta(days=1)


def shortcuts() -> list[Shortcut]:
    """The pages that are there."""
    found = (Shortcut(one.label, one.icon, one.url_name, _address(one.url_name)) for one in SHORTCUTS)
    return [one for one in found if one.href]


def has_demo() -> bool:
    """Is any row of the demo company left?"""
    return (
        Project.objects.filter(is_demo=True).exists()
        or StrategicPlan.objects.filter(is_demo=True).exists()
        or User.objects.filter(is_demo=True).exists()
    )


def checklist(at: datetime, today: date) -> list[Check]:
    """What makes the portal ready, then what lies open."""
    return [*_organisation(), *_strategy(today), *_projects(), *_people(today), *_open(at)]


def _organisation() -> Iterator[Check]:
    units = OrganisationUnit.objects.count()
    yield Check(_("Units of the organisation"), units, units, _address("admin:accounts_organisationunit_changelist"))


def _strategy(today: date) -> Iterator[Check]:
    plan = StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first()
    owned, weighted = Q(owner__is_active=True), Q(has_weight=True)
    found = _leaves(plan, today).aggregate(total=Count("id"), owned=Count("id", filter=owned), weighted=Count("id", filter=weighted))
    yield Check(_("Objectives with an owner"), found["owned"], found["total"], _address("strategy:strategy"))
    weights = _address("strategy:weights", plan.pk) if plan else _address("strategy:strategy")
    yield Check(_("Objectives with a weight"), found["weighted"], found["total"], weights)


def _leaves(plan: StrategicPlan | None, today: date) -> QuerySet[StrategicObjective]:
    """The objectives of the plan that projects can serve, each with whether the set in force weighs it."""
    children = StrategicObjective.objects.filter(parent=OuterRef("pk"), retired_on__isnull=True)
    sets = WeightSet.objects.current().filter(plan=plan, in_force_from__lte=today).order_by("-in_force_from", "-number")
    weight = ObjectiveWeight.objects.filter(objective=OuterRef("pk"), weight__gt=0, weight_set__in=sets.values("pk")[:1])
    leaves = StrategicObjective.objects.filter(~Exists(children), plan=plan, retired_on__isnull=True)
    return leaves.annotate(has_weight=Exists(weight))


def _projects() -> Iterator[Check]:
    found = Project.objects.filter(status__in=OPEN).aggregate(total=Count("id"), led=Count("id", filter=Q(lead__is_active=True)))
    yield Check(_("Projects with a lead"), found["led"], found["total"], _address("portfolio:projects"))


def _people(today: date) -> Iterator[Check]:
    grants = RoleGrant.objects.in_force(today).filter(user=OuterRef("pk"))
    people = User.objects.filter(is_active=True).annotate(has_role=Exists(grants))
    found = people.aggregate(total=Count("id"), granted=Count("id", filter=Q(has_role=True) | Q(is_superuser=True)))
    yield Check(_("People with a role"), found["granted"], found["total"], _without_role(found))


def _without_role(found: dict[str, int]) -> str:
    """The people who still need a role, or all of them."""
    page = _address("who_sees_what")
    return f"{page}?without=1" if page and found["granted"] < found["total"] else page


def _open(at: datetime) -> Iterator[Check]:
    links = ProjectContribution.objects.current().filter(state=ProjectContribution.State.DECLARED).count()
    yield Check(_("Links to validate"), links, None, _address("portfolio:to_validate"))
    stuck = OutboxRow.objects.filter(delivered_at__isnull=True, created_at__lt=at - STUCK).count()
    yield Check(_("Notices not delivered"), stuck, None, _address("admin:notifications_outboxrow_changelist"))
    failed = MailBatch.objects.filter(sent_at__isnull=True, attempts__gt=0).count()
    yield Check(_("Mails that could not be sent"), failed, None, _address("admin:notifications_mailbatch_changelist"))


def _address(name: str, *args: object) -> str:
    """The address of a page, or an empty string where the page is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
