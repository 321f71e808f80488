"""Computing the equality index: kept with its inputs, its rule set and its hash."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from rse import emissions
from rse.catalogues import equality_rules
from rse.equality_index import Inputs, equality_index, headcount
from rse.models import EqualityIndexRun
from rse.refusals import RseRefusal

SMALLEST_FIRM = 50


def compute_index(*, year: int, inputs: Inputs, by: User | None, at: datetime, **facts: Any) -> EqualityIndexRun:
    """Compute and keep the index of a year by the rule set of that year; the newest computation of a year counts."""
    rules = equality_rules(year)
    if rules is None:
        raise RseRefusal(_("No rule set is known for %(year)s: choose a year it covers."), year=year)
    staff = headcount(inputs.pay_groups)
    if staff < SMALLEST_FIRM:
        raise RseRefusal(_("The index exists from 50 persons on; these groups count %(staff)s: check the headcounts."), staff=staff)
    if inputs.returns_raised > inputs.returns_from_leave:
        raise RseRefusal(_("More women were raised than came back from leave: check both numbers."))
    found, plain = equality_index(inputs, rules), audit.as_plain(asdict(inputs))
    result = audit.as_plain(asdict(found))
    with transaction.atomic():
        run = EqualityIndexRun.objects.create(
            year=year,
            headcount=staff,
            rules=rules.code,
            inputs=plain,
            result=result,
            index=found.value,
            hash=emissions.fingerprint([year, rules.code, plain, result]),
            at=at,
            by=by,
            **facts,
        )
        told = {
            "about": year,
            "index": "NC" if found.value is None else found.value,
            "points": found.points,
            "obtainable": found.obtainable,
        }
        audit.record(by=by, at=at, verb="equality_index.computed", subjects=[run], facts=told | {"hash": run.hash})
    return run
