from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.audit import queries as ledger
from foundation.notifications.delivery import deliver_outbox
from foundation.notifications.queries import tray
from portfolio.actions import members, wins
from portfolio.actions.projects import create_project
from portfolio.models import Thanks, Win

pytestmark = pytest.mark.django_db
STRANGE = "<script>alert(1)</script> 🎉 \u202eتم\u202c"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def win(project, lea, at) -> Win:
    return wins.declare_win(project=project, by=lea, at=at, en="Promise kept")


def test_a_win_serves_both_languages_is_told_and_audited(project, lea, sam, eva, at):
    members.set_member(project=project, user=sam, share=0, by=None, at=at)
    told = wins.declare_win(project=project, by=lea, at=at, en="  Promise \n kept ")
    deliver_outbox(at=at)
    assert (told.text_fr, told.text_en) == ("Promise kept", "Promise kept")
    assert tray(sam)[0].text == "Lea Martin says of Client 360: “Promise kept”"
    assert tray(lea) == []
    assert (ledger.trail(project)[0].verb, ledger.trail(project)[0].facts) == ("win.declared", {"win": told.pk})


def test_thanking_twice_is_one_thanks_and_one_notice(win, lea, eva, at):
    for _ in range(2):
        wins.thank(win=win, by=eva, at=at)
    deliver_outbox(at=at)
    assert Thanks.objects.count() == 1
    assert [notice.text for notice in tray(lea)] == ["Eva Martin thanks you for Client 360: “Promise kept”"]


def test_a_win_without_words_is_refused(project, lea, at):
    with pytest.raises(ValidationError, match="Say in a sentence"):
        wins.declare_win(project=project, by=lea, at=at, fr="  ")


def test_nothing_is_thanked_when_the_ledger_fails(win, eva, at):
    with mock.patch("portfolio.actions.wins.audit.record", side_effect=RuntimeError), pytest.raises(RuntimeError):
        wins.thank(win=win, by=eva, at=at)
    assert not Thanks.objects.exists()


def test_strange_letters_are_shown_as_they_are(signed_in, project, lea):
    browser = signed_in(lea)
    address = reverse("portfolio:project_wins", args=[project.code])
    token = browser.get(address).context["form"]["token"].value()
    for _ in range(2):
        assert browser.post(address, {"text": STRANGE, "token": token}).status_code == 303
    page = browser.get(reverse("portfolio:wins")).content.decode()
    assert Win.objects.count() == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉" in page
    assert 'class="win-text" dir="auto"' in page


def test_a_win_of_twenty_thousand_letters_is_refused_and_kept_in_the_form(signed_in, project, lea):
    answer = signed_in(lea).post(reverse("portfolio:project_wins", args=[project.code]), {"text": "é" * 20_000})
    assert answer.status_code == 422
    assert "at most 300 characters" in answer.content.decode()
    assert "é" * 20_000 in answer.content.decode()


def test_one_click_thanks_with_and_without_htmx(signed_in, win, eva, otto):
    part = signed_in(eva).post(reverse("portfolio:thank", args=[win.pk]), headers=HTMX | {"HX-Target": f"li#win-{win.pk}"})
    assert "1 thank-you" in part.content.decode()
    assert "<html" not in part.content.decode()
    answer = signed_in(otto).post(reverse("portfolio:thank", args=[win.pk]), {"on": "project"})
    assert answer.status_code in (303, 404)


def test_wins_of_projects_one_may_not_see_are_not_there(signed_in, win, sam, lea):
    assert "Promise kept" not in signed_in(sam).get(reverse("portfolio:wins")).content.decode()
    assert signed_in(sam).post(reverse("portfolio:thank", args=[win.pk])).status_code == 404
    assert signed_in(lea).post(reverse("portfolio:thank", args=[win.pk])).status_code == 403


def test_its_author_takes_a_win_back(signed_in, win, lea, eva, project):
    assert signed_in(eva).post(reverse("portfolio:win_withdraw", args=[win.pk])).status_code == 403
    assert signed_in(lea).post(reverse("portfolio:win_withdraw", args=[win.pk])).status_code == 303
    assert "Promise kept" not in signed_in(eva).get(reverse("portfolio:wins")).content.decode()
    assert signed_in(eva).post(reverse("portfolio:thank", args=[win.pk])).status_code == 404
    assert ledger.trail(project)[0].verb == "win.withdrawn"


def test_filters_stand_in_the_address(signed_in, win, eva, unit, at):
    browser = signed_in(eva)
    wins.thank(win=win, by=eva, at=at)
    assert "No win fits" in browser.get(reverse("portfolio:wins"), {"thanks": "mine"}).content.decode()
    assert "Promise kept" in browser.get(reverse("portfolio:wins"), {"unit": unit.pk}).content.decode()
    assert "Promise kept" in browser.get(reverse("portfolio:wins"), {"unit": "x", "thanks": "y"}).content.decode()


def test_ten_wins_cost_the_queries_of_forty(signed_in, project, lea, eva, at):
    other = create_project(by=lea, at=at, code="ERP", name_fr="ERP", name_en="ERP", lead=lea)
    browser = signed_in(eva)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("portfolio:wins"))
        return len(asked)

    rows = [Win(project=p, by=lea, at=at, text_fr=str(n), text_en=str(n)) for n in range(20) for p in (project, other)]
    Win.objects.bulk_create(rows[:10])
    few = queries()
    Win.objects.bulk_create(rows[10:])
    assert queries() == few
