import pytest
from django.urls import reverse

from foundation.notifications import actions, delivery
from foundation.notifications.models import Notification, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(eva, unit, at):
    facts = {"author": "Ada", "object": "x", "excerpt": "<b>look</b>"}
    actions.notify(event="comment.mentioned", key="1", people=[eva], subject=unit, address="/x/", at=at, facts=facts)
    delivery.deliver_outbox(at=at)
    return Notification.objects.get()


def test_the_tray_shows_my_notices_escaped(signed_in, eva, notice):
    page = signed_in(eva).get(reverse("notifications:tray"))
    assert "&lt;b&gt;look&lt;/b&gt;" in page.content.decode()
    assert "1 unread notice" in page.content.decode()


def test_the_tray_of_others_stays_empty(signed_in, sam, notice):
    assert "Nothing to read" in signed_in(sam).get(reverse("notifications:tray")).content.decode()


def test_opening_a_notice_reads_it_and_leads_there(signed_in, eva, notice):
    answer = signed_in(eva).post(reverse("notifications:read"), {"notice": notice.pk, "open": 1})
    assert answer.headers["Location"] == "/x/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_reads_the_notices_of_others(signed_in, sam, notice):
    assert signed_in(sam).post(reverse("notifications:read"), {"notice": notice.pk}).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_tray_pages_with_a_flat_number_of_queries(signed_in, eva, unit, at, django_assert_max_num_queries):
    for number in range(40):
        facts = {"author": "Ada", "object": "x", "excerpt": str(number)}
        actions.notify(event="comment.added", key=str(number), people=[eva], subject=unit, address="/x/", at=at, facts=facts)
    delivery.deliver_outbox(at=at)
    browser = signed_in(eva)
    with django_assert_max_num_queries(8):
        page = browser.get(reverse("notifications:tray"))
    assert len(page.context["notices"]) == 30
    rest = browser.get(reverse("notifications:tray"), {"before": page.context["older"]})
    assert len(rest.context["notices"]) == 10


def test_preferences_are_kept_and_wrong_ones_refused(signed_in, eva):
    browser = signed_in(eva)
    wishes = {"comment.mentioned:mail": "weekly", "comment.added:mail": "off", "comment.added:in_app": "on"}
    every = {f"{code}:mail": "now" for code in _codes()} | wishes
    assert browser.post(reverse("notifications:preferences"), every).status_code == 303
    assert Preference.objects.get(user=eva, event="comment.mentioned").mail == "weekly"
    assert browser.post(reverse("notifications:preferences"), every | {"comment.added:mail": "hourly"}).status_code == 422


def _codes():
    from foundation.notifications import events

    return [event.code for event in events.all_events()]
