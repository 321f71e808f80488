"""Creating forms that may be sent twice (a double click, a lost answer): the second sending gets the answer of the first.

The form holds a token drawn when it was shown; the first sending keeps it in the transaction of its action.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from foundation.models import Submission

KEPT = timedelta(days=7)


class SentOnce(forms.Form):
    """A form that creates something; its template shows `{{ form.token }}`."""

    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


def once(request: HttpRequest, token: uuid.UUID | None, at: datetime, act: Callable[[], str]) -> str:
    """Do `act` in one transaction and return the address it answers; for a token already answered, only that address."""
    if token is None:
        with transaction.atomic():
            return act()
    if earlier := answer_to(request, token):
        return earlier
    try:
        with transaction.atomic():
            Submission.objects.filter(at__lt=at - KEPT).delete()
            # The row comes first: a second sending waits here until the first is committed.
            claim = Submission.objects.create(token=token, by=request.user, at=at)
            claim.answer = act()
            claim.save(update_fields=["answer"])
            return claim.answer
    except IntegrityError:
        if earlier := answer_to(request, token):
            return earlier
        raise


def answer_to(request: HttpRequest, token: uuid.UUID | None) -> str:
    """The address with which the form of `token` was already answered to this person, or an empty string."""
    return Submission.objects.filter(token=token, by=request.user).values_list("answer", flat=True).first() or "" if token else ""


def earlier_answer(request: HttpRequest) -> str:
    """The address with which this very form was already answered; ask before validating, what it created may now stand in its way."""
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return ""
    return answer_to(request, token)
