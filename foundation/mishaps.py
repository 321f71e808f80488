"""What goes wrong between a good request and its answer, told as what it is instead of "server error".

Somebody was faster (409), the request holds what no column can (400), the database is away or too busy (503).
"""

import logging
import sys
from collections.abc import Callable

from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as plain_server_error
from psycopg.errors import UniqueViolation

from foundation.history import ChangedMeanwhile
from foundation.versions import EditedMeanwhile

BAD_REQUEST, CONFLICT, AWAY = 400, 409, 503
RETRY_AFTER = 5  # seconds
PROGRAMS = "/api/"
SAID = {
    BAD_REQUEST: ("not_storable", "The request holds a text or a number that cannot be stored: NUL, half of a letter, too many digits."),
    CONFLICT: ("changed_meanwhile", "Somebody changed this at the same time; nothing was recorded: read it again, then send it again."),
    AWAY: ("away", "The database is away or busy; nothing was recorded: send the same request again in a few seconds."),
}
log = logging.getLogger(__name__)


class MishapMiddleware:
    """Stands next to the views: what they raise without catching it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a known mishap; None lets the others be."""
        status = status_of(exception)
        if status is None:
            return None
        log.warning("%s %s answered %s", request.method, request.path, status, exc_info=exception, extra={"request": request})
        return told(request, status)


def status_of(exception: BaseException | None) -> int | None:
    """The status that says what happened, for the mishaps that have one."""
    match exception:
        case ChangedMeanwhile() | EditedMeanwhile():
            return CONFLICT
        case IntegrityError():  # two did the same at once; any other broken rule is a fault of ours
            return CONFLICT if isinstance(exception.__cause__, UniqueViolation) else None
        case DataError() | UnicodeEncodeError():  # NUL, half a letter, a number beyond every column
            return BAD_REQUEST
        case OperationalError() | InterfaceError():
            return AWAY
    return None


def told(request: HttpRequest, status: int) -> HttpResponse:
    """The page that says it (without the database where that is away); programs get JSON, htmx the sentence as a toast."""
    if request.path.startswith(PROGRAMS):
        code, message = SAID[status]
        answer: HttpResponse = JsonResponse({"error": code, "message": message}, status=status)
    else:
        text = render_to_string(f"{status}.html", request=None if status == AWAY else request)
        answer = HttpResponse(text, status=status)
    if status == AWAY:
        answer["Retry-After"] = str(RETRY_AFTER)
    answer.is_mishap = True
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """What is answered when nothing else could be: 503 where the database is away even for the session, else 500."""
    return told(request, AWAY) if status_of(sys.exc_info()[1]) == AWAY else plain_server_error(request)
