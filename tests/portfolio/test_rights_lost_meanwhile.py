"""A right that was lost between opening a form and sending it: a sentence, nothing written, and one's words to copy."""

import pytest
from django.urls import reverse

from foundation.accounts.models import User
from foundation.notifications.models import Comment
from portfolio.models import Project, StatusReport, Win

pytestmark = pytest.mark.django_db
NOTE = "The supplier postponed <b>both</b> lots 🚚 \u202eשלום"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def former(project, lea, otto, signed_in):
    """Lea has opened the form; then the project goes to Otto, and she stays on it as its sponsor."""
    browser = signed_in(lea)
    assert browser.get(reverse("portfolio:report", args=[project.code])).status_code == 200
    Project.objects.filter(pk=project.pk).update(lead=otto, sponsor=lea)
    return browser


def test_a_former_lead_is_told_why_and_keeps_the_words(former, project):
    answer = former.post(reverse("portfolio:report", args=[project.code]), {"health": "red", "note": NOTE})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Only the project lead may report on this project." in page
    assert "The supplier postponed &lt;b&gt;both&lt;/b&gt; lots 🚚" in page
    assert not StatusReport.objects.exists()


def test_htmx_leaves_the_form_and_its_words_where_they_are(former, project):
    answer = former.post(reverse("portfolio:report", args=[project.code]), {"health": "red", "note": NOTE}, headers=HTMX)
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "You may not do this" in answer.content.decode()


@pytest.mark.parametrize("name", ["comments", "project_wins"])
def test_who_no_longer_sees_the_project_learns_nothing_of_it(signed_in, project, lea, otto, name):
    browser = signed_in(lea)
    browser.get(reverse(f"portfolio:{name}", args=[project.code]))
    Project.objects.filter(pk=project.pk).update(lead=otto, is_confidential=True)
    answer = browser.post(reverse(f"portfolio:{name}", args=[project.code]), {"text": "Some words"})
    assert answer.status_code == 404
    assert "Client 360" not in answer.content.decode()
    assert not Comment.objects.exists()
    assert not Win.objects.exists()


def test_a_password_is_never_given_back(signed_in, lea):
    User.objects.filter(pk=lea.pk).update(is_active=True)
    answer = signed_in(lea).post("/admin/accounts/user/add/", {"password1": "my long secret words", "note": "two words"})
    assert answer.status_code == 403
    assert "my long secret words" not in answer.content.decode()
