"""Importing a release of emission factors: whole, once, pinned by the hash of its file."""

from datetime import datetime

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.history import BATCH
from foundation.refusals import gettext_noop as _
from rse.imports.factors import Release
from rse.models import EmissionFactor, FactorRelease
from rse.refusals import RseRefusal


def import_release(*, release: Release, file_name: str, by: User | None, at: datetime) -> FactorRelease:
    """Store a release; the same file again changes nothing, another file under the same code is refused."""
    with transaction.atomic():
        known = FactorRelease.objects.filter(code=release.code).first()
        if known and known.sha256 == release.sha256:
            return known
        if known:
            raise RseRefusal(_("%(code)s is here already with other content: give the corrected file its own edition."), code=release.code)
        facts = {name: getattr(release, name) for name in ("code", "source", "edition", "year", "licence", "sha256")}
        row = FactorRelease.objects.create(**facts, file_name=file_name, rows=len(release.factors), imported_at=at, imported_by=by)
        EmissionFactor.objects.bulk_create([EmissionFactor(release=row, **one) for one in release.factors], batch_size=BATCH)
        told = {"about": str(row), "rows": row.rows, "sha256": row.sha256, "accents_repaired": release.repaired}
        audit.record(by=by, at=at, verb="factors.imported", subjects=[row], facts=told)
    return row
