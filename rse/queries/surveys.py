"""What pages and files show of surveys: only what was worked out when a wave closed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from foundation.accounts.models import OrganisationUnit, Site
from rse import small_cells
from rse.estimates import Estimate, student
from rse.models import Survey, SurveyQuestion, SurveyWave

ALL, UNIT, SITE = "all", "unit", "site"


def survey_rows(*, state: str = "") -> QuerySet[Survey]:
    """The surveys, each with its newest waves; with a `state`, those with a wave in it. Two queries."""
    waves = _with_answers(SurveyWave.objects.all()).annotate(whole=F("results__cells__0")).defer("results")
    wanted = Exists(SurveyWave.objects.filter(survey=OuterRef("pk"), state=state)) if state in SurveyWave.State.values else Q()
    return (
        Survey.objects.filter(wanted)
        .select_related("owner")
        .prefetch_related(Prefetch("waves", waves))
        .annotate(asked_times=Count("waves"))
        .order_by("code")
    )


def waves_of(survey: Survey) -> list[SurveyWave]:
    """The waves, the newest first, with people asked and answers. One query."""
    return list(_with_answers(survey.waves.all()))


def _with_answers(waves: QuerySet[SurveyWave]) -> QuerySet[SurveyWave]:
    """The newest first: sums forget the order of the model."""
    return waves.annotate(asked=Sum("groups__invited"), given=Sum("groups__answered")).order_by("survey", "-number")


def response(wave: Any) -> float | None:
    """The share who answered, of all; None where those who did or did not are under five."""
    if wave.state == SurveyWave.State.CLOSED:
        cell = wave.whole if hasattr(wave, "whole") else next(iter((wave.results or {}).get("cells", [])), None)
        return cell["answered"] / cell["asked"] if cell and cell["answered"] is not None else None
    asked, given = wave.asked or 0, wave.given or 0
    return given / asked if asked and small_cells.clear_of(asked, given) else None


@dataclass(frozen=True)
class Figure:
    """One question of a wave: the mean with its interval, and the recommendation score where it is one."""

    question: SurveyQuestion
    mean: Estimate | None
    score: Estimate | None = None
    change: Estimate | None = None

    @property
    def top(self) -> int:
        return 10 if self.question.kind == SurveyQuestion.Kind.NPS else 5

    @property
    def span(self) -> float:
        """The length of the interval on a line of a hundred."""
        first = 0 if self.top > 5 else 1
        if self.mean is None:
            return 0.0
        low, high = max(self.mean.low, first), min(self.mean.high, self.top)
        return round(100 * max(high - low, 0.0) / (self.top - first), 1)


@dataclass(frozen=True)
class Cell:
    """A place of a wave with its figures; `name` is empty for all places."""

    by: str
    key: int | None
    name: str
    asked: int
    answered: int | None
    figures: list[Figure]

    @property
    def rate(self) -> float | None:
        return self.answered / self.asked if self.answered is not None and self.asked else None

    @property
    def value(self) -> str:
        """As the filter names it."""
        return f"{self.by}-{self.key if self.key is not None else 'others'}"


def cells_of(wave: SurveyWave, questions: Sequence[SurveyQuestion], before: SurveyWave | None = None) -> list[Cell]:
    """Every place that may be told, the whole first; changes since the wave before for the places told in both. At most two queries."""
    told = (wave.results or {}).get("cells", [])
    known = {(cell["by"], cell["key"]): cell for cell in ((before.results or {}).get("cells", []) if before else []) if _steady(cell)}
    names = _names(told)
    return [
        Cell(
            cell["by"],
            cell["key"],
            names[cell["by"], cell["key"]],
            cell["asked"],
            cell["answered"],
            [_figure(one, cell, known.get((cell["by"], cell["key"]))) for one in questions if one.kind in ("scale", "nps")],
        )
        for cell in told
    ]


def _steady(cell: dict[str, Any]) -> bool:
    """`The others` are not the same places from one wave to the next."""
    return cell["by"] == ALL or cell["key"] is not None


def _names(cells: Sequence[dict[str, Any]]) -> dict[tuple[str, Any], str]:
    units = {one.pk: one.name for one in OrganisationUnit.objects.filter(pk__in=[c["key"] for c in cells if c["by"] == UNIT and c["key"]])}
    sites = {one.pk: one.name for one in Site.objects.filter(pk__in=[c["key"] for c in cells if c["by"] == SITE and c["key"]])}
    known = {ALL: {None: _("All")}, UNIT: units | {None: _("Other units together")}, SITE: sites | {None: _("Other sites together")}}
    return {(c["by"], c["key"]): known[c["by"]].get(c["key"], "–") for c in cells}


def _figure(question: SurveyQuestion, cell: dict[str, Any], before: dict[str, Any] | None) -> Figure:
    told = cell["figures"].get(str(question.pk))
    if told is None:
        return Figure(question, None)
    mean = Estimate(told["mean"], told["low"], told["high"], told["n"] or 0)
    score = Estimate(*told["nps"], told["n"] or 0) if told.get("nps") else None
    earlier = before["figures"].get(str(question.pk)) if before else None
    return Figure(question, mean, score, _change(earlier, told))


def _change(before: dict[str, Any] | None, now: dict[str, Any]) -> Estimate | None:
    """The difference of two means of different people, with its interval (Welch); None without both numbers."""
    if not before or not before["n"] or not now["n"]:
        return None
    parts = [(one["sd"] ** 2 / one["n"], one["n"]) for one in (before, now)]
    spread, gap = sum(part for part, _n in parts), now["mean"] - before["mean"]
    if not spread:
        return Estimate(gap, gap, gap, now["n"])
    freedom = spread**2 / sum(part**2 / (n - 1) for part, n in parts)
    half = student(max(freedom, 3.0)) * spread**0.5
    return Estimate(gap, gap - half, gap + half, now["n"])


@dataclass(frozen=True)
class Shares:
    """One choice: answers told together, with the people who gave them."""

    question: SurveyQuestion
    lines: list[tuple[str, int, float]]


def shares_of(wave: SurveyWave, questions: Sequence[SurveyQuestion]) -> list[Shares]:
    """The choices of a wave, of all people together."""
    told = (wave.results or {}).get("shares", {})
    found = []
    for question in questions:
        rows = told.get(str(question.pk), [])
        total = sum(people for _options, people in rows)
        lines = [(_together(question, options), people, people / total) for options, people in rows if total]
        if lines:
            found.append(Shares(question, lines))
    return found


def _together(question: SurveyQuestion, options: Sequence[int]) -> str:
    from foundation.bilingual import language

    return " · ".join(question.options[place][language()] for place in options)


def words_of(wave: SurveyWave, questions: Sequence[SurveyQuestion]) -> list[tuple[SurveyQuestion, list[tuple[str, int | None]]]]:
    """Words of people's own where five wrote some; those that five wrote alike come first, with how many did."""
    told = (wave.results or {}).get("words", {})
    return [(question, _counted(told[str(question.pk)])) for question in questions if told.get(str(question.pk))]


def _counted(words: Sequence[str]) -> list[tuple[str, int | None]]:
    """Each sentence once; below five neither its number nor its rank tells how often it was written."""
    times = Counter(words)
    often = [(text, count) for text, count in times.most_common() if count >= small_cells.LEAST]
    return [*often, *((text, None) for text, count in times.items() if count < small_cells.LEAST)]


def closing_low(today: Any, until: Any) -> QuerySet[SurveyWave]:
    """Open waves that end soon with fewer answers than wanted."""
    rows = SurveyWave.objects.filter(state=SurveyWave.State.OPEN, closes_on__gte=today, closes_on__lte=until)
    rows = rows.annotate(asked=Sum("groups__invited"), given=Sum("groups__answered")).select_related("survey__owner").defer("results")
    return rows.filter(Q(asked__gt=0))
