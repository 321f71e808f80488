"""One address, two answers: the page, or the named part of it that htmx asked for.

Facts of htmx 4 this rests on: `HX-Target` is written `tag#id`; `HX-Request-Type` is `full` when the body or a selection
of the answer is wanted, else `partial`; every status but 204 and 304 is swapped, so an error must not answer with a page.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, gettext_noop

from foundation import toasts

UNPROCESSABLE, CONFLICT, SERVER_ERROR = 422, 409, 500
SWAPPED_AS_THEY_ARE = (UNPROCESSABLE, CONFLICT)
SAID = {
    403: gettext_noop("You may not do this, or the page is too old. Reload it, then try again."),
    404: gettext_noop("This no longer exists, or you may not see it. Reload the page."),
    409: gettext_noop("Somebody was faster: this was changed, or done already. Reload the page, then look at it again."),
    413: gettext_noop("The file is too large."),
    429: gettext_noop("Too many attempts. Wait a minute, then try again."),
}
FAILED = gettext_noop("The portal could not do this. Nothing was saved; try again in a moment.")
NOT_UNDERSTOOD = gettext_noop("The portal did not understand this request. Reload the page, then try again.")


def render_page(
    request: HttpRequest, template: str, part: str | Sequence[str], context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page `template`, or its partial `part` when htmx asks for a part.

    With several parts, the one whose name is the id of htmx's target answers, else the first.
    """
    parts = [part] if isinstance(part, str) else list(part)
    if not wants_part(request):
        return render(request, template, context, status=status)
    target = target_id(request)
    chosen = next((name for name in parts if name == target), parts[0])
    answer = render(request, f"{template}#{chosen}", context, status=status)
    answer.is_part = True
    return answer


def wants_part(request: HttpRequest) -> bool:
    """Does htmx ask for a part of the page? Not when it restores history or replaces the body."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted and htmx.request_type != "full"


def target_id(request: HttpRequest) -> str:
    """The id of the element htmx will swap, or an empty string."""
    return (request.htmx.target or "").rpartition("#")[2]


def see_other(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Go to another page after a form: a redirection, which htmx is told to follow as a page of its own."""
    address = resolve_url(to, *args, **kwargs)
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    answer = HttpResponseRedirect(address)
    answer.status_code = 303
    return answer


class FragmentMiddleware:
    """Whatever goes wrong, htmx gets a fragment: a toast, or the way to the login page; never a page inside a cell."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated and not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        if answer.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(answer, ["HX-Request"])
        if not getattr(request, "htmx", None) or answer.streaming:
            return answer
        return self._fragment(request, answer)

    def _fragment(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        if _goes_to_login(answer):
            return HttpResponse(headers={"HX-Redirect": _login_address(request, answer), "Cache-Control": "no-store"})
        is_part = getattr(answer, "is_part", False)
        is_mishap = getattr(answer, "is_mishap", False)
        if answer.status_code >= 400 and not is_part and (is_mishap or answer.status_code not in SWAPPED_AS_THEY_ARE):
            return _error_toast(request, answer.status_code)
        if is_part:
            answer["Cache-Control"] = "no-store"
            _append_messages(request, answer)
        return answer


def _goes_to_login(answer: HttpResponse) -> bool:
    return answer.status_code in (301, 302, 303) and urlsplit(answer.get("Location", "")).path == resolve_url(settings.LOGIN_URL)


def _login_address(request: HttpRequest, answer: HttpResponse) -> str:
    """The login page, which then leads back to the page the person was on (not to the part asked for), or to what they were sending."""
    if getattr(request, "words_are_kept", False):
        return answer["Location"]
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.htmx.current_url_abs_path or '/'})}"


def _error_toast(request: HttpRequest, status: int) -> HttpResponse:
    """The error as a toast, with a way to try again where that may help."""
    facts = {"level": "error", "text": _sentence(status), "retry": status >= SERVER_ERROR or status == 429}
    if status == 403:
        facts |= {"action_url": request.htmx.current_url_abs_path or "/", "action_label": gettext("Reload the page")}
    answer = HttpResponse(render_to_string("components/toast.html", facts, request), status=status)
    answer["HX-Retarget"], answer["HX-Reswap"], answer["HX-Reselect"] = "#toasts", "beforeend", ".toast-note"
    answer["HX-Push-Url"] = "false"
    answer["Cache-Control"] = "no-store"
    return answer


def _sentence(status: int) -> str:
    if status in SAID:
        return gettext(SAID[status])
    return gettext(FAILED if status >= SERVER_ERROR else NOT_UNDERSTOOD)


def _append_messages(request: HttpRequest, answer: HttpResponse) -> None:
    """What was said during the request arrives as toasts beside the part."""
    notes = [toasts.note(message) for message in messages.get_messages(request)]
    if notes:
        body = render_to_string("components/messages.html", {"notes": notes}, request)
        answer.content += f'<hx-partial hx-target="#toasts" hx-swap="beforeend">{body}</hx-partial>'.encode(answer.charset)
