"""Creating something once, however often its form is sent."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse

from foundation.editing import Attempt
from foundation.htmx import UNPROCESSABLE
from foundation.submissions import entered


def created(
    request: HttpRequest, form: forms.Form, act: Callable[[], str], again: Callable[[Attempt], HttpResponse], said: str
) -> HttpResponse:
    """Do `act` and go to the address it gives, saying `said`; where it is refused, show the form `again`."""
    return entered(request, form, act, said=said) or again(Attempt(False, UNPROCESSABLE))
