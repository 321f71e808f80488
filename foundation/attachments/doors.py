"""Who may read a file: each area says so for its own kinds of objects."""

from collections.abc import Callable

from django.http import Http404

from foundation.accounts.models import User
from foundation.attachments.models import Attachment

Door = Callable[[User, str], bool]
DOORS: dict[str, Door] = {}


def register(kind: str, door: Door) -> None:
    """Let `door(user, object_id)` decide on the files of objects of this kind."""
    DOORS[kind] = door


def attachment_to_read(user: User, number: int) -> Attachment:
    """The file, if its object may be seen; 404 for everybody else, and for kinds that nobody answers for."""
    row = Attachment.objects.filter(pk=number).first()
    if row is None or row.kind not in DOORS or not DOORS[row.kind](user, row.object_id):
        raise Http404
    return row
