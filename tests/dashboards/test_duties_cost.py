"""My duties cost the same for ten and for forty duties of every kind, each about another object with other people behind it."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.models import User
from foundation.history import record, supersede
from kpis.models import Indicator
from portfolio.models import ActionItem, Milestone, ProjectIndicator, StatusReport
from rse.models import (
    AdjustmentDuty,
    Campaign,
    CampaignSession,
    CorrectiveAction,
    Finding,
    Initiative,
    InitiativeUpdate,
    Questionnaire,
    Supplier,
    Survey,
    SurveyWave,
    Theme,
    WaveGroup,
)
from tests.conftest import person

pytestmark = pytest.mark.django_db
KINDS = ("due", "asked", "initiatives_owed", "people_owed", "corrections", "questionnaires", "proofs_asked")


class Desk:
    """Somebody's duties: `pile(n)` adds n of every kind."""

    def __init__(self, company) -> None:
        self.company, self.owner = company, person("Rita", role="rse_officer")
        self.at, self.numbers = timezone.now(), count()
        self.today = timezone.localdate(self.at)
        self.past = self.today - timedelta(days=40)
        self.theme = Theme.objects.get(code="human_rights")

    def pile(self, many: int) -> None:
        for _one in range(many):
            number = next(self.numbers)
            someone = person(f"P{number}")
            self._project(number, someone)
            self._initiative(number, someone)
            self._people(number)
            self._supplier(number, someone)

    def _project(self, number: int, someone: User) -> None:
        """A report due with a milestone that moved since; help asked; a change asked of an indicator of one's own."""
        since, days = self.at - timedelta(days=60), {"due_on": self.today, "reported_on": self.past}
        mine = self.company.project(f"D{number}", unit="DCM", lead=self.owner, **days)
        record(StatusReport, at=since, by=self.owner, project=mine, reported_on=self.past, health="green", token=uuid4())
        names = {"name_fr": "Recette", "name_en": "Test", "baseline_on": self.today}
        moved = record(Milestone, at=since - timedelta(days=1), by=None, project=mine, forecast_on=self.today, **names)
        supersede(moved, at=since + timedelta(days=9), by=None, forecast_on=self.today + timedelta(days=12))
        other = self.company.project(f"X{number}", unit="DND", lead=someone)
        record(ActionItem, at=self.at, by=someone, project=other, title="Help", owner=self.owner, asked_by=someone, due_on=self.today)
        made = Indicator.objects.create(code=f"I{number}", name_fr="I", name_en="I", direction="up", owner=self.owner)
        asked = {"asked_share": 2.0, "asked_reason": "More"}
        record(ProjectIndicator, at=self.at, by=someone, project=other, indicator=made, starts_on=self.past, **asked)

    def _initiative(self, number: int, someone: User) -> None:
        """One whose update is late and that waits to be adjusted."""
        facts = {"owner": self.owner, "unit": self.company.units["DCM"], "starts_on": self.past, "cadence": "monthly", "state": "active"}
        made = Initiative.objects.create(code=f"N{number}", name_fr="N", name_en="N", **facts)
        said = InitiativeUpdate.objects.create(initiative=made, on=self.past, health="off_track", note="Late", at=self.at, by=someone)
        AdjustmentDuty.objects.create(initiative=made, update=said, opened_at=self.at, due_on=self.today)

    def _people(self, number: int) -> None:
        """A session nobody came to; a wave past its end, another that ends with few answers."""
        days, names = {"starts_on": self.past, "ends_on": self.today}, {"name_fr": "C", "name_en": "C", "owner": self.owner}
        campaign = Campaign.objects.create(code=f"C{number}", goal=50, **names, **days)
        ended = {"on": self.past, "closes_on": self.past}
        CampaignSession.objects.create(campaign=campaign, place="Atelier", hours=1, code=f"S{number}", **ended)
        survey = Survey.objects.create(code=f"E{number}", kind="wellbeing", **names)
        for wave, ends in enumerate((self.today - timedelta(days=1), self.today + timedelta(days=2)), start=1):
            row = SurveyWave.objects.create(survey=survey, number=wave, opens_on=self.past, closes_on=ends, state="open", goal=60)
            WaveGroup.objects.create(wave=row, unit=self.company.units["DCM"], invited=40, answered=8)

    def _supplier(self, number: int, someone: User) -> None:
        """A correction overdue and an answer to review."""
        made = Supplier.objects.create(code=f"F{number}", name="F", country="FR", buyer=self.owner)
        found = record(Finding, at=self.at, by=someone, supplier=made, title="Dust", severity="major", theme=self.theme, found_on=self.past)
        record(CorrectiveAction, at=self.at, by=someone, supplier=made, finding_key=found.key, what="Masks", due_on=self.past)
        answer = {"answered_at": self.at, "respondent": "Ana", "year": 2025, "asked_at": self.at, "asked_by": someone}
        Questionnaire.objects.create(supplier=made, token_hash=f"{number:064}", expires_on=self.today, **answer)


def test_my_duties_cost_the_same_for_ten_and_for_forty_of_every_kind(company, signed_in):
    desk = Desk(company)
    desk.pile(10)
    browser = signed_in(desk.owner)
    browser.get("/duties/")
    costs = []
    for more in (0, 30):
        desk.pile(more)
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get("/duties/").context
        assert all(len(shown[kind]) >= 10 + more for kind in KINDS), {kind: len(shown[kind]) for kind in KINDS}
        assert shown["measurements_due"] >= 10 + more
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 40
