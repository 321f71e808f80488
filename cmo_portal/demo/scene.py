"""What a teller needs to tell one project's part of the story."""

from dataclasses import dataclass
from datetime import date

from cmo_portal.demo.chronicle import Chronicle
from cmo_portal.demo.company import Tale
from cmo_portal.demo.days import Calendar
from foundation.accounts.models import User
from portfolio.models import Project
from strategy.models import StrategicObjective


@dataclass(frozen=True)
class Scene:
    """One project, its tale, the people and objectives by code, and the chronicle that takes its rows."""

    chronicle: Chronicle
    calendar: Calendar
    tale: Tale
    project: Project
    people: dict[str, User]
    objectives: dict[str, StrategicObjective]

    @property
    def lead(self) -> User:
        return self.people[self.tale.lead]

    @property
    def quiet(self) -> date:
        """The last day of which anything is known."""
        return self.tale.quiet_after(self.calendar)
