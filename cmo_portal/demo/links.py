"""Telling each contribution: declared by the lead, decided by the objective's owner, renewed once a year."""

from datetime import date, timedelta
from typing import Any

from cmo_portal.demo.chronicle import Step
from cmo_portal.demo.company import LinkTale, read
from cmo_portal.demo.days import dice, instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import said
from foundation.accounts.models import User
from portfolio.models import ProjectContribution

RENEWED_AFTER = 335  # days: a month before a validation expires
RAISE_WAITED = 6  # days between asking for a higher level and its acceptance
LATE_DECLARATION = 300  # days: the longest a declaration has waited for its owner
DECLARED, VALIDATED, REFUSED = (state.value for state in ProjectContribution.State)


def tell_links(scene: Scene) -> None:
    """All contributions of one project."""
    told = {one["code"]: one for one in read("strategy")["objective"]}
    for place, link in enumerate(scene.tale.links):
        owner = scene.people[told[link.objective]["owner"]]
        steps = _Teller(scene, link, owner, said(told[link.objective]["how"])).steps(place)
        scene.chronicle.tell(ProjectContribution, f"{scene.tale.code}:{link.objective}", steps)


class _Teller:
    """The versions of one contribution."""

    def __init__(self, scene: Scene, link: LinkTale, owner: User, rationale: str) -> None:
        self.scene, self.link, self.owner = scene, link, owner
        self.tale, self.calendar = scene.tale, scene.calendar
        self.first = max(self.tale.starts_on, self.calendar.month_start(-22)) + timedelta(days=4)
        self.common: dict[str, Any] = {
            "project": scene.project,
            "objective": scene.objectives[link.objective],
            "level": link.level,
            "declared_by": scene.lead,
            "rationale": rationale,
        }

    def steps(self, place: int) -> list[Step]:
        tell = {"v": self._validated, "d": self._declared_only, "r": self._refused, "x": self._expired}[self.link.end]
        return tell(place)

    def _declared(self, day: date) -> Step:
        return instant(day, 11), self.scene.lead, self.common | {"state": DECLARED, "declared_on": day}

    def _accepted(self, declared: date, day: date) -> Step:
        decided = {"state": VALIDATED, "validated_level": self.link.level, "decided_on": day, "decided_by": self.owner}
        return instant(day, 16), self.owner, self.common | {"declared_on": declared} | decided

    def _validated(self, place: int) -> list[Step]:
        if self.link.was:
            return self._raised(place)
        if self.link.days_ago is not None:
            day = self.calendar.away(-self.link.days_ago)
            declared = max(self.first, day - timedelta(days=LATE_DECLARATION))
            return [self._declared(declared), self._accepted(declared, day)]
        return self._kept_up(place, self.scene.quiet if self.tale.ended else self.calendar.away(-1))

    def _kept_up(self, place: int, last: date) -> list[Step]:
        """Declared at the start, validated a few weeks later, renewed each year."""
        chance = dice(self.tale.code, self.link.objective)
        declared = self.first + timedelta(days=chance.randrange(3))
        days = [declared + timedelta(days=12 + 3 * place + chance.randrange(25))]
        while days[-1] + timedelta(days=RENEWED_AFTER) <= last:
            days.append(days[-1] + timedelta(days=RENEWED_AFTER))
        return [self._declared(declared), *(self._accepted(declared, day) for day in days)]

    def _raised(self, place: int) -> list[Step]:
        """Validated at a lower level for long; raised by the lead, accepted some days later."""
        accepted = self.calendar.away(-(self.link.days_ago or 0))
        asked = accepted - timedelta(days=RAISE_WAITED)
        before = [(at, by, facts | self._at_former_level(facts)) for at, by, facts in self._kept_up(place, asked)]
        waiting = before[-1][2] | {"level": self.link.level, "state": DECLARED, "declared_on": asked}
        return [*before, (instant(asked, 11), self.scene.lead, waiting), self._accepted(asked, accepted)]

    def _at_former_level(self, facts: dict[str, Any]) -> dict[str, Any]:
        return {"level": self.link.was} | ({"validated_level": self.link.was} if "validated_level" in facts else {})

    def _declared_only(self, _place: int) -> list[Step]:
        waited = self.link.days_ago or LATE_DECLARATION
        return [self._declared(max(self.first, self.calendar.away(-waited)))]

    def _refused(self, _place: int) -> list[Step]:
        day = self.calendar.away(-(self.link.days_ago or 0))
        declared = max(self.first, day - timedelta(days=LATE_DECLARATION))
        refusal = {"state": REFUSED, "decided_on": day, "decided_by": self.owner, "reason": said(self.tale.refusal)}
        return [self._declared(declared), (instant(day, 16), self.owner, self.common | {"declared_on": declared} | refusal)]

    def _expired(self, _place: int) -> list[Step]:
        day = self.calendar.a_year_ago()
        declared = max(self.first, day - timedelta(days=20))
        return [self._declared(declared), self._accepted(declared, day)]
