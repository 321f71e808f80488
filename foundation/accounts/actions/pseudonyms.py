"""A person asked to be forgotten: their name goes everywhere the portal wrote it, their acts stay under a number."""

import json
from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.accounts import queries
from foundation.accounts.actions.administrators import hold_administrators
from foundation.accounts.actions.sessions import end_sessions
from foundation.accounts.models import Delegation, RoleGrant, SavedView, User
from foundation.audit import actions as audit
from foundation.notifications.models import Follow, MailBatch, MailItem, Notification, OutboxRow, Preference

# What each area does when the name of a person changed: it renews the copies it keeps to sort by.
renamed: list[Callable[[User], None]] = []
# What belongs to one person alone and leaves with their name, by model and column; each area names its own as it starts.
_private: dict[str, str] = {}


def forget_with_person(label: str, column: str) -> None:
    """Delete the rows of a model ("portfolio.statusdraft") whose `column` is a person, when that person is forgotten."""
    _private[label] = column


def pseudonymise(*, person: User, by: User, at: datetime) -> User:
    """Take name, address, job, login and rights from `person`; what they did stays, under their number.

    Raises ValidationError for oneself, for the last administrator, and for who is one already.
    """
    if by.pk == person.pk:
        raise ValidationError(_("You cannot do this to yourself: ask another administrator."))
    with transaction.atomic():
        hold_administrators()
        now = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if now.pseudonymised_at:
            raise ValidationError(_("This person has no name any more."))
        if now.is_staff and not queries.administrators(at.date()).exclude(pk=now.pk).exists():
            raise ValidationError(_("This is the last administrator: give somebody else the role first."))
        name = now.full_name
        _empty_account(now, at)
        _take_rights(now, by, at)
        forgotten = _forget(now) | {"copies": _rename_copies(name, now)}
        for renew in renamed:
            renew(now)
        audit.record(by=by, at=at, verb="person.pseudonymised", subjects=[now], facts={"removed": forgotten})
    return now


def pseudonym_of(pk: int) -> str:
    """What a person is called who has no name any more, in the language of the portal."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Person %(number)s") % {"number": pk}


def _empty_account(person: User, at: datetime) -> None:
    person.full_name, person.email = pseudonym_of(person.pk), f"person-{person.pk}@invalid"
    person.job_title, person.unit, person.theme, person.last_login = "", None, "auto", None
    person.password = make_password(None)
    person.is_active = person.is_superuser = False
    person.pseudonymised_at = at
    person.save()


def _take_rights(person: User, by: User, at: datetime) -> None:
    RoleGrant.objects.filter(user=person, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by)
    own = models.Q(user=person) | models.Q(delegate=person)
    Delegation.objects.filter(own, revoked_at__isnull=True).update(revoked_at=at)


def _forget(person: User) -> dict[str, int]:
    """Delete what was theirs alone; returns how many rows of each kind."""
    gone = {"sessions": end_sessions(person=person)}
    for model in (EmailAddress, SocialAccount, Authenticator, MailItem, MailBatch, Notification, Preference, Follow, SavedView):
        column = "owner" if model is SavedView else "user"
        gone[model._meta.model_name] = model._base_manager.filter(**{column: person}).delete()[0]
    for label, column in _private.items():
        model = apps.get_model(label)
        gone[model._meta.model_name] = model._base_manager.filter(**{column: person}).delete()[0]
    return {name: count for name, count in gone.items() if count}


def _rename_copies(name: str, person: User) -> int:
    """Replace the name where notices and the administration's own log copied it; returns in how many rows."""
    count, written = 0, json.dumps(name, ensure_ascii=False)[1:-1]
    for model in (OutboxRow, Notification, MailItem):
        for row in model._base_manager.alias(text=Cast("facts", models.TextField())).filter(text__contains=written):
            facts = {key: person.full_name if value == name else value for key, value in row.facts.items()}
            if facts != row.facts:
                count += model._base_manager.filter(pk=row.pk).update(facts=facts)
    for entry in LogEntry.objects.filter(object_repr__contains=name):
        count += LogEntry.objects.filter(pk=entry.pk).update(object_repr=entry.object_repr.replace(name, person.full_name))
    return count
