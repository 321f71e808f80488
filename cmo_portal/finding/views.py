"""The palette, as a page and as a part."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cmo_portal.finding import queries
from foundation.htmx import render_page

LONGEST = 100


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """What `q` finds for the person who asks."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    return render_page(request, "finding/find.html", "found", {"text": text, "groups": queries.find(request.user, text)})
