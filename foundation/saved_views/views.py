"""Saving the view one has before one's eyes; opening, sharing, renaming and deleting views."""

from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation import toasts
from foundation.accounts.models import SavedView
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.saved_views import access, actions, queries
from foundation.saved_views.forms import NewViewForm, ViewForm

SALT = "saved-view"
DAY = 24 * 3600


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The views of the person, each with its link, its name to change and its deletion."""
    return _mine(request)


def _mine(request: HttpRequest, *, wrong: ViewForm | None = None, number: int | None = None) -> HttpResponse:
    host = f"{request.scheme}://{request.get_host()}"
    rows = [(kept, wrong if wrong and kept.view.pk == number else _form_of(kept.view)) for kept in queries.kept(request.user, host)]
    context: dict[str, Any] = {"rows": rows, "refused": wrong if number is None else None}
    return render_page(request, "saved_views/mine.html", "views", context, status=UNPROCESSABLE if wrong else 200)


def _form_of(view: SavedView) -> ViewForm:
    return ViewForm(initial={"name": view.name, "shared": view.shared}, auto_id=f"view-{view.pk}-%s")


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page one comes from; back to that page, where the view is now a tab."""
    form = NewViewForm(request.POST)
    if form.is_valid():
        try:
            view = actions.save_view(owner=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.ViewRefused as refusal:
            form.add_error(None, in_words(refusal))
        else:
            toasts.say(request, _("View “%(name)s” saved.") % {"name": view.name})
            return see_other(request, queries.href_of(view))
    return _mine(request, wrong=form)


@require_safe
def open_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The link that people hand on: leads to the list; a private view of somebody else says why it does not."""
    try:
        view = access.view_to_open(request.user, pk)
    except PermissionDenied as refusal:
        return render(request, "saved_views/private.html", {"reason": str(refusal)}, status=403)
    href = queries.href_of(view)
    if view.owner_id == request.user.pk:
        return HttpResponseRedirect(href)
    return HttpResponseRedirect(f"{href}{'&' if view.query else '?'}view={view.pk}")


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, share it or keep it to oneself again."""
    view = access.view_to_change(request.user, pk)
    form = ViewForm(request.POST, auto_id=f"view-{pk}-%s")
    if form.is_valid():
        try:
            actions.change_view(view=view, by=request.user, at=timezone.now(), **form.cleaned_data)
        except actions.ViewRefused as refusal:
            form.add_error("name", in_words(refusal))
        else:
            toasts.say(request, _("View “%(name)s” saved.") % {"name": form.cleaned_data["name"]})
            return see_other(request, "views:mine")
    return _mine(request, wrong=form, number=view.pk)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view; the toast brings it back."""
    view = access.view_to_change(request.user, pk)
    facts = {"page": view.page, "name": view.name, "query": view.query, "shared": view.shared}
    kept = signing.dumps(facts | {"owner": request.user.pk}, salt=SALT, compress=True)
    actions.delete_view(view=view, by=request.user, at=timezone.now())
    undo = reverse("views:bring_back", args=[kept])
    toasts.say(request, _("View “%(name)s” deleted.") % {"name": view.name}, undo_url=undo)
    return see_other(request, "views:mine")


@require_POST
def bring_back(request: HttpRequest, kept: str) -> HttpResponse:
    """Save a view that was deleted within the day once more; only the person who deleted it can."""
    try:
        facts = signing.loads(kept, salt=SALT, max_age=DAY)
    except signing.BadSignature:
        raise Http404 from None
    if facts.pop("owner") != request.user.pk:
        raise Http404
    try:
        actions.save_view(owner=request.user, at=timezone.now(), **facts)
    except actions.ViewRefused as refused:
        toasts.say(request, str(refused))
    else:
        toasts.say(request, _("View “%(name)s” is back.") % {"name": facts["name"]})
    return see_other(request, "views:mine")
