"""Places of the company."""

from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import Site, User
from foundation.audit import actions as audit

FACTS = ("code", "name_fr", "name_en", "unit", "country")


def add_site(*, by: User | None, at: datetime, **facts: Any) -> Site:
    """Add a factory, shop, warehouse or office."""
    with transaction.atomic():
        site = Site(**facts)
        site.full_clean()
        site.save()
        audit.record(by=by, at=at, verb="site.added", subjects=[site], facts={"code": site.code, "unit": site.unit_id})
    return site


def change_site(*, site: Site, by: User, at: datetime, **changes: Any) -> Site:
    """Change the code, names, unit or country of a site."""
    with transaction.atomic():
        now = Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        before = {name: getattr(now, name) for name in FACTS}
        for name in FACTS:
            setattr(now, name, changes.get(name, before[name]))
        now.full_clean()
        changed = audit.changes(before, {name: getattr(now, name) for name in FACTS})
        if changed:
            now.save(update_fields=list(changed))
            audit.record(by=by, at=at, verb="site.changed", subjects=[now], facts={"changes": changed})
    return now
