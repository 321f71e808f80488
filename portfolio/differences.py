"""Compare imported projects with the recorded ones, in a handful of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from foundation.accounts.models import User
from foundation.history import Recorded
from portfolio.access import hidden_from
from portfolio.imported import Difference, ImportedProject
from portfolio.models import BudgetLine, Project, ProjectContribution, StatusReport

AMOUNTS = ("baseline", "forecast", "actual", "undisclosed", "currency")


def differences(
    *, source: str, projects: Sequence[ImportedProject], imported: Mapping[str, Set[int]], by_code: bool = False
) -> list[Difference]:
    """Return one difference a project. `by_code`: a project entered by hand is recognised by its code.

    `imported` holds, by model label, the ids of the rows that earlier imports of this source wrote. What people wrote or
    changed since is kept and told; columns of the project itself follow the file.
    """
    recorded = _recorded(source, projects, by_code=by_code)
    ids = [project.pk for project in recorded.values()]
    money = _current(BudgetLine.objects.filter(project__in=ids))
    links = _current(ProjectContribution.objects.filter(project__in=ids).select_related("objective"))
    reports = _current(StatusReport.objects.filter(project__in=ids))
    found = []
    for wanted in projects:
        project = recorded.get(wanted.external_id)
        pk = project.pk if project else 0
        difference = Difference(wanted, project)
        _compare_facts(difference)
        rows = _Rows(difference, imported)
        rows.compare_money(money[pk])
        rows.compare_links(links[pk])
        rows.compare_report(reports[pk])
        found.append(difference)
    return found


def _recorded(source: str, projects: Sequence[ImportedProject], *, by_code: bool) -> dict[str, Project]:
    rows = Project.objects.select_related("unit").defer("search")
    wanted = [project.external_id for project in projects]
    found = {project.external_id: project for project in rows.filter(external_source=source, external_id__in=wanted)}
    if by_code:
        codes = {project.code: project.external_id for project in projects if project.external_id not in found}
        found |= {codes[project.code]: project for project in rows.filter(code__in=codes).exclude(external_source=source)}
    return found


def out_of_sight(user: User, *, source: str, projects: Sequence[ImportedProject], by_code: bool = False) -> set[int]:
    """The rows of the file that would read or change a project that `user` does not see."""
    recorded = _recorded(source, projects, by_code=by_code)
    hidden = set(hidden_from(user).filter(pk__in=[project.pk for project in recorded.values()]).values_list("pk", flat=True))
    return {one.row for one in projects if one.external_id in recorded and recorded[one.external_id].pk in hidden}


def _current(rows: Any) -> dict[int, list[Any]]:
    """The latest version of each fact by project, removed ones included: they keep their place."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(superseded_at__isnull=True):
        found[row.project_id].append(row)
    return found


def _compare_facts(difference: Difference) -> None:
    project, wanted = difference.project, difference.wanted
    if project is None:
        return
    for name, value in wanted.facts.items():
        _note(difference, name, getattr(project, name), value)
    if wanted.unit is not None:
        _note(difference, "unit", project.unit.code if project.unit else None, wanted.unit)
    for key, value in wanted.attributes.items():
        _note(difference, f"attributes.{key}", project.attributes.get(key), value)


class _Rows:
    """Compares the recorded rows of one project with those of its file."""

    def __init__(self, difference: Difference, imported: Mapping[str, Set[int]]) -> None:
        self.difference, self.wanted, self.imported = difference, difference.wanted, imported

    def compare_money(self, current: Iterable[BudgetLine]) -> None:
        lines = {(line.year, line.nature, line.label): line for line in current}
        for wanted in self.wanted.money:
            values = {name: getattr(wanted, name) for name in AMOUNTS}
            present = wanted.undisclosed or any(values[name] is not None for name in AMOUNTS[:3])
            place = {"year": wanted.year, "nature": wanted.nature, "label": wanted.label}
            told = f"budget {wanted.year or 'whole life'} {wanted.label}".strip()
            self._compare(BudgetLine, lines.get(wanted.place), told, values if present else None, place)

    def compare_links(self, current: Iterable[ProjectContribution]) -> None:
        if self.wanted.links is None:
            return
        links = {link.objective.code: link for link in current}
        for code, level in self.wanted.links.items():
            self._compare(ProjectContribution, links.pop(code, None), f"link {code}", {"level": level}, {"objective": code})
        for code, link in links.items():
            if self._is_imported(link):
                self._compare(ProjectContribution, link, f"link {code}", None, {})

    def compare_report(self, current: Iterable[StatusReport]) -> None:
        wanted = self.wanted.report
        if wanted is None:
            return
        same_day = [row for row in current if row.reported_on == wanted.reported_on]
        report = next((row for row in same_day if self._is_imported(row)), None)
        values = {"health": wanted.health, "scale": wanted.scale, "note": wanted.note}
        self._compare(StatusReport, report, f"report {wanted.reported_on}", values, {"reported_on": wanted.reported_on})

    def _compare(self, model: type[Recorded], row: Any, told: str, values: dict[str, Any] | None, place: dict[str, Any]) -> None:
        """Note a version to write: a new fact, a changed one, or (`values` None) one that no longer holds."""
        before = {name: getattr(row, name) for name in values or ()} if row is not None and not row.removed else None
        if before == values or (values is None and (row is None or row.removed)):
            return
        if row is not None and not self._is_imported(row):
            self.difference.kept.append(told)
            return
        self.difference.rows.append((model, row, {"removed": True} if values is None else place | values | {"removed": False}))
        self.difference.changes[told] = [before, values]

    def _is_imported(self, row: Recorded) -> bool:
        return row.pk in self.imported.get(row._meta.label_lower, ())


def _note(difference: Difference, name: str, before: Any, after: Any) -> None:
    if before != after:
        difference.changes[name] = [before, after]
