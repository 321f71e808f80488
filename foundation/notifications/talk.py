"""Speaking about an object and following it, the same on every page that offers it."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from foundation.accounts.models import User
from foundation.asked import whole_number
from foundation.notifications.comments import add_comment, comments_of
from foundation.notifications.forms import CommentForm
from foundation.notifications.queries import watch

PAGE = 30


def said(request: HttpRequest, subject: models.Model, *, address: str, form: CommentForm | None = None) -> dict[str, object]:
    """What `notifications/_comments.html` shows: the comments, the form, and how the reader stands to the object."""
    before = request.GET.get("before", "")
    found = comments_of(subject, limit=PAGE + 1, before=whole_number(before))
    return {
        "comments": found[:PAGE],
        "older_comments": found[PAGE - 1].pk if len(found) > PAGE else None,
        "comment_form": form or CommentForm(initial={"token": uuid4()}),
        "comment_address": address,
        "watch": watch(request.user, subject),
    }


def speak(
    request: HttpRequest, subject: models.Model, *, address: str, may_see: Callable[[User], bool], answerable: Iterable[int | None] = ()
) -> CommentForm:
    """Add the comment that was sent; the form is bound, with its errors, where it was not."""
    form = CommentForm(request.POST)
    if form.is_valid():
        facts = {"address": address, "may_see": may_see, "answerable": answerable, **form.cleaned_data}
        add_comment(subject=subject, by=request.user, at=timezone.now(), **facts)
    return form
