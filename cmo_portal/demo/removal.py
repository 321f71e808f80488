"""Removing the demo company: every row of it in one transaction, with one entry in the ledger that tells what left.

Rows marked as demo go, and with them every row that belongs to one of them (a foreign key that may not be empty).
What real work holds on to stays: a demo unit, objective or plan that a real project uses becomes real; a demo person who signed
entries of the ledger or real rows stays without name, address, password or rights, because the ledger keeps its ids.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from foundation.accounts.models import User
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.audit.models import LedgerSubject
from foundation.history import Recorded
from portfolio.models import Publication, ScoreRun, ScoreSnapshot, ScoringModel

Model = type[models.Model]
Ids = dict[Model, set[int]]


def remove_demo(*, by: Any, at: datetime) -> dict[str, int]:
    """Take the demo company out; return how many rows left each table, nothing when there was none.

    The third of the named ways round the append-only triggers. When `by` is a demo person, the entry names nobody.
    """
    with transaction.atomic():
        marked = _marked()
        if not any(marked.values()):
            return {}
        _keep_what_real_work_uses(marked)
        people = marked.pop(User, set())
        doomed = _with_all_that_belongs(marked)
        _add_what_is_said_of_them(doomed)
        _add_files_only_they_hold(doomed)
        with pgtrigger.ignore():
            left, digest = _delete(doomed)
            left |= _delete_empty_runs()
            left |= _delete_unused_models()
        gone, kept = _part_from(people)
        left[User._meta.label_lower] = len(gone)
        signer = None if by is not None and by.pk in people else by
        facts = {"rows": left, "hash": digest, "people_kept_without_name": sorted(kept)}
        audit.record(by=signer, at=at, verb="demo.removed", facts=facts)
    return left


def _marked() -> Ids:
    """The rows marked as demo, by model."""
    return {model: set(model._base_manager.filter(is_demo=True).values_list("pk", flat=True)) for model in _markable()}


def _markable() -> list[Model]:
    return [model for model in _tables() if _is_markable(model)]


def _is_markable(model: Model) -> bool:
    return any(field.name == "is_demo" for field in model._meta.concrete_fields)


def _tables() -> list[Model]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def _links(model: Model) -> Iterator[models.ForeignKey]:
    """The foreign keys of a table."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field


def _keep_what_real_work_uses(marked: Ids) -> None:
    """Unmark the demo rows that real rows refer to, with what those rows stand on in turn."""
    kept: Ids = defaultdict(set)
    fresh = _united(pair for model in _tables() for pair in _used_by_real_rows(model, marked))
    while fresh:
        for kind, ids in fresh.items():
            kept[kind] |= ids
        fresh = _united(pair for kind, ids in fresh.items() for pair in _stood_on(kind, ids, marked, kept))
    for kind, ids in kept.items():
        kind._base_manager.filter(pk__in=ids).update(is_demo=False)
        marked[kind] -= ids


def _united(pairs: Iterable[tuple[Model, set[int]]]) -> Ids:
    united: Ids = {}
    for kind, ids in pairs:
        if ids:
            united.setdefault(kind, set()).update(ids)
    return united


def _keys_to_marked(model: Model) -> list[models.ForeignKey]:
    """The foreign keys to tables that hold marked rows; people are treated apart."""
    return [field for field in _links(model) if _is_markable(field.related_model) and field.related_model is not User]


def _used_by_real_rows(model: Model, marked: Ids) -> Iterator[tuple[Model, set[int]]]:
    """The demo rows to which real rows of `model` hold: rows not marked, or rows that also belong to something real."""
    keys = _keys_to_marked(model)
    for field in keys:
        theirs = model._base_manager.filter(**{f"{field.name}_id__in": marked[field.related_model]})
        real = theirs.filter(is_demo=False) if _is_markable(model) else theirs.filter(_belongs_to_real([k for k in keys if k is not field]))
        yield field.related_model, set(real.values_list(f"{field.name}_id", flat=True))


def _belongs_to_real(keys: Iterable[models.ForeignKey]) -> models.Q:
    condition = models.Q(pk__in=[])
    for field in keys:
        condition |= models.Q(**{f"{field.name}__is_demo": False})
    return condition


def _stood_on(kind: Model, ids: set[int], marked: Ids, kept: Ids) -> Iterator[tuple[Model, set[int]]]:
    """The demo rows that kept rows refer to themselves: a unit's parent, an objective's plan."""
    for field in _keys_to_marked(kind):
        named = set(kind._base_manager.filter(pk__in=ids).values_list(f"{field.name}_id", flat=True))
        yield field.related_model, (named & marked[field.related_model]) - kept[field.related_model]


def _with_all_that_belongs(marked: Ids) -> Ids:
    """The marked rows and every row that cannot be without one of them."""
    doomed: Ids = defaultdict(set, {model: set(ids) for model, ids in marked.items()})
    fresh = {model: ids for model, ids in marked.items() if ids}
    while fresh:
        found: Ids = defaultdict(set)
        for model in _tables():
            for field in _links(model):
                parents = fresh.get(field.related_model)
                if parents and field.remote_field.on_delete is not models.SET_NULL:
                    rows = set(model._base_manager.filter(**{f"{field.name}_id__in": parents}).values_list("pk", flat=True))
                    found[model] |= rows - doomed[model]
        for model, ids in found.items():
            doomed[model] |= ids
        fresh = {model: ids for model, ids in found.items() if ids}
    return doomed


