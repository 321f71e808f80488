"""The parts of an indicator that are measured for themselves: units, sites, segments, channels …"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from foundation.accounts.models import OrganisationUnit, Site, User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from kpis.models import Indicator, Slice
from kpis.refusals import KpiRefusal


def add_slice(
    *,
    indicator: Indicator,
    by: User | None,
    at: datetime,
    unit: OrganisationUnit | None = None,
    site: Site | None = None,
    dimensions: dict[str, str] | None = None,
    weight: float = 1.0,
) -> Slice:
    """Measure a part of an indicator from now on. KpiRefusal: it names nothing, weighs nothing, or is measured already."""
    if not (unit or site or dimensions):
        raise KpiRefusal(_("Say which part: a unit, a site, or a dimension such as “segment = professionals”."))
    if weight <= 0:
        raise KpiRefusal(_("A weight is more than 0: 1 counts as much as another part with 1."))
    if indicator.parts.filter(retired_on__isnull=True).exists():
        raise KpiRefusal(_("Other indicators roll up into this one: its value comes from them, not from slices."))
    facts = {"unit": unit, "site": site, "dimensions": dimensions or {}}
    try:
        with transaction.atomic():
            made = Slice.objects.create(indicator=indicator, weight=weight, **facts)
            audit.record(by=by, at=at, verb="slice.added", subjects=[indicator], facts={"slice": made.told, "weight": weight})
    except IntegrityError as error:
        raise KpiRefusal(_("This part is measured already: choose another one.")) from error
    return made


def end_slice(*, row: Slice, on: date, by: User, at: datetime) -> None:
    """Measure the part no longer from a day on; its values stay, and periods that begin later do without it."""
    with transaction.atomic():
        Slice.objects.filter(pk=row.pk).update(ended_on=on)
        audit.record(by=by, at=at, verb="slice.ended", subjects=[row.indicator], facts={"slice": row.told, "on": on})
