"""Comments and mentions. Whoever is mentioned without access is neither told nor revealed."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils import translation

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.notifications.actions import followers, notify
from foundation.notifications.models import Comment, Follow
from foundation.notifications.subjects import identity

HANDLE = re.compile(r"(?<![\w@])@([\w.\-]{2,64})")
EXCERPT = 140


def add_comment(
    *,
    subject: models.Model,
    by: User,
    at: datetime,
    text: str,
    token: UUID,
    address: str,
    may_see: Callable[[User], bool],
    answerable: Iterable[int | None] = (),
) -> Comment:
    """Say something about `subject`; the same `token` a second time returns the first comment.

    Mentioned people who may see the subject are told; so are its followers and who answers for it (`answerable`, ids).
    The author follows from now on, unless they muted it.
    """
    with transaction.atomic():
        known = Comment.objects.filter(token=token, author=by).first()
        if known:
            return known
        kind, number = identity(subject)
        try:
            with transaction.atomic():
                comment = Comment.objects.create(kind=kind, object_id=number, author=by, at=at, text=text.strip(), token=token)
        except IntegrityError:  # the twin of a double click was a moment faster
            return Comment.objects.get(token=token, author=by)
        Follow.objects.get_or_create(user=by, kind=kind, object_id=number)
        mentioned = [user for user in mentioned_people(text) if user.pk != by.pk and may_see(user)]
        facts = {"author": by.full_name, "object": _names(subject), "excerpt": _excerpt(text)}
        where = f"{address}#comment-{comment.pk}"
        told = {"subject": subject, "address": where, "at": at, "facts": facts}
        notify(event="comment.mentioned", key=str(comment.pk), people=mentioned, **told)
        concerned = (followers(subject) | set(answerable)) - {None, by.pk} - {user.pk for user in mentioned}
        others = User.objects.filter(pk__in=concerned, is_active=True)
        notify(event="comment.added", key=str(comment.pk), people=[user for user in others if may_see(user)], **told)
        audit.record(by=by, at=at, verb="comment.added", subjects=[subject], facts={"comment": comment.pk})
    return comment


def mentioned_people(text: str) -> list[User]:
    """The active people whose address begins with a handle of `text` (`@lea.martin` is lea.martin@…)."""
    handles = {handle.rstrip(".-").lower() for handle in HANDLE.findall(text)}
    if not handles:
        return []
    local_part = Lower(Substr("email", 1, StrIndex("email", models.Value("@")) - 1))
    return list(User.objects.annotate(handle=local_part).filter(handle__in=handles, is_active=True)[:20])


def comments_of(subject: models.Model, *, limit: int = 30, before: int | None = None) -> list[Comment]:
    """The latest comments about `subject`, newest first; `before` an id, to page on."""
    kind, number = identity(subject)
    said = Comment.objects.filter(kind=kind, object_id=number).select_related("author")
    if before:
        said = said.filter(pk__lt=before)
    return list(said[:limit])


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1]}…"


def _names(subject: models.Model) -> dict[str, str] | str:
    if hasattr(subject, "name_fr"):
        return {"fr": subject.name_fr, "en": subject.name_en}
    return {code: _name_in(code, subject) for code in ("fr", "en")}


def _name_in(code: str, subject: models.Model) -> str:
    with translation.override(code):
        return str(getattr(subject, "name", subject))
