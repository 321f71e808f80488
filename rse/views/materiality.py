"""The materiality assessment: matrix, topics, ratings, versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from foundation.submissions import entered
from rse import access
from rse.actions import materiality as actions
from rse.charts.materiality import matrix
from rse.forms.materiality import ForceForm, IroForm, RatingForm
from rse.models import Iro, MaterialityAssessment
from rse.queries import materiality as queries
from rse.views.frame import framed


@require_safe
def materiality(request: HttpRequest) -> HttpResponse:
    """The version in force, else the newest; `?version=` shows another."""
    access.reader(request.user)
    today = timezone.localdate()
    versions = list(MaterialityAssessment.objects.all())
    asked = next((one for one in versions if str(one.number) == request.GET.get("version")), None)
    in_force = queries.in_force(as_of=today, cut_off=timezone.now())
    shown = asked or in_force or (versions[0] if versions else None)
    context = {"versions": versions, "shown": shown, "in_force": in_force}
    if shown:
        lines = queries.topic_lines(shown)
        context |= {
            "lines": lines,
            "figure": matrix(shown, lines),
            "weights": queries.theme_weights(shown),
            "flips": [line.theme.name for line in lines if line.flips],
            "is_draft": shown.state == "draft",
            "force": ForceForm(today=today),
        }
    return render_page(
        request, "rse/materiality.html", "materiality", framed(request, (_("Materiality"), ""), current="materiality", **context)
    )


def _at(number: int) -> str:
    return f"{reverse('rse:materiality')}?version={number}"


@require_POST
def materiality_new(request: HttpRequest) -> HttpResponse:
    """Begin a new version from the last one."""
    access.steerer(request.user)
    year = timezone.localdate().year
    names = {"name_fr": f"Analyse de matérialité {year}", "name_en": f"Materiality assessment {year}"}
    draft = actions.draft_assessment(by=request.user, at=timezone.now(), **names)
    toasts.say(request, gettext("New version begun: rate what changed, then put it into force."))
    return see_other(request, _at(draft.number))


@require_http_methods(["GET", "POST"])
def iro_new(request: HttpRequest, number: int) -> HttpResponse:
    """Name an impact, a risk or an opportunity."""
    assessment = access.assessment_to_rate(request.user, number)
    form = IroForm(request.POST or None)

    def act() -> str:
        iro = actions.add_iro(assessment=assessment, by=request.user, at=timezone.now(), **form.answers)
        return reverse("rse:rate", args=[number, iro.pk])

    if done := entered(request, form, act):
        return done
    way = ((_("Materiality"), _at(number)), (_("New entry"), ""))
    context = framed(request, *way, current="materiality", form=form, title=_("New entry"), back=_at(number))
    return render_page(request, "rse/materiality_form.html", "materiality-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, number: int, iro: int) -> HttpResponse:
    """Rate an entry in one's own name."""
    assessment = access.assessment_to_rate(request.user, number)
    entry = get_object_or_404(Iro.objects.select_related("topic", "assessment"), assessment=assessment, pk=iro)
    form = RatingForm(request.POST or None, iro=entry, initial=queries.rating_of(entry, request.user))
    if form.is_bound and form.is_valid():
        try:
            actions.rate(iro=entry, rater=request.user, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
        else:
            toasts.say(request, gettext("Rating saved."))
            return see_other(request, _at(number))
    way = ((_("Materiality"), _at(number)), (entry.name, ""))
    context = framed(request, *way, current="materiality", form=form, title=entry.name, back=_at(number))
    return render_page(request, "rse/materiality_form.html", "materiality-form", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
def materiality_force(request: HttpRequest, number: int) -> HttpResponse:
    """Put a version into force."""
    assessment = access.assessment_to_rate(request.user, number)
    form = ForceForm(request.POST, today=timezone.localdate())
    try:
        if form.is_valid():
            actions.put_in_force(assessment=assessment, by=request.user, at=timezone.now(), since=form.cleaned_data["since"])
            toasts.say(request, gettext("In force: the next night weighs the themes anew."))
        else:
            toasts.say(request, gettext("Write the day from which it holds."), level="error")
    except Refusal as refusal:
        toasts.say(request, in_words(refusal), level="error")
    return see_other(request, _at(number))
