"""Carry an import out: one transaction, one ledger entry, one batch that can be taken back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from cmo_portal.exchange.importing import ImportPlan
from cmo_portal.exchange.models import ImportBatch, ImportedRows
from foundation.accounts.imports import import_units
from foundation.audit import actions as audit
from foundation.refusals import Refusal, gettext_noop
from portfolio.actions.imports import LinkTerms, Written, import_attributes, import_portfolio, import_projects
from strategy.actions.imports import import_class_weights, import_equal_weights, import_objectives, import_plan, leaf_ids
from strategy.models import StrategicPlan


class ImportRefused(Refusal):
    """The import as a whole cannot be carried out; nothing was written."""


HAS_REFUSED = gettext_noop("%(count)s rows are refused, so nothing was imported. Correct them, or import the others alone (--keep-good).")
NO_ROW_LEFT = gettext_noop("All rows are refused: nothing to import. Correct them first.")
UNKNOWN_OBJECTIVES = gettext_noop("The plan has no objective %(codes)s. Create them, or let the import create them (links.create = true).")
NO_PLAN = gettext_noop("The links need a plan: name one in the mapping ([plan]), or activate a plan.")
BEFORE_RECORDED = gettext_noop("Something to change was recorded on %(recorded)s, after the date given (%(given)s). Give a later date.")


def carry_out(*, plan: ImportPlan, by: Any, at: datetime, recorded_at: datetime, on: date, keep_good: bool = False) -> ImportBatch | None:
    """Write the plan; returns its batch, None when the file changes nothing.

    `recorded_at` is what the rows carry (earlier than `at` only for an import of the past), `on` its day.
    Raises ImportRefused, and then nothing is written.
    """
    _check(plan, keep_good, recorded_at)
    if plan.changes_nothing:
        return None
    written = Written()
    with transaction.atomic():
        strategic, objectives = _write_strategy(plan, by=by, recorded_at=recorded_at, on=on, written=written)
        units, created_units = import_units(names=plan.reading.units)
        written.add(created_units)
        portfolio = import_portfolio(**plan.mapping.portfolio, plan=strategic, written=written)
        import_attributes(definitions=plan.reading.attributes, written=written)
        import_projects(
            differences=plan.differences,
            source=plan.mapping.source,
            portfolio=portfolio,
            units=units,
            objectives=objectives,
            terms=_terms(plan),
            entered_on=on,
            by=by,
            at=recorded_at,
            written=written,
        )
        batch = _record_batch(plan, written, by=by, at=at, recorded_at=recorded_at)
        subjects = [batch, portfolio, *([strategic] if strategic else [])]
        audit.record(by=by, at=at, verb="projects.imported", subjects=subjects, facts=_facts(plan, batch))
    return batch


def _check(plan: ImportPlan, keep_good: bool, recorded_at: datetime) -> None:
    refused = len(plan.reading.refused_rows) or len(plan.reading.refused)
    if refused and not keep_good:
        raise ImportRefused(HAS_REFUSED, count=refused)
    if refused and not plan.differences:
        raise ImportRefused(NO_ROW_LEFT)
    latest = max((row.recorded_at for one in plan.changed for _, row, _ in one.rows if row is not None), default=recorded_at)
    if latest > recorded_at:
        raise ImportRefused(BEFORE_RECORDED, recorded=latest.date(), given=recorded_at.date())


def _terms(plan: ImportPlan) -> LinkTerms:
    approved = plan.mapping.links.approved_plan if plan.mapping.links else ""
    return LinkTerms(source=(approved or plan.mapping.title)[:200], validated=bool(approved), report_source=plan.mapping.title[:200])


def _write_strategy(
    plan: ImportPlan, *, by: Any, recorded_at: datetime, on: date, written: Written
) -> tuple[StrategicPlan | None, dict[str, int]]:
    """Return the plan and its objectives by code, both created where told to."""
    strategic = _strategic_plan(plan, written)
    links = plan.mapping.links
    if links is None:
        return strategic, {}
    if strategic is None:
        raise ImportRefused(NO_PLAN)
    used = _used_codes(plan)
    wanted = [one for code, one in plan.reading.objectives.items() if code in used or links.class_weights]
    known = dict(strategic.objectives.values_list("code", "pk"))
    missing = [one.code for one in wanted if one.code not in known]
    if missing and not links.create:
        raise ImportRefused(UNKNOWN_OBJECTIVES, codes=", ".join(missing[:10]))
    objectives, created = import_objectives(plan=strategic, objectives=wanted, source=plan.mapping.source)
    written.add(created)
    if links.class_weights and created:
        classes = {objectives[one.code]: one.weight_class for one in wanted}
        made = import_class_weights(plan=strategic, classes=classes, in_force_from=on, reason=plan.mapping.title, by=by, at=recorded_at)
        written.add([made[0], *made[1]] if made else [])
    if links.equal_weights and (created or not strategic.weight_sets.exists()):
        _weigh(strategic, plan, by=by, recorded_at=recorded_at, on=on, written=written)
    return strategic, objectives


def _used_codes(plan: ImportPlan) -> set[str]:
    return {code for one in plan.differences for code in one.wanted.links or {}}


def _strategic_plan(plan: ImportPlan, written: Written) -> StrategicPlan | None:
    if plan.mapping.plan is None:
        return StrategicPlan.objects.filter(status=StrategicPlan.Status.ACTIVE).first()
    strategic, is_new = import_plan(facts=plan.mapping.plan, currency=plan.mapping.portfolio["currency"])
    if is_new:
        written.add([strategic])
    return strategic


def _weigh(strategic: StrategicPlan, plan: ImportPlan, *, by: Any, recorded_at: datetime, on: date, written: Written) -> None:
    if leaf_ids(strategic):
        weight_set, weights = import_equal_weights(plan=strategic, in_force_from=on, reason=plan.mapping.title, by=by, at=recorded_at)
        written.add([weight_set, *weights])


def _record_batch(plan: ImportPlan, written: Written, *, by: Any, at: datetime, recorded_at: datetime) -> ImportBatch:
    batch = ImportBatch.objects.create(
        at=at,
        by=by,
        recorded_at=recorded_at,
        source=plan.mapping.source[:80],
        title=plan.mapping.title[:300],
        file_name=plan.file_name[-200:],
        file_hash=plan.file_hash,
        mapping_hash=plan.mapping_hash,
        counts=plan.counts(),
    )
    change = ImportedRows.Change
    rows = [ImportedRows(batch=batch, kind=kind, change=change.CREATED, ids=ids) for kind, ids in written.created.items()]
    rows += [ImportedRows(batch=batch, kind=kind, change=change.CLOSED, ids=ids) for kind, ids in written.closed.items()]
    rows += [
        ImportedRows(batch=batch, kind=kind, change=change.EDITED, ids=sorted(before), before=audit.as_plain(before))
        for kind, before in written.edited.items()
    ]
    ImportedRows.objects.bulk_create(rows)
    return batch


def _facts(plan: ImportPlan, batch: ImportBatch) -> dict[str, Any]:
    return {
        "file": batch.file_name,
        "file_hash": batch.file_hash,
        "mapping_hash": batch.mapping_hash,
        "source": batch.source,
        "recorded_at": batch.recorded_at,
        "approved_plan": plan.mapping.links.approved_plan if plan.mapping.links else "",
        "counts": batch.counts,
    }
