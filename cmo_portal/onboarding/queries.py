"""Whether the first page is wanted, and how far the demonstration has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cmo_portal.onboarding.actions import SILENT, State
from cmo_portal.onboarding.models import Beginning
from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from foundation.nights import Wanted
from portfolio.models import Project, ScoreRun
from strategy.models import StrategicPlan

TASK = "cmo_portal.onboarding.tasks.write_demo"


@dataclass(frozen=True)
class Progress:
    """The beginning, and of the nights that give trends how many are computed."""

    beginning: Beginning
    nights: int
    nights_done: int

    @property
    def percent(self) -> int:
        """A third for writing the company, the rest for its nights."""
        if self.beginning.state != State.DONE:
            return 10 if self.beginning.state == State.RUNNING else 3
        return 33 + round(67 * self.nights_done / self.nights) if self.nights else 100

    @property
    def goes_on(self) -> bool:
        return self.beginning.state in (State.WANTED, State.RUNNING) or (
            self.beginning.state == State.DONE and self.nights_done < self.nights
        )

    @property
    def failed(self) -> bool:
        return self.beginning.state == State.FAILED


def is_wanted(user: User) -> bool:
    """Is this an administrator of a portal with nothing in it, where nobody has chosen yet? One query where there are projects."""
    if not rights_of(user).is_admin or Project.objects.exists() or StrategicPlan.objects.exists():
        return False
    return not Beginning.objects.exclude(state=State.FAILED).exists()


def progress() -> Progress | None:
    """How far the demonstration has come; None where nobody asked for it."""
    beginning = Beginning.objects.filter(choice=Beginning.Choice.DEMO).first()
    if beginning is None:
        return None
    runs = ScoreRun.objects.filter(kind=ScoreRun.Kind.NIGHT, wanted_at__gte=beginning.chosen_at).values_list("state", flat=True)
    states = list(runs)
    over = (ScoreRun.State.PUBLISHED, ScoreRun.State.FAILED, ScoreRun.State.CANCELLED)
    return Progress(beginning, len(states), sum(state in over for state in states))


def waiting(at: datetime) -> Sequence[Wanted]:
    """The wake-up that is due while a demonstration waits to be written."""
    row = Beginning.objects.filter(pk=1, state__in=(State.WANTED, State.RUNNING)).values("state", "claimed_at").first()
    if row is None or (row["state"] == State.RUNNING and row["claimed_at"] >= at - SILENT):
        return []
    return [Wanted(TASK)]
