"""My projects."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.htmx import render_page
from portfolio import access
from portfolio.alignment.explain import published_run
from portfolio.queries.mine import mine


@require_safe
def my_projects(request: HttpRequest) -> HttpResponse:
    """The projects that name the person who asks; nobody else's."""
    run = published_run()
    found = mine(request.user, run.pk if run else None)
    groups = [("led", found.led), ("sponsored", found.sponsored), ("joined", found.joined)]
    context = {
        "groups": [(name, rows) for name, rows in groups if rows],
        "refused": found.refused,
        "run": run,
        "today": timezone.localdate(),
        "can_create": access.can_create(request.user),
    }
    return render_page(request, "portfolio/my_projects.html", "my-projects", context)
