"""The tray, the preferences, following and muting."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation import toasts
from foundation.asked import whole_number
from foundation.htmx import render_page, see_other, wants_part
from foundation.notifications import actions, queries, subjects
from foundation.notifications.forms import PreferencesForm
from foundation.notifications.models import Notification

PAGE = 30


@require_GET
def tray(request: HttpRequest) -> HttpResponse:
    """The notices of the person who asks, newest first."""
    before = request.GET.get("before", "")
    notices = queries.tray(request.user, limit=PAGE + 1, before=whole_number(before))
    context = {
        "notices": notices[:PAGE],
        "older": notices[PAGE - 1].id if len(notices) > PAGE else None,
        "unread": queries.unread_count(request.user),
    }
    return render_page(request, "notifications/tray.html", "tray", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice (`notice`), or all of them, as read; leads to the notice's page when `open` is asked."""
    asked = request.POST.get("notice", "")
    number = whole_number(asked)
    if asked and number is None:
        raise Http404
    ids = None if number is None else [number]
    notice = get_object_or_404(Notification, pk=ids[0], user=request.user) if ids else None
    actions.mark_read(user=request.user, at=timezone.now(), ids=ids)
    return see_other(request, notice.address if notice and "open" in request.POST else "notifications:tray")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person wants to hear of each event."""
    wishes = queries.wishes(request.user)
    form = PreferencesForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        actions.choose(user=request.user, choices=form.choices())
        toasts.say(request, gettext("Your preferences are saved."))
        return see_other(request, "notifications:preferences")
    return render_page(request, "notifications/preferences.html", "preferences", {"form": form}, status=422 if form.errors else 200)


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow an object, mute it, or neither; answers the control with its new state."""
    subject = subjects.subject_to_follow(request.user, request.POST.get("kind", ""), request.POST.get("number", ""))
    match request.POST.get("choice"):
        case queries.FOLLOWS:
            actions.follow(user=request.user, subject=subject)
        case queries.MUTED:
            actions.follow(user=request.user, subject=subject, muted=True)
        case _:
            actions.unfollow(user=request.user, subject=subject)
    if wants_part(request):
        return render_page(request, "notifications/following.html", "watch", {"watch": queries.watch(request.user, subject)})
    return see_other(request, "notifications:following" if request.POST.get("on") == "list" else subject.get_absolute_url())


@require_GET
def following(request: HttpRequest) -> HttpResponse:
    """What the person follows and mutes, to change it."""
    return render_page(request, "notifications/following.html", "following", {"watched": queries.watched(request.user)})
