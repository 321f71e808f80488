import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import SavedView
from foundation.audit.models import LedgerEntry
from foundation.saved_views import actions
from foundation.saved_views.registry import canonical
from portfolio.actions import projects

LIST = "/projects/"


@pytest.fixture
def view(eva, at) -> SavedView:
    return actions.save_view(owner=eva, page="portfolio:projects", name="Red ones", query="health=red", shared=False, at=at)


def verbs() -> list[str]:
    return list(LedgerEntry.objects.order_by("position").values_list("verb", flat=True))


# --- What a view is ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "kept"),
    [("sort=-code&q=a", "q=a&sort=-code"), ("q=&health=red&after=xyz&view=3", "health=red"), ("", ""), ("unit=2&unit=1", "unit=1&unit=2")],
)
def test_the_same_filters_are_the_same_view(given, kept):
    assert canonical(given) == kept


def test_saving_is_audited_and_a_second_time_under_the_name_replaces_the_filters(view, eva, at):
    again = actions.save_view(owner=eva, page=view.page, name=view.name, query="health=amber", shared=True, at=at)
    assert (again.pk, again.query, again.shared) == (view.pk, "health=amber", True)
    assert verbs() == ["view.saved", "view.saved"]


def test_a_page_without_views_and_a_forty_first_view_are_refused(eva, at):
    with pytest.raises(actions.ViewRefused, match="no views"):
        actions.save_view(owner=eva, page="admin:index", name="x", query="", shared=False, at=at)
    for n in range(actions.MOST):
        actions.save_view(owner=eva, page="portfolio:projects", name=f"V{n}", query="q=x", shared=False, at=at)
    with pytest.raises(actions.ViewRefused, match="40 views"):
        actions.save_view(owner=eva, page="portfolio:projects", name="one more", query="q=x", shared=False, at=at)
    with pytest.raises(actions.ViewRefused, match="too many filters"):
        actions.save_view(owner=eva, page="portfolio:projects", name="V1", query="q=" + "x" * 3_000, shared=False, at=at)


