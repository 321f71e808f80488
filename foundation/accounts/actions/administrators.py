"""One administrator always stays: whoever may take the last one's rights waits for whoever else is doing so."""

from django.db import connection

ADMINISTRATORS_LOCK = 4_118_403


def hold_administrators() -> None:
    """Count administrators alone until the transaction ends; call it first in the transaction, before any row is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADMINISTRATORS_LOCK])
