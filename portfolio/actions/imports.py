"""Write many imported projects at once: few statements whatever their number, inside the importer's transaction.

The importer writes the one ledger entry of the file; these functions only return what they wrote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models

from foundation.history import BATCH, Recorded, record_many, supersede_all
from portfolio.actions.cards import refresh_cards
from portfolio.imported import Difference
from portfolio.models import AttributeDefinition, Portfolio, Project, ProjectContribution, ProjectFacts, StatusReport

CARDS_AT_ONCE = 2_000
SCORED_FACTS = ("project_class", "status", "portfolio", "unit", "magnitude", "cadence", "starts_on", "ends_on", "entered_on")


@dataclass(slots=True)
class Written:
    """Ids of what an import wrote, by model: created rows, closed versions, and edited rows with their values before."""

    created: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    closed: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    edited: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self.created[row._meta.label_lower].append(row.pk)

    def close(self, rows: Iterable[models.Model]) -> None:
        for row in rows:
            self.closed[row._meta.label_lower].append(row.pk)


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """What imported links are worth: validated from an approved plan, or only declared."""

    source: str
    validated: bool
    report_source: str


def import_portfolio(*, code: str, name_fr: str, name_en: str, currency: str, plan: Any, written: Written) -> Portfolio:
    """Return the portfolio of this code, created when missing."""
    names = {"name_fr": name_fr, "name_en": name_en, "currency": currency, "plan": plan}
    portfolio, is_new = Portfolio.objects.get_or_create(code=code, defaults=names)
    if is_new:
        written.add([portfolio])
    return portfolio


def import_attributes(*, definitions: Iterable[Mapping[str, str]], written: Written) -> None:
    """Create the attribute definitions that are missing; a definition that exists keeps its labels and kind."""
    wanted = {one["key"]: one for one in definitions}
    known = set(AttributeDefinition.objects.filter(key__in=wanted).values_list("key", flat=True))
    written.add(AttributeDefinition.objects.bulk_create([AttributeDefinition(**one) for key, one in wanted.items() if key not in known]))


def import_projects(
    *,
    differences: Sequence[Difference],
    source: str,
    portfolio: Portfolio,
    units: Mapping[str, int],
    objectives: Mapping[str, int],
    terms: LinkTerms,
    entered_on: date,
    by: Any,
    at: datetime,
    written: Written,
) -> list[Project]:
    """Create and change projects, their scored facts, money, links and reports; returns the projects touched.

    `at` is the instant recorded on the rows (an import may backdate it), `entered_on` the day of entry of new projects.
    """
    new = [difference for difference in differences if difference.is_new]
    changed = [difference for difference in differences if difference.is_changed]
    created = _create_projects(new, source, portfolio, units, entered_on)
    written.add(created)
    for difference, project in zip(new, created, strict=True):
        difference.project = project
    _edit_projects(changed, units, written)
    _write_scored_facts(created, [one.project for one in changed if one.project], by=by, at=at, written=written)
    _write_rows([*new, *changed], objectives=objectives, terms=terms, on=entered_on, by=by, at=at, written=written)
    touched = [*created, *(one.project for one in changed if one.project)]
    for start in range(0, len(touched), CARDS_AT_ONCE):  # each statement stays far below the time limit of the database
        refresh_cards([project.pk for project in touched[start : start + CARDS_AT_ONCE]], as_of=entered_on)
    return touched


def _create_projects(
    new: Sequence[Difference], source: str, portfolio: Portfolio, units: Mapping[str, int], entered_on: date
) -> list[Project]:
    taken = {code.casefold() for code in Project.objects.values_list("code", flat=True)} if new else set()
    rows = []
    for difference in new:
        wanted = difference.wanted
        rows.append(
            Project(
                code=_free_code(wanted.code, taken),
                portfolio=portfolio,
                unit_id=units[wanted.unit] if wanted.unit else None,
                entered_on=entered_on,
                attributes=dict(wanted.attributes),
                external_source=source,
                external_id=wanted.external_id,
                **wanted.facts,
            )
        )
    return Project.objects.bulk_create(rows, batch_size=BATCH)


def _free_code(wanted: str, taken: set[str]) -> str:
    code, number = wanted, 1
    while code.casefold() in taken:
        number += 1
        code = f"{wanted[:34]}-{number}"
    taken.add(code.casefold())
    return code


def _edit_projects(changed: Sequence[Difference], units: Mapping[str, int], written: Written) -> None:
    """Write the columns the file names, count up the version that people's forms compare, remember the values before."""
    rows, names = [], {"unit", "attributes", "version"}
    for difference in changed:
        project, wanted = difference.project, difference.wanted
        after = dict(wanted.facts) | {"attributes": {**project.attributes, **wanted.attributes}}
        if wanted.unit is not None:
            after["unit_id"] = units[wanted.unit]
        before = {name: getattr(project, name) for name in after if getattr(project, name) != after[name]}
        if not before:
            continue
        written.edited[Project._meta.label_lower][project.pk] = before | {"version": project.version}
        for name, value in after.items():
            setattr(project, name, value)
        project.version += 1
        rows.append(project)
        names |= set(wanted.facts)
    Project.objects.bulk_update(rows, sorted(names), batch_size=BATCH)


