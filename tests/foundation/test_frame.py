"""What stands around every page: areas by role, language and theme that keep the page, the word on the night."""

from datetime import UTC, date, datetime

import pytest

from cmo_portal.last_night import night
from foundation.accounts.access import rights_of
from foundation.accounts.models import User
from portfolio.models import Project, Publication, ScoreRun, ScoringModel

MORNING = datetime(2026, 7, 8, 8, tzinfo=UTC)


@pytest.fixture
def published(db: None):
    def publish(day: date, **facts: object) -> ScoreRun:
        model = ScoringModel.objects.get(number=1)
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        run = ScoreRun.objects.create(kind="night", as_of=day, cut_off=at, wanted_at=at, model=model, **({"state": "published"} | facts))
        if run.state == "published":
            Publication.objects.update_or_create(pk=1, defaults={"run": run, "published_at": at})
        return run

    return publish


def test_a_night_on_time_says_nothing(published, eva: User) -> None:
    published(date(2026, 7, 8))
    assert night(MORNING, rights_of(eva)).warning == ""


def test_before_the_hour_of_the_alarm_yesterday_is_fresh_enough(published, eva: User) -> None:
    published(date(2026, 7, 7))
    assert night(datetime(2026, 7, 8, 1, tzinfo=UTC), rights_of(eva)).warning == ""
    assert night(MORNING, rights_of(eva)).warning != ""


def test_a_late_night_says_whose_scores_are_shown(published, eva: User) -> None:
    published(date(2026, 7, 6))
    found = night(MORNING, rights_of(eva))
    assert "2026" in found.warning
    assert found.tone == "watch"
    assert found.href == ""


def test_a_failed_night_is_told_as_failed(published, ada: User) -> None:
    published(date(2026, 7, 6))
    published(date(2026, 7, 8), state="failed")
    assert night(MORNING, rights_of(ada)).tone == "bad"


def test_before_the_first_night_nothing_is_late(db: None, eva: User) -> None:
    assert night(MORNING, rights_of(eva)).warning == ""


def test_the_menu_holds_what_the_person_may_open(eva: User, ada: User, lea: User, signed_in) -> None:
    assert "Administration" not in signed_in(eva).get("/strategy/").content.decode()
    assert "Administration" in signed_in(ada).get("/strategy/").content.decode()
    assert "My projects" in signed_in(lea).get("/").content.decode()


def test_in_an_empty_portal_an_administrator_is_asked_how_to_begin(ada: User, eva: User, signed_in) -> None:
    assert signed_in(ada).get("/")["Location"] == "/start/"
    assert signed_in(eva).get("/").status_code == 200


def test_before_the_first_night_an_administrator_is_led_to_the_import(ada: User, eva: User, signed_in) -> None:
    Project.objects.create(code="P1", name_fr="Projet", name_en="Project", entered_on=date(2026, 7, 1))
    assert 'class="btn btn-primary" href="/imports/"' in signed_in(ada).get("/").content.decode()
    assert 'class="btn btn-primary" href="/imports/"' not in signed_in(eva).get("/").content.decode()


def test_the_language_is_kept_with_the_person_and_the_page_stays(eva: User, signed_in) -> None:
    client = signed_in(eva)
    answer = client.post("/language/", {"language": "fr", "next": "/?unit=DIS"})
    assert (answer.status_code, answer["Location"]) == (302, "/?unit=DIS")
    eva.refresh_from_db()
    assert eva.language == "fr"
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_the_theme_is_drawn_by_the_server(eva: User, signed_in) -> None:
    client = signed_in(eva)
    client.post("/theme/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()


@pytest.mark.parametrize("choice", [{"theme": "pink"}, {"theme": ""}, {}])
def test_a_theme_that_is_not_offered_changes_nothing(eva: User, signed_in, choice: dict) -> None:
    signed_in(eva).post("/theme/", choice)
    eva.refresh_from_db()
    assert eva.theme == "auto"


def test_the_way_back_never_leaves_the_portal(eva: User, signed_in) -> None:
    assert signed_in(eva).post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_gallery_is_for_administrators(eva: User, ada: User, signed_in) -> None:
    assert signed_in(eva).get("/gallery/").status_code == 403
    assert signed_in(ada).get("/gallery/").status_code == 200
    assert signed_in(ada).get("/gallery/?wrong=1").status_code == 422


@pytest.mark.parametrize("address", ["/nowhere/", "/gallery/"])
def test_error_pages_are_calm_and_say_what_to_do(eva: User, signed_in, address: str) -> None:
    html = signed_in(eva).get(address).content.decode()
    assert "Go to the home page" in html
    assert "Traceback" not in html
