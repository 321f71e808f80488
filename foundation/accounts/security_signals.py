"""allauth tells by signals what people change in how they sign in; each becomes one line of the ledger."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.utils import timezone


def connect() -> None:
    """Listen; called once when the portal starts."""
    for signal in (account_signals.password_changed, account_signals.password_set, account_signals.password_reset):
        signal.connect(password_changed, dispatch_uid="ledger_password")
    mfa_signals.authenticator_added.connect(factor_added, dispatch_uid="ledger_factor_added")
    mfa_signals.authenticator_reset.connect(factor_added, dispatch_uid="ledger_factor_reset")
    mfa_signals.authenticator_removed.connect(factor_removed, dispatch_uid="ledger_factor_removed")


def password_changed(user: Any, **_: Any) -> None:
    _note(user, "account.password_changed")


def factor_added(user: Any, authenticator: Authenticator, **_: Any) -> None:
    is_app = authenticator.type == Authenticator.Type.TOTP
    _note(user, "account.second_factor_set" if is_app else "account.recovery_codes_made")


def factor_removed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _note(user, "account.second_factor_removed")


def _note(user: Any, verb: str) -> None:
    from foundation.accounts import actions

    actions.note_security(person=user, verb=verb, at=timezone.now())
