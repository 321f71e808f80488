"""Creating something once, however often its form is sent."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from foundation import toasts
from foundation.editing import Attempt, attempt
from foundation.htmx import see_other
from foundation.submissions import once


def created(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[], str], again: Callable[[Attempt], HttpResponse], said: str
) -> HttpResponse:
    """Do `act` and go to the address it gives, saying `said`; where it is refused, show the form `again`."""
    address: list[str] = []
    tried = attempt(form, lambda: address.append(once(request, form.cleaned_data["token"], timezone.now(), act)))
    if not tried.done:
        return again(tried)
    toasts.say(request, said)
    return see_other(request, address[0])
