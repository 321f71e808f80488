"""Writing the quiz of a campaign."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from foundation import toasts
from foundation.editing import in_words
from foundation.htmx import UNPROCESSABLE, render_page, see_other
from foundation.refusals import Refusal
from rse import access
from rse.actions.quiz import set_quiz
from rse.forms.quiz import QuizForm
from rse.views.frame import framed


@require_http_methods(["GET", "POST"])
def quiz(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of the quiz; written until somebody takes it."""
    campaign = access.campaign_to_run(request.user, code)
    questions = list(campaign.questions.all())
    form = QuizForm(request.POST or None, questions=questions)
    if form.is_bound and form.is_valid():
        try:
            set_quiz(campaign=campaign, questions=form.questions, by=request.user, at=timezone.now())
            toasts.say(request, gettext("Quiz saved: it is offered to whoever signs in."))
            return see_other(request, "rse:campaign", code)
        except Refusal as refusal:
            form.add_error(None, in_words(refusal))
    back = reverse("rse:campaign", args=[code])
    way = ((_("Campaigns"), reverse("rse:campaigns")), (campaign.name, back), (_("Quiz"), ""))
    seen = {"campaign": campaign, "questions": questions, "taken": campaign.takes.exists(), "back": back}
    context = framed(request, *way, current="campaigns", form=form, **seen)
    return render_page(request, "rse/quiz.html", "quiz-form", context, status=UNPROCESSABLE if form.is_bound else 200)