def test_nothing_is_kept_when_the_ledger_refuses(eva, at, monkeypatch):
    monkeypatch.setattr("foundation.saved_views.actions.audit.record", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.save_view(owner=eva, page="portfolio:projects", name="x", query="", shared=False, at=at)
    assert not SavedView.objects.exists()


# --- Over the list ---------------------------------------------------------------------------------------------------------
def test_a_saved_view_is_a_tab_of_the_list_and_says_when_it_is_the_one_shown(view, signed_in, eva):
    browser = signed_in(eva)
    bare, shown = browser.get(LIST).content.decode(), browser.get(LIST, {"health": "red"}).content.decode()
    assert 'href="/projects/?health=red"' in bare
    assert 'hx-push-url="true" aria-current="page">Everything' in bare
    assert "<span>Red ones</span>" in shown
    assert 'hx-push-url="true" aria-current="page">Everything' not in shown


def test_saving_from_the_list_leads_back_to_it(signed_in, eva):
    browser = signed_in(eva)
    form = {"page": "portfolio:projects", "query": "sort=-code&q=client", "name": "Clients", "shared": "on"}
    answer = browser.post("/views/save/", form)
    assert (answer.status_code, answer["Location"]) == (303, "/projects/?q=client&sort=-code")
    assert SavedView.objects.get().shared
    assert verbs() == ["view.saved"]


def test_a_view_without_a_name_is_not_saved_and_the_page_says_so(signed_in, eva):
    answer = signed_in(eva).post("/views/save/", {"page": "portfolio:projects", "query": "q=x", "name": " "})
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert signed_in(eva).post("/views/save/", {"page": "nowhere", "query": "", "name": "x"}).status_code == 422


def test_team_views_are_tabs_of_everybody_and_private_ones_of_nobody_else(view, signed_in, eva, lea, at):
    assert "Red ones" not in signed_in(lea).get(LIST).content.decode()
    actions.change_view(view=view, name="Red ones", shared=True, by=eva, at=at)
    assert "Red ones" in signed_in(lea).get(LIST).content.decode()


def test_ten_views_cost_as_many_queries_as_one(view, signed_in, eva, at):
    browser, counts = signed_in(eva), []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(LIST)
        counts.append(len(captured))
        for n in range(9):
            actions.save_view(owner=eva, page=view.page, name=f"V{n}", query=f"q={n}", shared=True, at=at)
    assert counts[0] == counts[1]


# --- The link that is handed on ----------------------------------------------------------------------------------------------
def test_the_owner_is_led_to_the_list(view, signed_in, eva):
    assert signed_in(eva).get(f"/views/{view.pk}/")["Location"] == "/projects/?health=red"


def test_a_private_view_of_somebody_else_says_why_it_stays_shut(view, signed_in, lea):
    answer = signed_in(lea).get(f"/views/{view.pk}/")
    assert answer.status_code == 403
    assert "This view is private" in answer.content.decode()
    assert "Red ones" not in answer.content.decode()
    assert signed_in(lea).get("/views/999999/").status_code == 404


def test_a_shared_view_says_what_is_hidden_without_telling_of_filtered_counts(view, signed_in, eva, lea, unit, at):
    for n in range(3):
        projects.create_project(by=eva, at=at, name_fr=f"Autre {n}", unit=unit, is_confidential=n == 0)
    actions.change_view(view=view, name="Red ones", shared=True, by=eva, at=at)
    browser = signed_in(lea)
    answer = browser.get(browser.get(f"/views/{view.pk}/")["Location"])
    page = answer.content.decode()
    assert "“Red ones”, shared by Eva Martin" in page
    assert "2 projects stand outside your scope" in page
    assert "1 confidential project is left out" in page


# --- My views ------------------------------------------------------------------------------------------------------------
def test_my_views_shows_mine_with_their_links(view, signed_in, eva, lea):
    page = signed_in(eva).get("/views/").content.decode()
    assert f"http://testserver/views/{view.pk}/" in page
    assert "No view yet" in signed_in(lea).get("/views/").content.decode()


def test_renaming_and_sharing(view, signed_in, eva):
    answer = signed_in(eva).post(f"/views/{view.pk}/change/", {"name": "All red", "shared": "on"})
    view.refresh_from_db()
    assert (answer.status_code, view.name, view.shared) == (303, "All red", True)
    assert verbs()[-1] == "view.changed"


def test_a_name_of_another_view_of_mine_is_refused(view, signed_in, eva, at):
    other = actions.save_view(owner=eva, page=view.page, name="Other", query="q=x", shared=False, at=at)
    answer = signed_in(eva).post(f"/views/{other.pk}/change/", {"name": "Red ones"})
    assert answer.status_code == 422
    assert "choose another name" in answer.content.decode()


def test_nobody_changes_or_deletes_the_view_of_somebody_else(view, signed_in, eva, lea, at):
    assert signed_in(lea).post(f"/views/{view.pk}/delete/").status_code == 404
    actions.change_view(view=view, name="Red ones", shared=True, by=eva, at=at)
    assert signed_in(lea).post(f"/views/{view.pk}/delete/").status_code == 403
    assert signed_in(lea).post(f"/views/{view.pk}/change/", {"name": "x"}).status_code == 403


def test_a_deleted_view_comes_back_from_the_toast(view, signed_in, eva, lea):
    browser = signed_in(eva)
    answer = browser.post(f"/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    [message] = get_messages(answer.wsgi_request)
    undo = message.extra_tags.removeprefix("undo=")
    assert signed_in(lea).post(undo).status_code == 404
    assert browser.post("/views/bring-back/forged/").status_code == 404
    assert browser.post(undo).status_code == 303
    assert SavedView.objects.get().query == "health=red"
    assert verbs() == ["view.saved", "view.deleted", "view.saved"]
