from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import OrganisationUnit, User
from portfolio.actions.members import set_member
from portfolio.actions.projects import create_project
from portfolio.models import Project, ProjectMember, ProjectSummary
from portfolio.queries.load import team_page
from tests.conftest import START, person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def second(lea, at):
    return create_project(by=None, at=at, code="ERP", name_fr="ERP", name_en="ERP", lead=lea)


def put(project, user, share, at):
    set_member(project=project, user=user, share=Decimal(share), by=None, at=at)


def test_overload_shows_to_the_lead_of_the_projects(signed_in, project, second, lea, sam, otto, at):
    put(project, sam, "0.7", at)
    put(second, sam, "0.4", at)
    put(second, otto, "1", at)
    page = signed_in(lea).get(reverse("portfolio:my_team"))
    assert [(load.person, load.total) for load in page.context["page"].people] == [(sam, Decimal("1.1")), (otto, Decimal(1))]
    text = page.content.decode()
    assert "110%" in text
    assert text.count("too much") == 1
    over = signed_in(lea).get(reverse("portfolio:my_team"), {"over": "1"}).context["page"].people
    assert [load.person for load in over] == [sam]


def test_paused_and_closed_projects_weigh_nothing(project, lea, sam, at):
    put(project, sam, "0.7", at)
    Project.objects.update(status="paused")
    assert team_page(lea, on=TODAY).people == []


def test_other_projects_are_added_up_without_their_name(signed_in, project, lea, sam, at):
    put(project, sam, "0.7", at)
    other = create_project(by=None, at=at, code="SEC", name_fr="Nuit", name_en="Night")
    put(other, sam, "0.5", at)
    page = signed_in(lea).get(reverse("portfolio:my_team")).content.decode()
    assert "120%" in page
    assert "Night" not in page


def test_confidential_projects_are_left_out_and_it_is_said(signed_in, project, lea, sam, at):
    put(project, sam, "0.7", at)
    secret = create_project(by=None, at=at, code="SEC", name_fr="Nuit", name_en="Night", is_confidential=True)
    put(secret, sam, "0.5", at)
    page = signed_in(lea).get(reverse("portfolio:my_team")).content.decode()
    assert "70%" in page
    assert "120%" not in page
    assert "confidential projects that do not name you are left out" in page
    own = signed_in(sam).get(reverse("portfolio:my_team")).content.decode()
    assert "120%" in own
    assert "Night" in own


def test_a_head_sees_the_units_below_and_rates_by_unit_only(signed_in, lea, sam, otto, at):
    top = OrganisationUnit.objects.create(code="T", name_fr="Haut", name_en="Top", head=otto)
    below = OrganisationUnit.objects.create(code="B", name_fr="Bas", name_en="Below", parent=top)
    aside = OrganisationUnit.objects.create(code="X", name_fr="Côté", name_en="Aside")
    User.objects.filter(pk=sam.pk).update(unit=below)
    User.objects.filter(pk=lea.pk).update(unit=aside)
    for code, unit, late in (("A", below, 10), ("B", below, -10), ("C", aside, 10)):
        made = create_project(by=None, at=at, code=code, name_fr=code, name_en=code, unit=unit, lead=sam)
        put(made, sam, "0.4", at)
        put(made, lea, "0.1", at)
        ProjectSummary.objects.filter(project=made).update(due_on=TODAY - timedelta(days=late))
    page = team_page(User.objects.get(pk=otto.pk), on=TODAY)
    assert [load.person for load in page.people] == [sam]
    assert page.people[0].elsewhere == Decimal("1.2")
    assert [(one.unit, one.people, one.overloaded, one.rate) for one in page.units] == [(below, 1, 1, 0.5)]
    text = signed_in(otto).get(reverse("portfolio:my_team")).content.decode()
    assert "50%" in text
    assert "of your" not in text
    assert "1 of your 3 reports are up to date" in signed_in(sam).get(reverse("portfolio:my_team")).content.decode()


def test_a_unit_one_does_not_answer_for_is_ignored(signed_in, lea, unit):
    assert signed_in(lea).get(reverse("portfolio:my_team"), {"unit": unit.pk, "after": "x"}).context["unit"] is None


def test_many_people_cost_the_queries_of_few(signed_in, eva, unit, at):
    browser = signed_in(eva)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("portfolio:my_team")).status_code == 200
        return len(asked)

    def make(count, letter) -> None:
        for number in range(count):
            user = person(f"{letter}{number}")
            User.objects.filter(pk=user.pk).update(unit=unit)
            row = Project.objects.create(code=f"{letter}{number}", name_fr="p", name_en="p", entered_on=START, unit=unit)
            ProjectMember.objects.create(project=row, user=user, share=1)

    make(10, "A")
    few = queries()
    make(30, "B")
    assert queries() == few
