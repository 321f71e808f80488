"""Being away: a colleague reports in one's place, for dates one chooses."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import formatting
from foundation.accounts import queries
from foundation.accounts.models import Delegation, User
from foundation.audit import actions as audit
from foundation.notifications.actions import notify

LONGEST = timedelta(days=366)


def delegate(*, person: User, to: User, starts_on: date, ends_on: date, at: datetime) -> Delegation:
    """Have `to` report in the place of `person` on these days, both included; both hold for the whole day.

    Raises ValidationError when the days contradict another absence, or when `to` cannot do it.
    """
    _check_days(starts_on, ends_on, timezone.localdate(at))
    with transaction.atomic():
        # Whoever delegates at the same time, in either direction, waits here.
        list(User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, to.pk]).order_by("pk"))
        _check_delegate(person, to, starts_on, ends_on)
        _refuse_twice(person, starts_on, ends_on)
        row = Delegation.objects.create(user=person, delegate=to, starts_on=starts_on, ends_on=ends_on, made_at=at)
        _tell("absence.delegated", row, to, by=person, at=at)
        audit.record(by=person, at=at, verb="absence.delegated", subjects=[person, to], facts=_facts(row))
    return row


def end_delegation(*, delegation: Delegation, by: User, at: datetime) -> Delegation:
    """End it now: the person is back, or the delegate cannot; the other one is told. Ending it twice changes nothing."""
    with transaction.atomic():
        row = Delegation.objects.select_for_update(no_key=True, of=("self",)).select_related("user", "delegate").get(pk=delegation.pk)
        if row.revoked_at:
            return row
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        event = "absence.declined" if by.pk == row.delegate_id else "absence.ended"
        _tell(event, row, row.user if by.pk == row.delegate_id else row.delegate, by=by, at=at)
        audit.record(by=by, at=at, verb="absence.ended", subjects=[row.user, row.delegate], facts=_facts(row))
    return row


def _check_days(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day comes before the first one.")})
    if ends_on < today:
        raise ValidationError({"ends_on": _("This day has passed; choose one from today on.")})
    if ends_on - starts_on > LONGEST:
        raise ValidationError({"ends_on": _("An absence lasts at most a year; for longer, have another lead named.")})


def _check_delegate(person: User, to: User, starts_on: date, ends_on: date) -> None:
    if to.pk == person.pk:
        raise ValidationError({"to": _("Choose somebody else than yourself.")})
    if not User.objects.filter(pk=to.pk, is_active=True).exists():
        raise ValidationError({"to": _("This person no longer signs in; choose somebody else.")})
    away = queries.absences(to, starts_on=starts_on, ends_on=ends_on).first()
    if away is not None:
        facts = {"name": to.full_name, "start": formatting.day(away.starts_on), "end": formatting.day(away.ends_on)}
        raise ValidationError({"to": _("%(name)s is away too, from %(start)s to %(end)s; choose somebody else.") % facts})


def _refuse_twice(person: User, starts_on: date, ends_on: date) -> None:
    other = queries.absences(person, starts_on=starts_on, ends_on=ends_on).select_related("delegate").first()
    if other is not None:
        facts = {"name": other.delegate.full_name, "start": formatting.day(other.starts_on), "end": formatting.day(other.ends_on)}
        raise ValidationError({"starts_on": _("From %(start)s to %(end)s %(name)s already stands in for you; end that first.") % facts})


def _facts(row: Delegation) -> dict[str, object]:
    return {"delegation": row.pk, "person": row.user_id, "delegate": row.delegate_id, "from": row.starts_on, "to": row.ends_on}


def _tell(event: str, row: Delegation, whom: User, *, by: User, at: datetime) -> None:
    facts = {"author": by.full_name, "start": {"date": row.starts_on.isoformat()}, "end": {"date": row.ends_on.isoformat()}}
    notify(event=event, key=str(row.pk), people=[whom], subject=row, address=reverse("accounts:absence"), at=at, facts=facts)
