"""Keeping a file as evidence: checked by content, stored under its hash, told in the ledger."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from foundation.accounts.models import User
from foundation.attachments import content
from foundation.attachments.models import Attachment
from foundation.audit import actions as audit
from foundation.refusals import Refusal, gettext_noop


class EvidenceRefused(Refusal):
    """The file is not kept; the sentence says why and what to do."""


SENTENCES = {
    "empty": gettext_noop("“%(name)s” is empty: choose the file again."),
    "too_large": gettext_noop("“%(name)s” is larger than 20 MB: send a smaller copy, or the pages that count."),
    "unknown": gettext_noop("“%(name)s” is of a kind that is not kept: send a PDF, an image, a spreadsheet or a text document."),
    "mismatch": gettext_noop("The content of “%(name)s” is not what its name says: save it again in its own format."),
}


def read_checked(upload: UploadedFile) -> tuple[str, bytes, str]:
    """Name, bytes and media type of an uploaded file; raises EvidenceRefused before more than the limit is read."""
    name = Path(upload.name or "").name[:200]
    if (upload.size or 0) > content.LARGEST:
        raise EvidenceRefused(SENTENCES["too_large"], name=name)
    data = upload.read(content.LARGEST + 1)
    try:
        return name, data, content.checked_type(name, data)
    except content.Refused as refused:
        raise EvidenceRefused(SENTENCES[refused.code], name=name) from None


def keep_evidence(*, kind: str, object_id: str, upload: UploadedFile, by: User | None, at: datetime, signed: bool = True) -> Attachment:
    """Keep a file as evidence of an object (`kind` is its model's label). Raises EvidenceRefused; nothing is stored then.

    Nobody (`by`) stands for somebody without a login, who sends it by a link.
    A seed does not sign in the name of the people it invents (`signed`): the ledger keeps whoever signed it.
    """
    name, data, media_type = read_checked(upload)
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        facts = {"name": name, "content_type": media_type, "size": len(data), "sha256": digest}
        row = Attachment.objects.create(kind=kind, object_id=object_id, added_at=at, added_by=by, **facts)
        store(digest, data)
        told = {"about": name, "sha256": digest, "size": len(data), "kind": kind, "object": object_id}
        audit.record(by=by if signed else None, at=at, verb="evidence.added", subjects=[row], facts=told)
    return row


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie: under the data folder of the portal, never in a public one."""
    return Path(settings.PORTAL_HOME) / "files" / sha256[:2] / sha256


def store(sha256: str, data: bytes) -> None:
    """Write the bytes once; a file that appears is always whole."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)
