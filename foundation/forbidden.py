"""The page that refuses: it says why, and gives back the words that were sent, so that a right lost meanwhile costs no text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GIVEN_BACK = 20


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason of the door and the texts of the form."""
    return render(request, "403.html", {"reason": str(exception or ""), "words": words_sent(request)}, status=403)


def words_sent(request: HttpRequest) -> list[str]:
    """The values of several words that a form sent; never one that asks for a password."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    values = [value for name, many in request.POST.lists() if name != "csrfmiddlewaretoken" for value in many]
    return [value for value in values if len(value.split()) > 1][:GIVEN_BACK]
