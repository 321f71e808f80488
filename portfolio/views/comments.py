"""What people say about a project."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.htmx import UNPROCESSABLE, render_page, see_other, wants_part
from foundation.notifications.comments import add_comment, comments_of
from foundation.notifications.forms import CommentForm
from portfolio import access
from portfolio.models import Project
from portfolio.views.project_page import frame

PAGE = 30


@require_http_methods(["GET", "POST"])
def comments(request: HttpRequest, code: str) -> HttpResponse:
    """Read and add comments; whoever sees the project may speak."""
    project = access.project_to_see(request.user, code)
    form = CommentForm(request.POST or None, initial={"token": uuid4()})
    if request.method == "POST" and form.is_valid():
        add_comment(
            subject=project, by=request.user, at=timezone.now(), address=reverse("portfolio:comments", args=[code]),
            may_see=lambda user: access.sees(user, project), **form.cleaned_data,
        )  # fmt: skip
        if not wants_part(request):
            return see_other(request, "portfolio:comments", code)
        form = CommentForm(initial={"token": uuid4()})
    context = frame(request, project, "comments") | said(request, project, form)
    return render_page(request, "portfolio/comments.html", "comments", context, status=UNPROCESSABLE if form.errors else 200)


def said(request: HttpRequest, project: Project, form: CommentForm) -> dict[str, object]:
    """What the list of comments shows."""
    before = request.GET.get("before", "")
    found = comments_of(project, limit=PAGE + 1, before=int(before) if before.isdecimal() else None)
    return {
        "comments": found[:PAGE],
        "older_comments": found[PAGE - 1].pk if len(found) > PAGE else None,
        "comment_form": form,
        "comment_address": reverse("portfolio:comments", args=[project.code]),
    }
