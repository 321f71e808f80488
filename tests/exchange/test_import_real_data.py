"""Imports of files that nobody here wrote; the figures were counted from the files by other means."""

from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from foundation.audit.models import LedgerEntry
from portfolio.models import BudgetLine, Project, ProjectContribution, StatusReport
from strategy.models import StrategicObjective
from tests.exchange.builders import EXAMPLES
from tests.exchange.real_data import DATA, needs_real_data

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, needs_real_data]
US = "us_it_dashboard/businesscase_without_007_024.csv"
FR_2016 = "fr_panorama_si/panorama_projets_si.csv"
FR_2017 = "fr_panorama_si/Panorama_des_grands_projets_SI_-_20170630.csv"
MILLION = 1_000_000


def run(file: str, mapping: str, *options: str) -> str:
    out = StringIO()
    call_command("import_projects", str(DATA / file), "--mapping", str(EXAMPLES / f"{mapping}.toml"), *options, stdout=out)
    return out.getvalue()


def sums(**filters: object) -> tuple[int, Decimal]:
    """How many lines hold a budget, and their sum in millions."""
    found = BudgetLine.objects.current().filter(baseline__isnull=False, **filters).aggregate(count=Count("id"), total=Sum("baseline"))
    return found["count"], (found["total"] or Decimal(0)) / MILLION


def test_us_investments_come_in_whole_and_a_second_run_changes_nothing():
    told = run(US, "us-it-dashboard", "--full")
    assert Project.objects.count() == 538
    assert ProjectContribution.objects.current().filter(state="validated", level=Decimal("0.75")).count() == 921
    assert StrategicObjective.objects.count() == 233
    assert [sums(year=year)[1] for year in (2014, 2015, 2016, 2017)] == [
        Decimal("143181.365282"),
        Decimal("22787.251465"),
        Decimal("24598.369503"),
        Decimal("24235.203588"),
    ]
    assert Counter(StatusReport.objects.values_list("health", flat=True)) == {"green": 392, "amber": 129, "red": 17}
    links = Counter(min(count, 3) for count in Project.objects.annotate(n=Count("contributions")).values_list("n", flat=True))
    assert links == {1: 343, 2: 81, 3: 114}
    assert told.count("The cell is cut at 500 characters") == 24
    assert told.count("different titles; the longest is kept") == 11
    assert "outside 1970–2099" not in told
    again = run(US, "us-it-dashboard")
    assert "538 projects: 0 new, 0 changed, 538 unchanged; 0 rows refused" in again
    assert "Nothing to change" in again
    assert LedgerEntry.objects.filter(verb="projects.imported").count() == 1


@pytest.mark.parametrize(
    ("year", "projects", "life", "budget", "ratings"),
    [
        ("2014", 199, (183, "398606.60"), (189, "19170.08"), {"amber": 63, "amber_green": 54, "amber_red": 37, "green": 17, "red": 4}),
        ("2018", 133, (119, "422739.43"), (124, "26805.56"), {"amber": 59, "amber_red": 38, "amber_green": 22, "red": 8, "green": 2}),
        ("2021", 184, (164, "541951.37"), (173, "46250.73"), {"amber": 84, "amber_red": 44, "amber_green": 29, "green": 12, "red": 7}),
    ],
)
def test_uk_major_projects(year, projects, life, budget, ratings):
    told = run(f"uk_gmpp/uk_{year}.csv", f"uk-gmpp-{year}", "--full")
    assert f"{projects} projects: {projects} new, 0 changed, 0 unchanged; 0 rows refused" in told
    for lines, expected in ((sums(year__isnull=True), life), (sums(year__isnull=False), budget)):
        assert (lines[0], str(lines[1].quantize(Decimal("0.01")))) == expected
    assert Counter(StatusReport.objects.values_list("health", flat=True)) == ratings
    assert not BudgetLine.objects.filter(undisclosed__gt="", baseline__isnull=False, year__isnull=True).exists()
    withheld = BudgetLine.objects.filter(undisclosed__gt="", year__isnull=True)
    assert withheld.count() == {"2014": 15, "2018": 14, "2021": 20}[year]
    assert "Nothing to change" in run(f"uk_gmpp/uk_{year}.csv", f"uk-gmpp-{year}")


def test_ratings_nobody_gave_are_listed():
    told = run("uk_gmpp/uk_2014.csv", "uk-gmpp-2014", "--full")
    assert told.count("No rating: “No DCA”") == 8
    assert told.count("No rating: “Reset”") == 1


@pytest.mark.parametrize(
    ("file", "edition", "projects", "costs", "total"), [(FR_2016, "2016-11", 57, 49, "2292.90"), (FR_2017, "2017-06", 61, 53, "2561.10")]
)
def test_french_state_projects(file, edition, projects, costs, total):
    told = run(file, f"fr-panorama-{edition}", "--full")
    assert Project.objects.count() == projects
    count, value = sums(year__isnull=True)
    assert (count, str(value.quantize(Decimal("0.01")))) == (costs, total)
    assert BudgetLine.objects.filter(undisclosed="En cadrage", baseline__isnull=True).count() == projects - costs
    assert told.count("(Coût estimé): En cadrage") == projects - costs


@pytest.mark.parametrize(("year", "projects", "amounts"), [("2016", 398, 392), ("2019", 463, 456)])
def test_canadian_projects(year, projects, amounts):
    run(f"ca_large_it/data_{year}.csv", f"ca-large-it-{year}")
    assert Project.objects.count() == projects
    assert sums(year__isnull=True)[0] == amounts


def test_latest_report_of_each_new_york_project_counts():
    told = run("nyc_capital/NYC_capital_projects_20190901.csv", "nyc-capital", "--full")
    assert Project.objects.count() == 378
    assert told.count("a later row of the same project") == 2259 - 378


def test_two_french_editions_stand_side_by_side():
    run(FR_2016, "fr-panorama-2016-11")
    run(FR_2017, "fr-panorama-2017-06")
    assert Counter(Project.objects.values_list("portfolio__code", flat=True)) == {"PANORAMA-SI-2016-11": 57, "PANORAMA-SI-2017-06": 61}
