"""What people say about an objective."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.htmx import UNPROCESSABLE, render_page, see_other, wants_part
from foundation.notifications import talk
from strategy import access
from strategy.views.frame import framed


@require_http_methods(["GET", "POST"])
def objective_comments(request: HttpRequest, pk: int) -> HttpResponse:
    """Read and add comments; whoever sees the objective may speak, its owner is told."""
    found = access.objective_to_see(request.user, pk)
    address, form = reverse("strategy:objective_comments", args=[pk]), None
    if request.method == "POST":

        def may_see(user: object) -> bool:
            return access.objectives_visible_to(user).filter(pk=pk).exists()

        form = talk.speak(request, found, address=address, may_see=may_see, answerable=[found.owner_id])
        if form.is_valid() and not wants_part(request):
            return see_other(request, address)
    wrong = form is not None and not form.is_valid()
    context = framed(request, found.plan, (found.name, found.get_absolute_url()), objective=found)
    context |= talk.said(request, found, address=address, form=form if wrong else None)
    return render_page(request, "strategy/comments.html", "comments", context, status=UNPROCESSABLE if wrong else 200)
