"""The periods in which indicators are measured: whole days, weeks, months, quarters, half-years and years. Pure."""

from datetime import date, timedelta

from foundation.periods import Period, PeriodKind
from foundation.refusals import gettext_noop as _
from kpis.refusals import KpiRefusal

Span = tuple[date, date]
KINDS = {
    "weekly": PeriodKind.WEEK,
    "monthly": PeriodKind.MONTH,
    "quarterly": PeriodKind.QUARTER,
    "yearly": PeriodKind.YEAR,
}
CADENCES = ("daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly")


def period_of(cadence: str, day: date) -> Span:
    """Return the first and last day of the period of this cadence in which the day lies."""
    if cadence == "daily":
        return day, day
    if cadence == "half_yearly":
        return (date(day.year, 1, 1), date(day.year, 6, 30)) if day.month <= 6 else (date(day.year, 7, 1), date(day.year, 12, 31))
    if cadence not in KINDS:
        raise KpiRefusal(_("This indicator has no rhythm of measurement: choose how often it is measured in its definition."))
    period = Period.containing(day, KINDS[cadence])
    return period.start, period.end


def last_finished(cadence: str, today: date) -> Span:
    """Return the latest period of this cadence that is over before `today`."""
    start, _end = period_of(cadence, today)
    return period_of(cadence, start - timedelta(days=1))


def read_period(text: str, cadence: str) -> Span:
    """Read `2026-06`, `T2 2026`, `2026-Q2`, `2026-W05`, `2026-S1`, `2026` or a day; a day stands for the period it lies in.

    Raises KpiRefusal where the text is no period, or one of another length than the cadence.
    """
    plain = text.strip()
    half = _half_year(plain)
    if half:
        found = half
    else:
        day = _day(plain[:10])
        if day:
            return period_of(cadence, day)
        try:
            period = Period.parse(plain)
        except ValueError as wrong:
            raise KpiRefusal(
                _("“%(text)s” is no period: write a month (2026-06), a quarter (2026-Q2), a half-year (2026-H1), a year or a day."),
                text=plain[:40],
            ) from wrong
        found = period.start, period.end
    expected = period_of(cadence, found[0])
    if expected != found:
        raise KpiRefusal(
            _("“%(text)s” is not one period of this indicator's rhythm: write the period it is measured for."), text=plain[:40]
        )
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _half_year(text: str) -> Span | None:
    tidy = text.upper().replace(" ", "-").replace("--", "-")
    for mark in ("H", "S"):
        for half, months in (("1", (1, 6, 30)), ("2", (7, 12, 31))):
            for year in (tidy.removesuffix(f"-{mark}{half}"), tidy.removeprefix(f"{mark}{half}-")):
                if year != tidy and year.isdigit() and len(year) == 4:
                    return date(int(year), months[0], 1), date(int(year), months[1], months[2])
    return None


def label(start: date, end: date, language: str) -> str:
    """Return the period as people read it: `juin 2026`, `Q2 2026`, `S1 2026` (`H1 2026`), else both days."""
    if start == end:
        return start.isoformat()
    if (start.month, start.day, end.month, end.day, end.year) in ((1, 1, 6, 30, start.year), (7, 1, 12, 31, start.year)):
        return f"{'S' if language.startswith('fr') else 'H'}{1 if start.month == 1 else 2} {start.year}"
    for kind in PeriodKind:
        period = Period.containing(start, kind)
        if (period.start, period.end) == (start, end):
            return period.label(language)
    return f"{start.isoformat()} – {end.isoformat()}"
