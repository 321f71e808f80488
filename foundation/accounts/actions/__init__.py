"""What administrators and people do to accounts, rights and units: each with its entry in the ledger."""

from foundation.accounts.actions.absences import delegate, end_delegation
from foundation.accounts.actions.grants import grant_role, take_back
from foundation.accounts.actions.people import change_person, choose_language, choose_theme, deactivate, invite, note_export, reactivate
from foundation.accounts.actions.pseudonyms import pseudonym_of, pseudonymise
from foundation.accounts.actions.security import note_security
from foundation.accounts.actions.sessions import end_other_sessions, end_sessions
from foundation.accounts.actions.sites import add_site, change_site
from foundation.accounts.actions.units import add_unit, change_unit

__all__ = [
    "add_site",
    "add_unit",
    "change_person",
    "change_site",
    "change_unit",
    "choose_language",
    "choose_theme",
    "deactivate",
    "delegate",
    "end_delegation",
    "end_other_sessions",
    "end_sessions",
    "grant_role",
    "invite",
    "note_export",
    "note_security",
    "pseudonym_of",
    "pseudonymise",
    "reactivate",
    "take_back",
]