def _write_scored_facts(created: Sequence[Project], changed: Sequence[Project], *, by: Any, at: datetime, written: Written) -> None:
    written.add(record_many(ProjectFacts, ({"project": one} | _scored(one) for one in created), at=at, by=by))
    current = {facts.project_id: facts for facts in ProjectFacts.objects.current().filter(project__in=[one.pk for one in changed])}
    wanted = {one.pk: _scored(one) for one in changed}
    outdated = [facts for pk, facts in current.items() if _is_other(facts, wanted[pk])]
    written.add(supersede_all(outdated, at=at, by=by, changes=lambda facts: wanted[facts.project_id]))
    written.close(outdated)


def _scored(project: Project) -> dict[str, Any]:
    fields = (Project._meta.get_field(name).attname for name in SCORED_FACTS)
    return {name: getattr(project, name) for name in fields}


def _is_other(facts: ProjectFacts, wanted: Mapping[str, Any]) -> bool:
    return any(getattr(facts, name) != value for name, value in wanted.items())


def _write_rows(
    differences: Sequence[Difference], *, objectives: Mapping[str, int], terms: LinkTerms, on: date, by: Any, at: datetime, written: Written
) -> None:
    new: dict[type[Recorded], list[dict[str, Any]]] = defaultdict(list)
    outdated: dict[type[Recorded], dict[int, tuple[Recorded, dict[str, Any]]]] = defaultdict(dict)
    for difference in differences:
        for model, row, facts in difference.rows:
            complete = _complete(model, difference, facts, objectives=objectives, terms=terms, on=on, by=by)
            if row is None:
                new[model].append(complete)
            else:
                outdated[model][row.pk] = (row, complete)
    for model, rows in new.items():
        written.add(record_many(model, rows, at=at, by=by))
    for pairs in outdated.values():
        rows = [row for row, _ in pairs.values()]
        written.close(rows)
        written.add(supersede_all(rows, at=at, by=by, changes=lambda row, pairs=pairs: pairs[row.pk][1]))


def _complete(
    model: type[Recorded],
    difference: Difference,
    facts: dict[str, Any],
    *,
    objectives: Mapping[str, int],
    terms: LinkTerms,
    on: date,
    by: Any,
) -> dict[str, Any]:
    """Add what a row of this model needs beside the values compared."""
    if facts.get("removed"):
        return facts
    facts = {key: value for key, value in facts.items() if key != "removed"} | {"removed": False, "project_id": difference.project.pk}
    if model is ProjectContribution:
        level = facts["level"]
        decided = {"state": "validated", "validated_level": level, "decided_on": on, "decided_by": by} if terms.validated else {}
        nothing_decided = {"validated_level": None, "decided_on": None, "decided_by": None, "reason": ""}
        declared = {"state": "declared", "declared_on": on, "declared_by": by, "source": terms.source, **nothing_decided}
        return facts | {"objective_id": objectives[facts.pop("objective")]} | declared | decided
    return facts | {"source": terms.report_source} if model is StatusReport else facts
