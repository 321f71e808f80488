"""Take an import back, within 30 days, as long as nobody built on it: one of the three named ways round append-only tables.

Everything happens in one transaction that ends with a ledger entry: how many rows left, and the hash of what they said.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.core import serializers
from django.db import models, transaction

from cmo_portal.exchange.models import ImportBatch, ImportedRows
from foundation.audit import actions as audit
from foundation.history import Recorded
from foundation.refusals import Refusal, gettext_noop
from portfolio.actions.cards import refresh_cards
from portfolio.models import Project, ProjectSummary, ScoreComponent, ScoreFailure, ScoreSnapshot

PROJECT = Project._meta.label_lower
DERIVED = (ScoreComponent, ScoreSnapshot, ScoreFailure, ProjectSummary)
# What other work may use too: it goes only when nothing refers to it any more, in this order.
SHARED = (
    "strategy.objectiveweight",
    "strategy.weightset",
    "strategy.strategicobjective",
    "portfolio.portfolio",
    "strategy.strategicplan",
    "accounts.organisationunit",
    "portfolio.attributedefinition",
)
CHANGE = ImportedRows.Change


class UndoRefused(Refusal):
    """The import can no longer be taken back; nothing was changed."""


TOO_LATE = gettext_noop("This import can no longer be taken back: 30 days have passed, or it was taken back already.")
BUILT_UPON = gettext_noop(
    "Others have worked on what this import brought: %(what)s. Withdraw that first, or correct the projects one by one."
)
EDITED_SINCE = gettext_noop("These projects were edited since: %(codes)s. Correct them one by one instead.")
IMPORTED_AGAIN = gettext_noop("A later import changed the same projects. Take that one back first.")


def undo_import(*, batch: ImportBatch, by: Any, at: datetime, on: date) -> dict[str, int]:
    """Delete what the import created, reopen what it replaced, restore what it edited; returns how many rows left by kind.

    Raises UndoRefused when somebody changed or used those rows since.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if not batch.can_be_undone(at):
            raise UndoRefused(TOO_LATE)
        rows = {(one.kind, one.change): one for one in batch.rows.all()}
        created = {kind: one.ids for (kind, change), one in rows.items() if change == CHANGE.CREATED}
        edited = rows.get((PROJECT, CHANGE.EDITED))
        _refuse_if_built_upon(created)
        _refuse_if_edited(edited)
        digest = _digest(created)
        with pgtrigger.ignore(*_triggers(rows)):
            left = _delete_facts(created)
            _reopen((kind, one.ids) for (kind, change), one in rows.items() if change == CHANGE.CLOSED)
        _restore(edited)
        left |= _delete_projects(created.get(PROJECT, [])) | _delete_shared(created)
        touched = Project.objects.filter(facts__pk__in=_reopened_facts(rows)).values_list("pk", flat=True)
        refresh_cards({*touched, *(edited.ids if edited else [])}, as_of=on)
        ImportBatch.objects.filter(pk=batch.pk).update(undone_at=at, undone_by=by)
        facts = {"import": batch.pk, "file_hash": batch.file_hash, "left": left, "hash_of_what_left": digest}
        audit.record(by=by, at=at, verb="import.undone", subjects=[batch], facts=facts)
    return left


def _refuse_if_built_upon(created: dict[str, list[int]]) -> None:
    for kind, ids in created.items():
        model = apps.get_model(kind)
        if issubclass(model, Recorded) and model._base_manager.filter(pk__in=ids, superseded_at__isnull=False).exists():
            raise UndoRefused(IMPORTED_AGAIN if _was_imported_again(kind, ids) else BUILT_UPON, what=str(model._meta.verbose_name_plural))
    foreign = [str(one._meta.verbose_name_plural) for one in _foreign_to(created) if one not in DERIVED]
    if foreign:
        raise UndoRefused(BUILT_UPON, what=", ".join(sorted(set(foreign))))


def _foreign_to(created: dict[str, list[int]]) -> Iterable[type[models.Model]]:
    """The models that hold rows about the created projects which the import did not write."""
    projects = created.get(PROJECT, [])
    for relation in Project._meta.related_objects:
        model = relation.related_model
        theirs = model._base_manager.filter(**{f"{relation.field.name}__in": projects})
        if theirs.exclude(pk__in=created.get(model._meta.label_lower, [])).exists():
            yield model


def _was_imported_again(kind: str, ids: list[int]) -> bool:
    return ImportedRows.objects.filter(kind=kind, change=CHANGE.CLOSED, ids__overlap=ids, batch__undone_at__isnull=True).exists()


def _refuse_if_edited(edited: ImportedRows | None) -> None:
    if edited is None:
        return
    expected = {int(pk): before["version"] + 1 for pk, before in edited.before.items()}
    changed = [project.code for project in Project.objects.filter(pk__in=edited.ids) if project.version != expected[project.pk]]
    if changed:
        raise UndoRefused(EDITED_SINCE, codes=", ".join(changed[:10]))


