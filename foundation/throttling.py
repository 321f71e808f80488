"""How often an address without a login may be used from one place; counted in the cache that outlives the broker."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_MANY_REQUESTS = 429


def too_many(request: HttpRequest, what: str, *, most: int, seconds: int, at: datetime) -> bool:
    """Count one use of `what` from the reader's address; whether it is more than `most` in a window of `seconds`."""
    window = int(at.timestamp()) // seconds
    key = f"throttle:{what}:{get_adapter().get_client_ip(request)}:{window}"
    if cache.add(key, 1, timeout=2 * seconds):
        return False
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ended between the two questions
        return False


def refusal(request: HttpRequest) -> HttpResponse:
    """The page that says to wait a little."""
    return render(request, "429.html", status=TOO_MANY_REQUESTS)
