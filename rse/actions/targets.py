"""Reduction targets: set, changed by version; and the series of the world around that is drawn beside them."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from foundation.versions import save_version
from rse.imports.context import Series
from rse.models import ContextSeries, ReductionTarget
from rse.refusals import RseRefusal


def set_target(*, code: str, by: User | None, at: datetime, **facts: Any) -> ReductionTarget:
    """A new target; `facts` are its fields, tonnes in kilograms. Raises RseRefusal."""
    check_path(**_path(facts))
    with transaction.atomic():
        if ReductionTarget.objects.filter(code=code).exists():
            raise RseRefusal(_("There is a target “%(code)s” already: change it, or choose another code."), code=code)
        target = ReductionTarget.objects.create(code=code, **facts | _names(facts))
        audit.record(by=by, at=at, verb="reduction_target.set", subjects=[target], facts={"about": target.name, **_path(facts)})
    return target


def change_target(*, target: ReductionTarget, version: int, by: User | None, at: datetime, **facts: Any) -> ReductionTarget:
    """Change a target as it stood at `version`; raises EditedMeanwhile after a lost race, RseRefusal."""
    check_path(**{name: getattr(target, name) for name in PATH} | _path(facts))
    with transaction.atomic():
        changed = save_version(target, version=version, **facts | _names(facts))
        if changed:
            target.points.all().delete()  # the next night writes those of the new path
            told = {name: [_plain(old), _plain(new)] for name, (old, new) in changed.items()}
            audit.record(by=by, at=at, verb="reduction_target.changed", subjects=[target], facts={"about": target.name, "changes": told})
    return target


PATH = ("base_year", "base_kg", "target_year", "target_kg", "steps")


def _path(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in PATH if name in facts}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return ", ".join(f"{year}: {kg:g}" for year, kg in sorted(value.items()))
    return str(value) if isinstance(value, ContextSeries) else value


def _names(facts: Mapping[str, Any]) -> dict[str, str]:
    if not facts.keys() & {"name_fr", "name_en"}:
        return {}
    return both_names(fr=facts.get("name_fr", ""), en=facts.get("name_en", ""))


def check_path(*, base_year: int, base_kg: float, target_year: int, target_kg: float, steps: Mapping[str, float] | None = None) -> None:
    """Refuse years upside down, a base of nothing, negative values, and steps outside the two years."""
    if target_year <= base_year:
        raise RseRefusal(_("The target year comes after the base year: check both."))
    if base_kg <= 0:
        raise RseRefusal(_("The base value must be above zero: it is what was emitted in the base year."))
    if target_kg < 0 or any(value < 0 for value in (steps or {}).values()):
        raise RseRefusal(_("A path cannot go below zero: removals are told apart."))
    outside = [year for year in (steps or {}) if not base_year < int(year) < target_year]
    if outside:
        raise RseRefusal(
            _("The step of %(year)s lies outside the path: steps stand between the base and the target year."), year=outside[0]
        )


def import_context(
    *,
    series: Series,
    data: bytes,
    file_name: str,
    source: str,
    unit: str,
    by: User | None,
    at: datetime,
    name_fr: str = "",
    name_en: str = "",
) -> ContextSeries:
    """Keep a series; the same file under the same name again changes nothing."""
    if not source.strip():
        raise RseRefusal(_("Name the source: who published these figures, and when."))
    names, digest = both_names(fr=name_fr, en=name_en), hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        known = ContextSeries.objects.filter(sha256=digest, values=series.values, **names).first()
        if known:
            return known
        told = {"source": source.strip(), "unit": unit.strip(), "file_name": file_name[:200], "sha256": digest}
        row = ContextSeries.objects.create(values=series.values, imported_at=at, imported_by=by, **names, **told)
        facts = {"about": row.name, "column": series.column, "years": len(series.values), **told}
        audit.record(by=by, at=at, verb="context_series.imported", subjects=[row], facts=facts)
    return row
