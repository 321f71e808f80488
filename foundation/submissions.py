"""Creating forms that may be sent twice (a double click, a lost answer): the second sending gets the answer of the first.

The form holds a token drawn when it was shown; the first sending keeps it in the transaction of its action.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import see_other
from foundation.models import Submission
from foundation.refusals import Refusal
from foundation.refused import add_errors

KEPT = timedelta(days=7)


class SentOnce(forms.Form):
    """A form that creates something; its template shows `{{ form.token }}`."""

    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    @property
    def answers(self) -> dict[str, Any]:
        """What was entered, field by field, without the token."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


def entered(
    request: HttpRequest, form: forms.Form, act: Callable[[], str], *, said: str = "", refused_at: str | None = None
) -> HttpResponse | None:
    """The way to the address that `act` answers for a form that is in order, however often it is sent; None: the form is to be shown.

    `said` is told there. What `act` refuses stands in the form, at its field `refused_at` or above it. An earlier answer counts before
    anything is checked: what it created may now stand in the form's way.
    """
    if not form.is_bound:
        return None
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    if not form.is_valid():
        return None
    try:
        address = once(request, form.cleaned_data.get("token"), timezone.now(), act)
    except Refusal as refusal:
        form.add_error(refused_at, in_words(refusal))
        return None
    except ValidationError as error:
        add_errors(form, error)
        return None
    if said:
        toasts.say(request, said)
    return see_other(request, address)


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
