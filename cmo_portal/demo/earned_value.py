"""Telling earned value: a point a month, planned from the start, filled when the month's books close.

The work done is placed by earned schedule: a project at SPI(t) 0.8 has earned what its plan had after 80 % of the time gone.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cmo_portal.demo.chronicle import Step
from cmo_portal.demo.company import Tale
from cmo_portal.demo.days import BOOKS_CLOSE_AFTER, Calendar, dice, instant, month_ends
from cmo_portal.demo.money import CURRENCY, budget_at_completion
from cmo_portal.demo.projects import first_end, rephased_on
from cmo_portal.demo.scene import Scene
from portfolio.models import EarnedValuePoint

RATIO = {"g": (0.97, 1.02), "a": (0.915, 0.94), "r": (0.79, 0.86)}
SCOPE_CHANGE = {"g": 0.0, "a": 0.10, "r": 0.20}
TROUBLE_STARTS = 0.35  # share of the time gone after which cost and schedule begin to drift
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Plan:
    """Planned value by day: through the told knots, straight or with the usual slow start and end."""

    since: date
    knots: tuple[tuple[date, float], ...]
    straight: bool

    @property
    def budget(self) -> float:
        return self.knots[-1][1]

    def value(self, day: date) -> float:
        for (left, low), (right, high) in zip(self.knots, self.knots[1:], strict=False):
            if day <= right:
                share = max(0.0, (day - left).days / max(1, (right - left).days))
                return low + (high - low) * (share if self.straight else 0.4 * share + 0.6 * share * share * (3 - 2 * share))
        return self.budget


@dataclass(frozen=True)
class Course:
    """How a ratio moves between two days: level until trouble starts, then straight to its last value."""

    first: date
    last: date
    begin: float
    end: float
    steady: float = 0.0

    def at(self, day: date) -> float:
        gone = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.begin + (self.end - self.begin) * min(1.0, max(0.0, (gone - self.steady) / (1 - self.steady)))


def tell_earned_value(scene: Scene) -> None:
    """All points of one project; projects without a cost band keep no earned value."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    if tale.bands[0] == "-":
        return
    series = _Rephased(tale, calendar) if tale.earned.get("rephased") else _Series(tale, calendar)
    by = scene.lead
    for day in [tale.starts_on, *month_ends(tale.starts_on, tale.ends_on)]:
        steps = [(at, by, {"project": project, "on": day, "currency": CURRENCY} | facts) for at, facts in series.versions(day)]
        scene.chronicle.tell(EarnedValuePoint, f"{tale.code}:{day}", steps)


class _Series:
    """The plans, ratios and versions of one project's points."""

    def __init__(self, tale: Tale, calendar: Calendar) -> None:
        self.tale, self.calendar = tale, calendar
        self.chance = dice(tale.code, "earned")
        quiet = tale.quiet_after(calendar) - timedelta(days=BOOKS_CLOSE_AFTER)
        closed = [day for day in month_ends(tale.starts_on, tale.ends_on) if day <= min(quiet, calendar.last_close())]
        self.close = closed[-1] if closed else tale.starts_on
        self.budget = budget_at_completion(tale, calendar)
        self.plans = self._plans()
        self.cost, self.schedule = self._courses()

    def versions(self, day: date) -> list[Step]:
        """(instant, facts) of the point of one day: planned, planned anew, then filled."""
        filled_on = max(day, self.tale.starts_on) + timedelta(days=BOOKS_CLOSE_AFTER)
        steps = [
            (instant(plan.since, 16), self._planned(plan, day))
            for plan in self.plans
            if plan.since <= filled_on and self._touches(plan, day)
        ]
        if day <= self.close:
            plan = [plan for plan in self.plans if plan.since <= filled_on and self._touches(plan, day)][-1]
            steps.append((instant(filled_on, 12), self._planned(plan, day) | self._worked(day)))
        return steps

    def earned(self, day: date) -> float:
        """EV: what the plan of that day had planned for the time earned."""
        if told := self._told(day):
            return told["ev"]
        plan = [plan for plan in self.plans if plan.since <= day][-1]
        gone = (day - self.tale.starts_on).days
        return plan.value(self.tale.starts_on + timedelta(days=round(gone * self.schedule.at(day))))

    def spent(self, day: date) -> float:
        """AC: the work done at the cost ratio of that day."""
        if told := self._told(day):
            return told["ac"]
        return self.earned(day) / self.cost.at(day)

    def _told(self, day: date) -> dict[str, float] | None:
        return self.tale.earned if day == self.close and "ev" in self.tale.earned else None

    def _touches(self, plan: Plan, day: date) -> bool:
        return plan is self.plans[0] or day > plan.since

    def _planned(self, plan: Plan, day: date) -> dict[str, Decimal | None]:
        return {
            "planned_value": _amount(plan.value(day)),
            "earned_value": None,
            "actual_cost": None,
            "budget_at_completion": _amount(plan.budget),
        }

    def _worked(self, day: date) -> dict[str, Decimal | None]:
        return {"earned_value": _amount(self.earned(day)), "actual_cost": _amount(self.spent(day))}

    def _plans(self) -> list[Plan]:
        tale, change = self.tale, SCOPE_CHANGE.get(self.tale.bands[3], 0.0)
        plans = [self._plan(tale.starts_on, 1 / (1 + change))]
        if change:
            changed = tale.starts_on + timedelta(days=round((self.close - tale.starts_on).days * 0.4))
            plans.append(self._plan(changed, 1.0))
        return plans

    def _plan(self, since: date, share: float) -> Plan:
        """The plan that holds from a day on, for a share of today's budget; straight through the planned value where it is told."""
        tale, told = self.tale, self.tale.earned.get("pv")
        middle = [(self.close, told * share)] if told else []
        return Plan(since, ((tale.starts_on, 0.0), *middle, (tale.ends_on, self.budget * share)), straight=bool(told))

    def _courses(self) -> tuple[Course, Course]:
        tale = self.tale
        if "ev" in tale.earned:
            cost, schedule = tale.earned["ev"] / tale.earned["ac"], tale.earned["ev"] / tale.earned["pv"]
        else:
            cost, schedule = self.chance.uniform(*RATIO[tale.bands[0]]), self.chance.uniform(*RATIO[tale.bands[1]])
        ends = (tale.starts_on, self.close)
        return Course(*ends, 1.0, cost, TROUBLE_STARTS), Course(*ends, 1.0, schedule, TROUBLE_STARTS)


