"""People come by invitation and leave by deactivation; nobody is deleted, for the ledger names them."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts import queries
from foundation.accounts.actions.administrators import hold_administrators
from foundation.accounts.actions.pseudonyms import renamed
from foundation.accounts.actions.sessions import end_sessions
from foundation.accounts.models import User
from foundation.audit import actions as audit

CHANGEABLE = ("email", "full_name", "job_title", "unit", "language")


def invite(*, email: str, full_name: str, by: User | None, at: datetime, **facts: Any) -> User:
    """Add a person who has no password yet; the caller hands them a link to choose one.

    `facts` may name job_title, unit, language. Raises ValidationError when the address is wrong or already has a login.
    """
    email = _free_address(email)
    with transaction.atomic():
        person = User.objects.create_user(email, None, full_name=full_name.strip(), **facts)
        unit = facts.get("unit")
        audit.record(by=by, at=at, verb="person.invited", subjects=[person], facts={"unit": getattr(unit, "code", None)})
    return person


def change_person(*, person: User, by: User, at: datetime, **changes: Any) -> User:
    """Change the e-mail, name, job title, unit or language of `person`. The ledger keeps which, not the private values."""
    _refuse_unknown(changes)
    with transaction.atomic():
        now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if now.pseudonymised_at:
            raise ValidationError(_("This person has no name any more: invite them anew."))
        changed = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if "email" in changed:
            changed["email"] = _free_address(changed["email"], besides=now)
            EmailAddress.objects.filter(user=now).delete()
        if not changed:
            return now
        for name, value in changed.items():
            setattr(now, name, value)
        now.save(update_fields=list(changed))
        if "full_name" in changed:
            for renew in renamed:
                renew(now)
        audit.record(by=by, at=at, verb="person.changed", subjects=[now], facts={"fields": sorted(changed)})
    return now


def choose_language(*, person: User, language: str) -> None:
    """Keep the language a person reads in; a taste, not a business fact: no entry."""
    User.objects.filter(pk=person.pk).update(language=language)
    person.language = language


def choose_theme(*, person: User, theme: str) -> None:
    """Keep the theme a person reads in."""
    User.objects.filter(pk=person.pk).update(theme=theme)
    person.theme = theme


def note_export(*, person: User, at: datetime) -> None:
    """Keep that a person took their data out."""
    with transaction.atomic():
        audit.record(by=person, at=at, verb="person.exported", subjects=[person])


def deactivate(*, person: User, by: User, at: datetime) -> User:
    """Take the login away and end every session at once. Raises ValidationError for oneself and the last administrator."""
    if by is not None and by.pk == person.pk:
        raise ValidationError(_("You cannot deactivate yourself: ask another administrator."))
    with transaction.atomic():
        hold_administrators()
        now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if not now.is_active:
            return now
        if not queries.administrators(at.date()).exclude(pk=now.pk).exists() and now.is_staff:
            raise ValidationError(_("This is the last administrator: give somebody else the role first."))
        now.is_active = False
        now.save(update_fields=["is_active"])
        ended = end_sessions(person=now)
        audit.record(by=by, at=at, verb="person.deactivated", subjects=[now], facts={"sessions_ended": ended})
    return now


def reactivate(*, person: User, by: User, at: datetime) -> User:
    """Give the login back; rights still in force hold again, sessions do not come back."""
    with transaction.atomic():
        now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if now.is_active:
            return now
        if now.pseudonymised_at:
            raise ValidationError(_("This person has no name any more: invite them anew."))
        now.is_active = True
        now.save(update_fields=["is_active"])
        audit.record(by=by, at=at, verb="person.reactivated", subjects=[now])
    return now


def _free_address(email: str, besides: User | None = None) -> str:
    email = User.objects.normalize_email(email.strip()).lower()
    validate_email(email)
    others = User.objects.filter(email__iexact=email)
    if (others.exclude(pk=besides.pk) if besides else others).exists():
        raise ValidationError({"email": _("Somebody already signs in with this e-mail.")})
    return email


def _refuse_unknown(changes: dict[str, Any]) -> None:
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"change_person does not change {sorted(unknown)}")
