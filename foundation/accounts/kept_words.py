"""What somebody was sending when their session had ended: kept until they have signed in again, then theirs to send or to let go.

It lies in the browser's new session, on the server. A signed cookie remembers who was signed in here last: whoever else signs in
on this browser is not shown it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

KEPT_FOR = timedelta(hours=1)
LONGEST = 200_000  # characters; more is a file or an attack, not something typed
LAST_PERSON, A_MONTH = "last_person", 30 * 24 * 3600
IN_SESSION = "kept_words"
NOT_WORDS = ("csrfmiddlewaretoken",)
SECRET = "password"  # noqa: S105  a form that asks for one is never kept


@dataclass(frozen=True)
class KeptWords:
    """A form that was sent too late: its address, the page it stood on and its fields."""

    address: str
    page: str
    fields: list[tuple[str, list[str]]]

    @property
    def texts(self) -> list[str]:
        """What a person recognises as their own words: values of several words."""
        return [value for _name, values in self.fields for value in values if len(value.split()) > 1]


class SignInMiddleware(LoginRequiredMiddleware):
    """Demands a login of every view that does not say it needs none, and keeps what was sent without one."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        if request.method == "POST" and keep(request, at=timezone.now()):
            request.words_are_kept = True
            return redirect_to_login(reverse("accounts:kept_words"), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Remember in the browser who is signed in, where that was looked at anyway."""
        if _signed_in(request) and last_person(request) != request.user.pk:
            mark = signing.dumps(request.user.pk, salt=LAST_PERSON)
            response.set_cookie(LAST_PERSON, mark, max_age=A_MONTH, httponly=True, samesite="Lax", secure=request.is_secure())
        return response


def _signed_in(request: HttpRequest) -> bool:
    """Whether somebody is; an address that never looked at the session is not made to."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and request.user.is_authenticated


def last_person(request: HttpRequest) -> int | None:
    """The number of who was signed in last on this browser."""
    try:
        return signing.loads(request.COOKIES.get(LAST_PERSON, ""), salt=LAST_PERSON, max_age=A_MONTH)
    except signing.BadSignature:
        return None


def keep(request: HttpRequest, *, at: datetime) -> bool:
    """Keep what `request` sends for the person who was signed in here last; false when there is nobody, or nothing to keep."""
    person = last_person(request)
    fields = [(name, values) for name, values in request.POST.lists() if name not in NOT_WORDS]
    size = sum(len(name) + len(value) for name, values in fields for value in values)
    if person is None or not fields or size > LONGEST or any(SECRET in name for name, _values in fields):
        return False
    address = request.get_full_path()
    page = request.htmx.current_url_abs_path if request.htmx else ""
    kept = {"person": person, "at": at.isoformat(), "address": address, "page": page or address, "fields": fields}
    request.session[IN_SESSION] = kept
    return True


def kept_words(request: HttpRequest, *, at: datetime) -> KeptWords | None:
    """What was kept for the signed-in person; None when nothing was, or too long ago, or for somebody else."""
    kept = request.session.get(IN_SESSION)
    if not kept or kept["person"] != request.user.pk or at - datetime.fromisoformat(kept["at"]) > KEPT_FOR:
        return None
    return KeptWords(kept["address"], kept["page"], [(name, values) for name, values in kept["fields"]])


def let_go(request: HttpRequest) -> None:
    """Forget what was kept."""
    request.session.pop(IN_SESSION, None)
