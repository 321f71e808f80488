"""The home board: allowed, refused, part, page, filters, figures that add up, and a fixed number of queries."""

import os
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from cmo_portal.dashboards.personal import personal_home
from cmo_portal.dashboards.queries import home_board
from foundation.accounts.models import User
from foundation.history import supersede
from portfolio import charts
from portfolio.models import Project, ProjectContribution, RunFigure
from tests.dashboards.company import ENTERED, TODAY, Company

# What is drawn anew for each answer: tokens of forms.
DRAWN = re.compile(r'value="[\w-]{36,64}"|say-[\w-]{36}')
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#board"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args, **_kwargs: TODAY)


def page(client, address: str = "/", **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_executive_reads_the_verdict_first(company: Company, eva: User, signed_in) -> None:
    html = page(signed_in(eva))
    assert "The strategy moves forward (+4), the money does not follow: Digital journeys takes 60% of the budget and weighs 30%." in html
    assert "4 strategic projects · 3 scored · 1 without enough data (€1.0M) · 1 obligation apart" in html


def test_indices_add_up_from_projects_links_and_budgets(company: Company, eva: User, signed_in) -> None:
    """Money: O1 2.0 + 0.5 of the declared one whole = 3.0, O5 1.0 + 5.0 = 6.0, elsewhere 1.0; alignment (60·3 + 50·5 + 10·1) / 9."""
    board = signed_in(eva).get("/").context["board"]
    assert board.now.alignment == pytest.approx(440 / 9)
    assert board.before.alignment == pytest.approx((64 * 3 + 40 * 5 + 10) / 9)
    shares = {o.code: o.share for o in board.now.objectives}
    assert shares == pytest.approx({"O1": 0.3, "O5": 0.6, "O9": 0.0})
    assert board.now.elsewhere == 1_000_000
    assert board.now.spend_fit == pytest.approx(1 - 0.5 * (0.2 + 0.3 + 0.2 + 0.1))
    assert board.now.horizons == pytest.approx((5 / 9, 4 / 9, 0))
    assert board.now.totals.unscored_money == 1_000_000


def test_what_needs_somebody_is_named_with_its_owner(company: Company, eva: User, signed_in) -> None:
    needs = signed_in(eva).get("/").context["needs"]
    assert {(need.kind, need.title) for need in needs.first} == {
        ("needs_help", "Client 360"), ("orphan_objective", "O9 Equality and inclusion"), ("orphan", "Casque immersif"),
        ("validate", "Links to validate"),
    }  # fmt: skip
    assert needs.first[0].title == "Client 360"


def test_an_objective_is_served_by_links_that_count_whoever_may_see_their_project(company: Company, eva: User, otto: User) -> None:
    company.project("SECRET", unit="DCM", links={"O9": (1, "validated")}, confidential=True)
    orphans = lambda: [one.code for one in home_board(eva, QueryDict()).orphan_objectives]  # noqa: E731
    assert orphans() == ["O9"]
    made = company.project("NEW", unit="DCM", links={"O9": (1, "validated")})
    Project.objects.filter(pk=made.pk).update(status="not_started")
    assert orphans() == []
    company.objectives["O9"].owner = otto
    company.objectives["O9"].save()
    [link] = ProjectContribution.objects.filter(project=made)
    supersede(link, at=ENTERED, by=None, state="declared", level=Decimal(1), validated_level=Decimal("0.5"))
    assert (orphans(), [(one.served_by, one.waiting) for one in personal_home(otto, today=TODAY, back="/", currency="EUR").owned]) == (
        [],
        [(1, 1)],
    )
    year_later = supersede(ProjectContribution.objects.current().get(project=made), at=ENTERED, by=None, decided_on=date(2025, 7, 8))
    assert (orphans(), year_later.validated_level) == (["O9"], Decimal("0.5"))


def test_the_owner_of_a_need_is_named(company: Company, eva: User, signed_in) -> None:
    needs = signed_in(eva).get("/").context["needs"]
    assert needs.first[0].owner == "Lea Martin"
    assert needs.first[0].cause == "Declared on track or better than the figures, which say “Off track”."


def test_a_silent_project_is_named_after_the_days_of_grace(company: Company, eva: User, signed_in) -> None:
    company.project("LATE", unit="DCM", links={"O1": (1, "validated")}, due_on=date(2026, 5, 4), reported_on=date(2026, 4, 25))
    company.project("SOON", unit="DCM", links={"O1": (1, "validated")}, due_on=date(2026, 7, 6), reported_on=date(2026, 6, 1))
    needs = signed_in(eva).get("/").context["needs"]
    assert [(need.title, need.cause) for need in needs.first if need.kind == "outdated"] == [
        ("LATE", "74 days without a report; lead and sponsor were told, silence goes on.")
    ]


def test_a_filter_swaps_one_part_and_keeps_what_it_says(company: Company, eva: User, signed_in) -> None:
    part = page(signed_in(eva), "/?unit=DND", **HTMX)
    assert part.lstrip().startswith('<div id="board"')
    assert "<html" not in part
    assert "2 strategic projects" in part
    assert "Client 360" not in part


def test_the_part_is_what_the_page_holds(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    whole, part = page(client, "/?unit=DND"), page(client, "/?unit=DND", **HTMX)
    whole, part = (DRAWN.sub("", html) for html in (whole, part))
    start = whole.index('<div id="board"')
    assert whole[start : start + len(part.strip())] == part.strip()


def test_an_unknown_filter_falls_back_and_says_so(company: Company, eva: User, signed_in) -> None:
    html = page(signed_in(eva), "/?unit=<b>&as_of=tomorrow")
    assert "Unit “&lt;b&gt;”" in html
    assert "Date “tomorrow”" in html
    assert "4 strategic projects" in html


def test_obligations_are_a_class_of_their_own(company: Company, eva: User, signed_in) -> None:
    board = signed_in(eva).get("/?class=obligation").context["board"]
    assert board.now.totals.projects == 1


def test_a_unit_holds_its_sub_units(company: Company, eva: User, signed_in) -> None:
    company.unit("DND-1", "Plateformes", "Platforms", parent=company.units["DND"])
    company.project("SUB", unit="DND-1", links={"O1": (1, "validated")})
    assert signed_in(eva).get("/?unit=DND").context["board"].now.totals.projects == 3


def test_a_lead_sees_their_own_projects_only(company: Company, lea: User, signed_in) -> None:
    html = page(signed_in(lea))
    assert "Client 360" in html
    assert "ERP Horizon" not in html
    assert 'id="board"' not in html


def test_a_login_without_a_role_is_refused(company: Company, sam: User, signed_in) -> None:
    assert signed_in(sam).get("/").status_code == 403


def test_nobody_is_let_in_without_a_login(company: Company, client) -> None:
    assert client.get("/").status_code == 302


def test_a_confidential_project_is_left_out_and_said_so(company: Company, eva: User, lea: User, signed_in) -> None:
    company.project("SECRET", unit="DCM", links={"O1": (1, "validated")}, budget=9_000_000, lead=lea, confidential=True)
    html = page(signed_in(eva))
    assert "1 confidential project is not shown to you." in html
    assert "4 strategic projects" in html
    assert "SECRET" not in html


def test_an_amount_in_a_currency_without_rate_is_not_added(company: Company, eva: User, signed_in) -> None:
    from foundation.history import supersede
    from portfolio.models import BudgetLine

    line = BudgetLine.objects.get(project__code="ERP")
    supersede(line, at=line.recorded_at, by=None, currency="GBP")
    totals = signed_in(eva).get("/").context["board"].now.totals
    assert (totals.money, totals.undisclosed) == (5_000_000, 1)


def test_an_expired_link_gives_no_share(company: Company, eva: User, signed_in) -> None:
    from foundation.history import supersede

    link = ProjectContribution.objects.get(project__code="ERP")
    supersede(link, at=link.recorded_at, by=None, declared_on=date(2025, 1, 1), decided_on=date(2025, 1, 1))
    board = signed_in(eva).get("/").context["board"]
    assert board.now.elsewhere == 6_000_000


def test_figures_of_the_night_are_sent_as_they_are_unless_filtered(company: Company, eva: User, signed_in) -> None:
    kept = charts.horizons([0.9, 0.1, 0.0], [0.45, 0.35, 0.20])
    RunFigure.objects.create(run=company.runs[1], name="horizons", language="en", **kept.packed())
    client = signed_in(eva)
    assert client.get("/").context["shown"].horizons.sentence == "Short term: 90% of the money for 45% wanted."
    assert client.get("/?unit=DND").context["shown"].horizons.sentence != kept.sentence


def test_a_past_period_shows_its_own_run(company: Company, eva: User, signed_in) -> None:
    board = signed_in(eva).get(f"/?as_of={company.runs[0].as_of.isoformat()}").context["board"]
    assert board.run == company.runs[0]
    assert board.now.alignment == pytest.approx((64 * 3 + 40 * 5 + 10) / 9)
    assert board.before is None


def test_before_the_first_night_the_page_says_what_to_do(db: None, eva: User, signed_in) -> None:
    html = page(signed_in(eva))
    assert "The first board comes with the first night" in html
    assert "data-plot=" not in html


def test_the_board_speaks_french(company: Company, eva: User, signed_in) -> None:
    eva.language = "fr"
    eva.save()
    html = page(signed_in(eva, "fr"))
    assert "La stratégie avance (+4)" in html
    assert "Ce qui vous attend" in html


def test_the_number_of_queries_does_not_grow(company: Company, eva: User, signed_in) -> None:
    client = signed_in(eva)
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(40):
        company.project(f"N{number}", unit="DCM", links={"O1": (1, "validated")}, scores=(30.0 + number, 50.0), watermelon=number % 2 == 0)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few)
    assert len(many) <= 70  # 16 are sums that the night keeps for most boards, 4 what CSR says, 6 what suppliers and people say


def test_the_page_loads_neither_pandas_nor_plotly() -> None:
    code = "import django, sys; django.setup(); import cmo_portal.dashboards.views; "
    code += "assert not {'pandas', 'plotly', 'scipy'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | {"DJANGO_SETTINGS_MODULE": "cmo_portal.settings"})