def _add_what_is_said_of_them(doomed: Ids) -> None:
    """Comments, notices and follows name their object by kind and number, not by a key: they leave with it."""
    by_label = {kind._meta.label_lower: (kind, ids) for kind, ids in doomed.items()}
    for model in [model for model in _tables() if _speaks_of_an_object(model)]:
        for label in set(model._base_manager.values_list("kind", flat=True)) & by_label.keys():
            kind, ids = by_label[label]
            rows = kind._base_manager.filter(pk__in=ids)
            numbers = rows.values_list("key", flat=True) if issubclass(kind, Recorded) else rows.values_list("pk", flat=True)
            said = model._base_manager.filter(kind=label, object_id__in=[str(number) for number in numbers])
            doomed[model] |= set(said.values_list("pk", flat=True))


def _add_files_only_they_hold(doomed: Ids) -> None:
    """Evidence leaves with the demo rows it proves, unless a real row holds on to it."""
    keys = [(model, field) for model in _tables() for field in _links(model) if field.related_model is Attachment]
    held: set[int] = set()
    for model, field in keys:
        proven = model._base_manager.filter(pk__in=doomed.get(model, ())).exclude(**{f"{field.name}_id": None})
        held |= set(proven.values_list(f"{field.name}_id", flat=True))
    for model, field in keys:
        real = model._base_manager.filter(**{f"{field.name}_id__in": held}).exclude(pk__in=doomed.get(model, ()))
        held -= set(real.values_list(f"{field.name}_id", flat=True))
    doomed[Attachment] |= held


def _speaks_of_an_object(model: Model) -> bool:
    """The ledger speaks of objects too, and stays."""
    columns = {field.name for field in model._meta.concrete_fields}
    return {"kind", "object_id"} <= columns and model is not LedgerSubject


def _delete(doomed: Ids) -> tuple[dict[str, int], str]:
    """Delete the rows table by table; return the counts and one hash over the content of all that left."""
    left, digest = {}, hashlib.sha256()
    for model in sorted((model for model, ids in doomed.items() if ids), key=lambda model: model._meta.label_lower):
        ids = sorted(doomed[model])
        _let_go(model, ids)
        digest.update(_content_hash(model, ids).encode())
        left[model._meta.label_lower] = len(ids)
    for model, ids in doomed.items():
        if ids:
            model._base_manager.filter(pk__in=ids)._raw_delete(model._base_manager.db)
    return left, digest.hexdigest()


def _let_go(model: Model, ids: list[int]) -> None:
    """Empty the optional references to rows that leave (keys SET_NULL), and the rows of many-to-many tables."""
    for other in _tables():
        for field in _links(other):
            if field.related_model is model and field.remote_field.on_delete is models.SET_NULL:
                other._base_manager.filter(**{f"{field.name}_id__in": ids}).update(**{field.name: None})
    for field in model._meta.local_many_to_many:
        through = field.remote_field.through
        through._base_manager.filter(**{f"{field.m2m_field_name()}_id__in": ids}).delete()


def _content_hash(model: Model, ids: list[int]) -> str:
    """SHA-256 over the rows as text, by key."""
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(model._meta.pk.column)
    lines = f"SELECT string_agg(row::text, E'\\n' ORDER BY {key}) FROM {table} row WHERE {key} = ANY(%s)"  # noqa: S608 - quoted names
    with connection.cursor() as cursor:
        cursor.execute(lines, [ids])
        return hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()


def _delete_empty_runs() -> dict[str, int]:
    """Runs that scored only the demo leave with it, and readers see none until the next night."""
    empty = ScoreRun.objects.exclude(pk__in=ScoreSnapshot.objects.values("run"))
    Publication.objects.filter(run__in=empty).update(run=None, published_at=None)
    Publication.objects.filter(previous__in=empty).update(previous=None)
    ScoreRun.objects.filter(base_run__in=empty).update(base_run=None)
    doomed = _with_all_that_belongs({ScoreRun: set(empty.values_list("pk", flat=True))})
    return _delete(doomed)[0]


def _delete_unused_models() -> dict[str, int]:
    """The scoring model of the demo leaves once no run used it; beside real work its runs, and it, stay."""
    unused = ScoringModel.objects.filter(of_the_demo=True).exclude(pk__in=ScoreRun.objects.values("model"))
    return _delete({ScoringModel: set(unused.values_list("pk", flat=True))})[0]


def _part_from(people: set[int]) -> tuple[set[int], set[int]]:
    """Delete the people whom nothing real names; the others stay without name and rights. Return both."""
    for model, field in _keys_to_people():
        theirs = model._base_manager.filter(**{f"{field.name}_id__in": people})
        if field.remote_field.on_delete is models.SET_NULL:
            theirs.update(**{field.name: None})
        elif field.remote_field.on_delete is models.CASCADE:
            theirs.delete()
        elif field.null and _is_markable(model):
            theirs.update(**{field.name: None})
    kept = {number for model, field in _keys_to_people() for number in _named(model, field, people)}
    for number in kept:
        nobody = {"email": f"demo-{number}@invalid", "full_name": f"Demo {number}", "job_title": "", "unit": None}
        User.objects.filter(pk=number).update(password=make_password(None), is_active=False, is_demo=False, **nobody)
    gone = people - kept
    User.objects.filter(pk__in=gone).delete()
    return gone, kept


def _keys_to_people() -> list[tuple[Model, models.ForeignKey]]:
    return [(model, field) for model in _tables() for field in _links(model) if field.related_model is User]


def _named(model: Model, field: models.ForeignKey, people: set[int]) -> set[int]:
    """The people that the rows left name."""
    return set(model._base_manager.filter(**{f"{field.name}_id__in": people}).values_list(f"{field.name}_id", flat=True))
