"""Confidential alerts: told and followed without a login, read by the people named; everybody else finds nothing."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import throttling, toasts
from foundation.audit.queries import trail
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from rse import access
from rse.actions import alerts as actions
from rse.forms.alerts import AlertForm, CodeForm, MessageForm, ReaderForm, StateForm
from rse.models import Alert, AlertRecipient
from rse.views.suppliers import of_suppliers

OPENINGS = 100
MOST, A_WHILE = 20, 3_600  # from one place in an hour: a whole factory may stand behind one address


@login_not_required
@never_cache
@sensitive_post_parameters("text", "about")
@require_http_methods(["GET", "POST"])
def alert_new(request: HttpRequest) -> HttpResponse:
    """Tell an alert, with or without a login; the answer shows the code once."""
    form = AlertForm(request.POST or None, signed_in=request.user.is_authenticated)
    if form.is_bound and form.is_valid():
        if throttling.too_many(request, "alert", most=MOST, seconds=A_WHILE, at=timezone.now()):
            return throttling.refusal(request)
        facts = {name: form.cleaned_data[name] for name in ("key", "subject", "about", "text")}
        reporter = request.user if form.cleaned_data.get("named") else None
        try:
            _alert, code = actions.file_alert(reporter=reporter, at=timezone.now(), **facts)
            return render(request, "rse/alert_received.html", {"code": code})
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
    return render(request, "rse/alert_new.html", {"form": form}, status=UNPROCESSABLE if form.is_bound else 200)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def alert_follow(request: HttpRequest) -> HttpResponse:
    """How far an alert is, for who has its code; a message may be added. The code is never part of an address."""
    form = CodeForm(request.POST or None)
    alert = None
    if form.is_bound and form.is_valid():
        if throttling.too_many(request, "alert-follow", most=MOST, seconds=A_WHILE, at=timezone.now()):
            return throttling.refusal(request)
        alert = Alert.objects.filter(code_hash=actions.hash_of(form.cleaned_data["code"])).first()
        if alert is None:
            form.add_error("code", gettext("No alert has this code: check each letter."))
        elif text := request.POST.get("text", "").strip()[:10_000]:
            actions.answer_alert(alert=alert, text=text, by=None, at=timezone.now())
    context = {"form": form, "alert": alert, "messages_told": alert.messages.all() if alert else [], "message": MessageForm()}
    return render(request, "rse/alert_follow.html", context, status=UNPROCESSABLE if form.errors else 200)


@never_cache
@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts one is named to read; whoever reads none finds no such page."""
    rows = access.alerts_to_read(request.user)
    context = of_suppliers(request, (_("Alerts"), ""), part="alerts", rows=rows)
    return render_page(request, "rse/alerts.html", "alert-list", context)


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "POST"])
def alert(request: HttpRequest, key: UUID) -> HttpResponse:
    """One alert with its messages; opening it goes on record. A POST answers, moves it or names one more reader."""
    found = access.alert_to_read(request.user, key)
    forms = {"message": MessageForm(), "state": StateForm(initial={"state": found.state}), "reader": ReaderForm()}
    if request.method == "POST":
        if _done(request, found, forms):
            return see_other(request, "rse:alert", key)
        status = UNPROCESSABLE
    else:
        actions.open_alert(alert=found, by=request.user, at=timezone.now())
        status = 200
    context = of_suppliers(
        request,
        (_("Alerts"), ""),
        part="alerts",
        alert=found,
        forms=forms,
        messages_told=found.messages.select_related("by"),
        readers=found.readers.select_related("user"),
        entries=trail(found, limit=OPENINGS),
    )
    return render_page(request, "rse/alert.html", "alert", context, status=status)


def _done(request: HttpRequest, found: Alert, forms: dict[str, Any]) -> bool:
    """Do what was asked; false leaves the form that says what is wrong in `forms`."""
    kinds = {"message": MessageForm, "state": StateForm, "reader": ReaderForm}
    name = request.POST.get("do", "")
    name = name if name in kinds else "message"
    form = forms[name] = kinds[name](request.POST)
    if not form.is_valid():
        return False
    facts = {"alert": found, "by": request.user, "at": timezone.now()}
    if name == "message":
        actions.answer_alert(text=form.cleaned_data["text"], **facts)
        toasts.say(request, gettext("Sent: the reporter reads it with their code."))
    elif name == "state":
        actions.move_alert(state=form.cleaned_data["state"], **facts)
    else:
        actions.name_reader(reader=form.cleaned_data["person"], **facts)
        toasts.say(request, gettext("One more person reads this alert."))
    return True


@require_http_methods(["GET", "POST"])
def alert_recipients(request: HttpRequest) -> HttpResponse:
    """Who is named as a reader of new alerts; the CMO and administrators say so, which opens no alert to them."""
    access.recipients_door(request.user)
    form = ReaderForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.name_recipient(person=form.cleaned_data["person"], by=request.user, at=timezone.now())
        toasts.say(request, gettext("From now on new alerts name this person."))
        return see_other(request, "rse:alert_recipients")
    rows = AlertRecipient.objects.filter(until__isnull=True).select_related("user")
    context = of_suppliers(request, (_("Recipients of alerts"), ""), form=form, rows=rows)
    return render_page(request, "rse/alert_recipients.html", "recipients", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
def alert_relieve(request: HttpRequest, number: int) -> HttpResponse:
    """New alerts no longer name this person."""
    access.recipients_door(request.user)
    actions.relieve_recipient(recipient=get_object_or_404(AlertRecipient, pk=number, until=None), by=request.user, at=timezone.now())
    toasts.say(request, gettext("New alerts no longer name this person."))
    return see_other(request, "rse:alert_recipients")
