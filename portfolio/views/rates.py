"""The exchange rates between the currencies of the portfolios and of the plan."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from foundation.htmx import UNPROCESSABLE, render_page
from foundation.paging import page_of
from foundation.submissions import entered
from portfolio import access
from portfolio.actions.finance import set_rate
from portfolio.forms.rates import RateForm
from portfolio.models import ExchangeRate


@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """The rates in force, and the form that adds one; a rate of the same day is replaced and stays readable."""
    access.rate_keeper(request.user)
    form = RateForm(request.POST or None)

    def act() -> str:
        set_rate(by=request.user, at=timezone.now(), **form.answers)
        return reverse("portfolio:rates")

    if done := entered(request, form, act):
        return done
    rows = ExchangeRate.objects.current().select_related("recorded_by").order_by("from_currency", "to_currency", "-on")
    context = {"rates": page_of(request, rows), "form": form}
    return render_page(request, "portfolio/rates.html", "rates", context, status=UNPROCESSABLE if form.errors else 200)
