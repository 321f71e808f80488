"""The home page of who reports, owns or works on something: their reports first, then what waits for them, then their projects."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Count, Exists, OuterRef, Q

from cmo_portal.dashboards.needs.need import Needs, Reader
from cmo_portal.dashboards.needs.page import needs_by_name
from foundation.accounts.access import Rights
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from portfolio.alignment.explain import published_run
from portfolio.models import Project, ProjectContribution
from portfolio.queries import duties
from portfolio.queries.mine import Mine, mine
from portfolio.queries.serving import LIVING, valid_links
from portfolio.views.duties import QUICK, SECONDS_EACH
from strategy.models import StrategicObjective

READERS_OF_A_BOARD = {Role.AUDITOR, Role.RSE_OFFICER, Role.DATA_STEWARD}


@dataclass(frozen=True)
class Owned:
    """An objective of one's own: how many going projects serve it by a validated link, how many links wait."""

    objective: StrategicObjective
    served_by: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class PersonalHome:
    """What the template reads."""

    needs: Needs
    due: list[duties.Duty] = field(default_factory=list)
    coming: list[Project] = field(default_factory=list)
    mine: Mine | None = None
    owned: list[Owned] = field(default_factory=list)
    token: UUID = field(default_factory=uuid4)
    healths: tuple[str, ...] = QUICK

    @property
    def minutes(self) -> int:
        return max(1, round(len(self.due) * SECONDS_EACH / 60))

    @property
    def confirmable(self) -> list[duties.Duty]:
        return [duty for duty in self.due if duty.may_confirm]


def reads_a_board(rights: Rights) -> bool:
    """Executives and who reads for a living open on the board; everybody else on their own work."""
    return rights.is_executive or bool(rights.roles & READERS_OF_A_BOARD)


def personal_home(user: User, *, today: date, back: str, currency: str) -> PersonalHome:
    """The work of one person. A fixed number of queries."""
    run = published_run()
    return PersonalHome(
        needs=needs_by_name(Reader(user, today, back), currency=currency),
        due=duties.duties_of(user, today=today),
        coming=duties.next_duties_of(user, today=today, limit=5),
        mine=mine(user, run.pk if run else None),
        owned=_owned(user, today),
    )


def _owned(user: User, today: date) -> list[Owned]:
    """The objectives `user` owns, in order. Two queries."""
    objectives = list(StrategicObjective.objects.filter(owner=user, retired_on=None).defer("search").order_by("position", "code"))
    links = ProjectContribution.objects.current().filter(objective__in=objectives, level__gt=0)
    live = links.filter(project__status__in=LIVING, project__is_confidential=False)
    declared = Q(state=ProjectContribution.State.DECLARED)
    valid = live.order_by().annotate(valid=Exists(valid_links(ProjectContribution.objects.filter(pk=OuterRef("pk")), today)))
    counts = valid.values("objective").annotate(served=Count("pk", filter=Q(valid=True)), waiting=Count("pk", filter=declared))
    found = {row["objective"]: (row["served"], row["waiting"]) for row in counts}
    return [Owned(one, *found.get(one.pk, (0, 0))) for one in objectives]