class _Rephased(_Series):
    """A project in trouble whose schedule was redone: from that day the work done becomes the plan of the past."""

    def __init__(self, tale: Tale, calendar: Calendar) -> None:
        self.turn = rephased_on(tale, calendar)
        super().__init__(tale, calendar)
        at_turn = self._before(self.turn)
        self.plans.append(Plan(self.turn, ((tale.starts_on, 0.0), (self.turn, at_turn), (tale.ends_on, self.budget)), straight=True))

    def earned(self, day: date) -> float:
        if day <= self.turn:
            return self._before(day)
        gone = (day - self.turn).days
        return self.plans[-1].value(self.turn + timedelta(days=round(gone * 0.99)))

    def spent(self, day: date) -> float:
        return self.earned(day) / (self.cost.at(day) if day <= self.turn else self.recovery.at(day))

    def _before(self, day: date) -> float:
        gone = (day - self.tale.starts_on).days
        return self.plans[1].value(self.tale.starts_on + timedelta(days=round(gone * self.schedule.at(day))))

    def _touches(self, plan: Plan, day: date) -> bool:
        return plan.since == self.turn or super()._touches(plan, day)

    def _planned(self, plan: Plan, day: date) -> dict[str, Decimal | None]:
        facts = super()._planned(plan, day)
        if plan.since == self.turn and day <= self.turn:
            facts |= {"planned_value": _amount(self._before(day)), "budget_at_completion": _amount(self._budget_then(day))}
            facts |= self._worked(day)
        return facts

    def versions(self, day: date) -> list[Step]:
        """Past points are planned anew too, on the day of the turn."""
        steps = super().versions(day)
        if day <= self.turn - timedelta(days=BOOKS_CLOSE_AFTER):
            steps.append((instant(self.turn, 16), self._planned(self.plans[-1], day)))
        return steps

    def _budget_then(self, day: date) -> float:
        return [plan for plan in self.plans[:2] if plan is self.plans[0] or day > plan.since][-1].budget

    def _plans(self) -> list[Plan]:
        tale, end = self.tale, first_end(self.tale)
        first = self.budget / (1 + SCOPE_CHANGE[tale.bands[3]])
        before = ((tale.starts_on, 0.0), (end, first)), ((tale.starts_on, 0.0), (end, self.budget))
        changed = tale.starts_on + timedelta(days=round((self.turn - tale.starts_on).days * 0.5))
        return [Plan(tale.starts_on, before[0], straight=False), Plan(changed, before[1], straight=False)]

    def _courses(self) -> tuple[Course, Course]:
        tale = self.tale
        self.recovery = Course(self.turn, self.close, 0.84, 0.965)
        return Course(tale.starts_on, self.turn, 1.0, 0.84, 0.3), Course(tale.starts_on, self.turn, 1.0, 0.78, 0.3)


def _amount(value: float) -> Decimal:
    return (Decimal(value) / HUNDRED).quantize(Decimal(1)) * HUNDRED
