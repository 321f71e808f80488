"""Declaring and withdrawing causes and effects."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation import toasts
from foundation.editing import Attempt, attempt
from foundation.history import ChangedMeanwhile
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.submissions import earlier_answer
from strategy import access, actions
from strategy.forms.causes import CauseForm
from strategy.models import StrategicPlan
from strategy.views.frame import framed
from strategy.views.saving import created


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link of the plan; `?cause=` and `?effect=` say where it was asked for."""
    plan = access.plan_to_link(request.user, pk)
    if earlier := earlier_answer(request):
        return see_other(request, earlier)
    asked = {name: value for name in ("cause", "effect") if (value := request.GET.get(name, "")).isdecimal()}
    form = CauseForm(request.POST or None, plan=plan, initial=asked)
    if form.is_bound and form.is_valid() and not access.may_link(request.user, form.cleaned_data["cause"], form.cleaned_data["effect"]):
        form.add_error(None, gettext("One of the two must be an objective you answer for."))
    if not form.is_bound or form.errors:
        return _form_page(request, plan, form, Attempt(False, UNPROCESSABLE if form.is_bound else 200))

    def act() -> str:
        actions.declare_cause(by=request.user, at=timezone.now(), **form.facts)
        return f"{reverse('strategy:map')}?plan={plan.pk}"

    return created(request, form, act, lambda tried: _form_page(request, plan, form, tried), gettext("Link declared."))


def _form_page(request: HttpRequest, plan: StrategicPlan, form: CauseForm, tried: Attempt) -> HttpResponse:
    map_address = f"{reverse('strategy:map')}?plan={plan.pk}"
    context = framed(request, plan, (_("Strategy map"), map_address), (_("New link"), ""), form=form, map_address=map_address)
    return render_page(request, "strategy/cause_form.html", "cause-form", context, status=tried.status)


@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a link back; the toast brings it again."""
    link = access.link_to_change(request.user, key)
    try:
        actions.withdraw_cause(link=link, by=request.user, at=timezone.now())
    except ChangedMeanwhile:
        toasts.say(request, gettext("Somebody else has just changed it: look again."), level="error")
    else:
        undo = reverse("strategy:cause_again", args=[link.cause_id, link.effect_id])
        toasts.say(request, gettext("Link withdrawn."), undo_url=undo)
    return see_other(request, f"{reverse('strategy:map')}?plan={link.cause.plan_id}")


@require_POST
def again(request: HttpRequest, cause: int, effect: int) -> HttpResponse:
    """Declare a withdrawn link once more, in the words it had."""
    link = access.withdrawn_link(request.user, cause, effect)
    words = {"because_fr": link.because_fr, "because_en": link.because_en}
    form = CauseForm({}, plan=link.cause.plan)
    form.is_valid()
    tried = attempt(form, lambda: actions.declare_cause(cause=link.cause, effect=link.effect, by=request.user, at=timezone.now(), **words))
    if tried.done:
        toasts.say(request, gettext("Link declared."))
    else:
        toasts.say(request, " ".join(map(str, form.non_field_errors())), level="error")
    return see_other(request, f"{reverse('strategy:map')}?plan={link.cause.plan_id}")
