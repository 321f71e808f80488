"""From a blank portal to a board: fifteen projects of one's own in the template, one import, one night; nothing greyed."""

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cmo_portal.exchange.models import ImportBatch, ImportDraft
from foundation.accounts.models import User
from portfolio.alignment import chunks
from portfolio.models import Project, Publication, ScoreSnapshot
from tests.exchange.own_projects import filled

pytestmark = pytest.mark.django_db


def test_fifteen_projects_make_a_board_with_nothing_greyed(signed_in):
    browser = signed_in(User.objects.create_superuser("first@example.org", None, full_name="First Martin"))
    browser.post(reverse("start"), {"choice": "import"})
    template = browser.get(reverse("exchange:template", args=["en"])).content
    browser.post(reverse("exchange:imports"), {"file": SimpleUploadedFile("projects.xlsx", filled(template))})
    draft = ImportDraft.objects.get()
    form = browser.get(reverse("exchange:draft", args=[draft.token])).context["form"]
    answers = {name: form[name].value() for name in form.fields}
    answers |= {"unit": "k", "approved": True, "approved_plan": "Board of 3 March"}
    browser.post(reverse("exchange:draft", args=[draft.token]), {k: v for k, v in answers.items() if v not in (None, False)})
    browser.post(reverse("exchange:carry", args=[draft.token]))
    assert ImportBatch.objects.exists()
    assert Project.objects.count() == 15

    chunks.work(worker="test", clock=timezone.now)
    snapshots = list(ScoreSnapshot.objects.filter(run=Publication.objects.get(pk=1).run_id))
    greyed = [snapshot.project.code for snapshot in snapshots if snapshot.s is None or not snapshot.ranked]
    bands = Counter(snapshot.band for snapshot in snapshots)
    assert len(snapshots) == 15
    assert greyed == []
    assert max(bands.values()) <= 0.6 * 15, bands
    page = browser.get("/")
    assert page.status_code == 200
    assert "to be confirmed" not in browser.get("/projects/").content.decode()
