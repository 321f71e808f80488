"""Who reads the whole ledger: administrators, and auditors of everything."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from foundation.accounts.access import rights_of
from foundation.accounts.models import User


def ledger_reader(user: User) -> User:
    """The person, if they may read the whole ledger; 403 otherwise (the trail of an object stands on its page)."""
    rights = rights_of(user)
    if not (rights.is_auditor and rights.reads.everything):
        raise PermissionDenied(_("Only auditors and administrators read the whole ledger."))
    return user