def _triggers(rows: dict[tuple[str, str], ImportedRows]) -> list[str]:
    """Name the append-only triggers of the tables this import wrote to, and of the scores."""
    recorded = {apps.get_model(kind) for kind, _ in rows if issubclass(apps.get_model(kind), Recorded)}
    facts = [f"{model._meta.label}:{trigger}" for model in recorded for trigger in ("no_delete", "append_only")]
    return [*facts, *(f"{model._meta.label}:append_only" for model in (ScoreComponent, ScoreSnapshot))]


def _digest(created: dict[str, list[int]]) -> str:
    """SHA-256 of all created rows as JSON, kind by kind: what the ledger keeps of what leaves."""
    digest = hashlib.sha256()
    for kind in sorted(created):
        rows = apps.get_model(kind)._base_manager.filter(pk__in=created[kind]).order_by("pk")
        digest.update(serializers.serialize("json", rows.iterator(chunk_size=2_000)).encode())
    return digest.hexdigest()


def _delete_facts(created: dict[str, list[int]]) -> dict[str, int]:
    """Delete recorded facts and scores of the created projects."""
    left = {}
    for model in DERIVED:
        _delete(model, model._base_manager.filter(project__in=created.get(PROJECT, [])))
    for kind, ids in created.items():
        model = apps.get_model(kind)
        if issubclass(model, Recorded) and kind not in SHARED:
            left[kind] = _delete(model, model._base_manager.filter(pk__in=ids))
    if "strategy.weightset" in created:
        left |= _delete_weights(created)
    return left


def _delete_weights(created: dict[str, list[int]]) -> dict[str, int]:
    """Weights go with their set; the trigger that guards sets is ignored by the caller."""
    sets, weights = apps.get_model("strategy.weightset"), apps.get_model("strategy.objectiveweight")
    count = _delete(weights, weights._base_manager.filter(weight_set__in=created["strategy.weightset"]))
    return {
        "strategy.objectiveweight": count,
        "strategy.weightset": _delete(sets, sets._base_manager.filter(pk__in=created["strategy.weightset"])),
    }


def _delete_projects(ids: list[int]) -> dict[str, int]:
    return {PROJECT: _delete(Project, Project._base_manager.filter(pk__in=ids))} if ids else {}


def _delete_shared(created: dict[str, list[int]]) -> dict[str, int]:
    """Delete units, objectives, plan, portfolio and attributes that nothing refers to any more; the others stay."""
    left = {}
    for kind in SHARED[2:]:
        model, ids = apps.get_model(kind), set(created.get(kind, []))
        free = ids - _referenced(model, ids)
        if free:
            left[kind] = _delete(model, model._base_manager.filter(pk__in=free))
    return left


def _referenced(model: type[models.Model], ids: set[int]) -> set[int]:
    found: set[int] = set()
    for relation in model._meta.related_objects:
        name = relation.field.attname if not relation.many_to_many else None
        if name is None:
            through = relation.through._base_manager
            found |= set(
                through.filter(**{f"{relation.field.m2m_reverse_field_name()}__in": ids}).values_list(
                    relation.field.m2m_reverse_name(), flat=True
                )
            )
        else:
            found |= set(relation.related_model._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True))
    if model._meta.label_lower == "portfolio.attributedefinition":
        found |= {row.pk for row in model._base_manager.filter(pk__in=ids) if Project.objects.filter(attributes__has_key=row.key).exists()}
    return found


def _delete(model: type[models.Model], rows: models.QuerySet[Any]) -> int:
    """Delete without following relations: who refers to the rows was looked at before, and the database checks again."""
    return int(rows._raw_delete(rows.db) or 0)


def _reopen(closed: Iterable[tuple[str, list[int]]]) -> None:
    for kind, ids in closed:
        apps.get_model(kind)._base_manager.filter(pk__in=ids).update(superseded_at=None)


def _restore(edited: ImportedRows | None) -> None:
    if edited is None:
        return
    projects = Project.objects.in_bulk(edited.ids)
    names: set[str] = {"version"}
    for pk, before in edited.before.items():
        project = projects[int(pk)]
        for name, value in before.items():
            if name != "version":
                field = Project._meta.get_field(name.removesuffix("_id") if name == "unit_id" else name)
                setattr(project, name, value if name == "unit_id" else field.to_python(value))
                names.add(field.name)
        project.version += 1
    Project.objects.bulk_update(projects.values(), sorted(names), batch_size=2_000)


def _reopened_facts(rows: dict[tuple[str, str], ImportedRows]) -> list[int]:
    found = rows.get(("portfolio.projectfacts", CHANGE.CLOSED))
    return found.ids if found else []
