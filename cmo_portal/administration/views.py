"""What administrators do to the portal as a whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cmo_portal.administration import queries
from cmo_portal.demo.removal import remove_demo
from foundation import formatting, toasts
from foundation.accounts.access import require_admin
from foundation.htmx import see_other


@require_http_methods(["GET", "POST"])
def demo_removal(request: HttpRequest) -> HttpResponse:
    """Ask once more, then remove the demo company; real work stays."""
    require_admin(request.user)
    if request.method == "GET":
        return render(request, "administration/demo_removal.html", {"has_demo": queries.has_demo()})
    rows = sum(remove_demo(by=request.user, at=timezone.now()).values())
    said = ngettext("%(rows)s row of the demo company was removed.", "%(rows)s rows of the demo company were removed.", rows)
    toasts.say(request, said % {"rows": formatting.number(rows)})
    return see_other(request, "home" if request.user.is_demo else "admin:index")
