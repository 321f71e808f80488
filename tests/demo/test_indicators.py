"""The company measures itself: indicators with a past, what projects prove by them, and promises that were judged."""

from foundation.attachments.actions import path_of
from kpis.models import Indicator, LatestMeasurement, Measurement, Target
from portfolio.models import KpiClaim, ProjectIndicator
from tests.demo.conftest import TODAY


def newest(code: str) -> LatestMeasurement:
    return LatestMeasurement.objects.get(indicator__code=code, slice__isnull=True)


def test_about_forty_indicators_with_two_years_of_values(company):
    assert Indicator.objects.filter(is_demo=True).count() >= 40
    assert Measurement.objects.filter(indicator__code="NPS").count() == 22
    assert Target.objects.current().count() >= 33


def test_the_indicators_of_the_brief_stand_where_it_says(company):
    assert {code: newest(code).value for code in ("NPS", "RETENTION", "DELIVERY-DAYS", "LOGISTICS-COST", "STOCK-DAYS")} == {
        "NPS": 36, "RETENTION": 74.5, "DELIVERY-DAYS": 4.6, "LOGISTICS-COST": 11.5, "STOCK-DAYS": 63
    }  # fmt: skip
    assert newest("SCOPE12").value == 40_600
    assert newest("NPS").status == "watch"
    assert newest("LOGISTICS-COST").status == "off_track"
    assert newest("RETENTION").status == "on_track"
    assert (TODAY - newest("ENGAGEMENT").period_end).days == 243


def test_most_projects_are_proved_and_promises_are_judged(company):
    assert ProjectIndicator.objects.current().values("project").distinct().count() >= 30
    verdicts = dict(KpiClaim.objects.current().values_list("project__code", "verdict"))
    assert verdicts["DCM-03"] == "delivered"
    assert verdicts["DRH-01"] == "partly"
    assert verdicts["DCM-01"] == "missed"
    assert verdicts["DND-01"] == ""


def test_what_data_stewards_owe_is_waiting(company, django_user_model):
    from kpis.queries.due import due_for

    steward = django_user_model.objects.get(email="data@vauterre.example")
    assert len(due_for(steward, today=TODAY)) >= 5


def test_the_last_values_of_some_come_with_the_file_that_proves_them(company):
    proven = Measurement.objects.filter(source_kind="evidenced", indicator__is_demo=True)
    assert proven.values("indicator").distinct().count() == 7
    newest_proof = proven.filter(indicator__code="NPS").latest("period_end")
    assert newest_proof.period_end == newest("NPS").period_end
    assert newest_proof.evidence.name.endswith(f"{newest_proof.period_end:%Y-%m}.csv")
    text = path_of(newest_proof.evidence.sha256).read_text()
    assert "36 pts" in text
    assert "l’entreprise est inventée" in text
