"""Telling each project's money: a line a year and nature, voted before the year, followed each quarter, closed after it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmo_portal.demo.company import Tale
from cmo_portal.demo.days import BOOKS_CLOSE_AFTER, Calendar, dice, instant
from cmo_portal.demo.scene import Scene
from portfolio.models import BudgetLine

OVERRUN = {"g": 1.0, "a": 1.07, "r": 1.16}
CENT = Decimal("0.01")
CURRENCY = "EUR"
VOTE = (12, 9)  # the board votes the next year's money on 9 December
REVIEW_DAYS_AGO = 5  # and moved some of this year's a few days ago


@dataclass(frozen=True)
class Year:
    """The money of one year of a project."""

    number: int
    nature: str
    baseline: int
    before_review: int
    first: date
    last: date

    def voted(self, day: date, review: date) -> int:
        """The baseline in force on a day: the board's review moved money."""
        return self.before_review if day < review else self.baseline

    def passed(self, day: date) -> float:
        """The share of the project's days in this year that are over on `day`."""
        whole = (self.last - self.first).days + 1
        return min(1.0, max(0.0, ((day - self.first).days + 1) / whole))


def years_of(tale: Tale, calendar: Calendar) -> list[Year]:
    """The yearly lines of a project; this year's sum to its budget, all years' to its budget at completion where that is told."""
    amounts = _amounts(tale, calendar.today.year)
    lines = []
    for number, amount in amounts.items():
        first, last = max(tale.starts_on, date(number, 1, 1)), min(tale.ends_on, date(number, 12, 31))
        before = (tale.before_review or amount) / amount if number == calendar.today.year else 1.0
        capex = round(amount * tale.capex)
        for nature, part in ((BudgetLine.Nature.CAPEX, capex), (BudgetLine.Nature.OPEX, amount - capex)):
            if part:
                lines.append(Year(number, nature.value, part, round(part * before), first, last))
    return lines


def budget_at_completion(tale: Tale, calendar: Calendar) -> int:
    """The money of all years."""
    return sum(year.baseline for year in years_of(tale, calendar))


def tell_money(scene: Scene) -> None:
    """Every budget line with its versions."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    for year in years_of(tale, calendar):
        steps = [
            (at, scene.people[by], {"project": project, "year": year.number, "nature": year.nature, "currency": CURRENCY} | facts)
            for at, by, facts in _versions(tale, year, calendar)
        ]
        scene.chronicle.tell(BudgetLine, f"{tale.code}:{year.number}:{year.nature}", steps)


def _amounts(tale: Tale, this_year: int) -> dict[int, int]:
    days = {year: _days_in(tale, year) for year in range(tale.starts_on.year, tale.ends_on.year + 1)}
    if this_year not in days:
        total = sum(days.values())
        amounts = {year: round(tale.budget * count / total, -3) for year, count in days.items()}
        return {year: int(amount) for year, amount in amounts.items() if amount}
    others = {year: count for year, count in days.items() if year != this_year}
    chance = dice(tale.code, "money")
    wanted = tale.earned.get("bac")
    rest = wanted - tale.budget if wanted else tale.budget / days[this_year] * sum(others.values()) * chance.uniform(0.8, 1.1)
    spread = {year: max(1, round(rest * count / sum(others.values()))) for year, count in others.items()}
    if spread and wanted:
        spread[max(spread)] += wanted - tale.budget - sum(spread.values())
    return {this_year: tale.budget} | spread


def _days_in(tale: Tale, year: int) -> int:
    return (min(tale.ends_on, date(year, 12, 31)) - max(tale.starts_on, date(year, 1, 1))).days + 1


def _versions(tale: Tale, year: Year, calendar: Calendar) -> list[tuple[Any, str, dict[str, Any]]]:
    """(instant, key of the person, facts): proposed at the start, voted, followed, closed."""
    overrun = OVERRUN.get(tale.bands[0], 1.0) * dice(tale.code, year.number, "spent").uniform(0.985, 1.01)
    quiet, review = tale.quiet_after(calendar), calendar.away(-REVIEW_DAYS_AGO)
    steps = [(instant(tale.starts_on, 9, 40), tale.sponsor, _amounts_known(year.baseline, year.baseline, None))]
    vote = date(year.number - 1, *VOTE)
    if vote > tale.starts_on:
        proposed = round(year.baseline * dice(tale.code, year.number, "proposed").uniform(0.93, 1.06), -3)
        steps[0] = (steps[0][0], tale.sponsor, _amounts_known(proposed, proposed, None))
        steps.append((instant(vote, 15), "cfo", _amounts_known(year.before_review, year.before_review, None)))
    for day in _follow_ups(year, review, calendar):
        if year.first + timedelta(days=20) < day <= quiet or day == review:
            baseline, passed = year.voted(day, review), year.passed(day)
            expected = baseline * (1 + (overrun - 1) * min(1.0, 0.25 + passed))
            steps.append((instant(day, 14), "cfo", _amounts_known(baseline, expected, expected * passed)))
    closing = min(date(year.number + 1, 1, 20), year.last + timedelta(days=20))
    spent = year.baseline * overrun
    steps.append((instant(closing, 14, 30), "cfo", _amounts_known(year.baseline, spent, spent)))
    return steps


def _follow_ups(year: Year, review: date, calendar: Calendar) -> list[date]:
    """Ten days after each quarter, when the last month's books closed, and the day of the review where it moved this line."""
    days = {date(year.number, month, 10) for month in (4, 7, 10)}
    last = calendar.last_close() + timedelta(days=BOOKS_CLOSE_AFTER)
    days |= {last} if last.year == year.number else set()
    return sorted(days | ({review} if year.before_review != year.baseline else set()))


def _amounts_known(baseline: float, forecast: float, actual: float | None) -> dict[str, Any]:
    return {
        "baseline": Decimal(baseline).quantize(CENT),
        "forecast": Decimal(round(forecast)).quantize(CENT),
        "actual": None if actual is None else Decimal(round(actual)).quantize(CENT),
    }
