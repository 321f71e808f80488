"""The tree of units: nothing may stand under itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import OrganisationUnit, User
from foundation.audit import actions as audit
from foundation.bilingual import both_names

# What each area does when a unit changed: it renews the copies it keeps to sort by.
changed: list[Callable[[OrganisationUnit], None]] = []
FACTS = ("code", "name_fr", "name_en", "parent", "head")


def add_unit(*, code: str, by: User | None, at: datetime, name_fr: str = "", name_en: str = "", **facts: Any) -> OrganisationUnit:
    """Add a unit; `facts` may name parent, head and is_demo."""
    with transaction.atomic():
        unit = OrganisationUnit(code=code.strip(), **both_names(fr=name_fr, en=name_en), **facts)
        unit.full_clean()
        unit.save()
        audit.record(by=by, at=at, verb="unit.added", subjects=[unit], facts={"code": unit.code, "parent": unit.parent_id})
    return unit


def change_unit(*, unit: OrganisationUnit, by: User, at: datetime, **changes: Any) -> OrganisationUnit:
    """Change the code, names, parent or head of a unit.

    Raises ValidationError when the new parent is the unit itself or stands below it. The whole tree is locked: two
    moves at the same time could make a circle that neither sees.
    """
    with transaction.atomic():
        list(OrganisationUnit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
        now = OrganisationUnit.objects.get(pk=unit.pk)
        before = {name: getattr(now, name) for name in FACTS}
        for name in FACTS:
            setattr(now, name, changes.get(name, before[name]))
        _refuse_circle(now)
        now.full_clean()
        told = audit.changes(before, {name: getattr(now, name) for name in FACTS})
        if told:
            now.save(update_fields=list(told))
            for renew in changed:
                renew(now)
            audit.record(by=by, at=at, verb="unit.changed", subjects=[now], facts={"changes": told})
    return now


def _refuse_circle(unit: OrganisationUnit) -> None:
    if unit.parent_id and unit.parent_id in OrganisationUnit.objects.subtree_ids([unit.pk]):
        raise ValidationError({"parent": _("This unit stands above the one you chose: choose a unit that is not below it.")})
