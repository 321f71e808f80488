"""The list at ten thousand projects: every order by an index, pages that lose and repeat nothing."""

import base64
import itertools
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from foundation.accounts.models import OrganisationUnit
from portfolio import access
from portfolio.models import Project, ProjectSummary, Publication, ScoreRun, ScoreSnapshot, ScoringModel
from portfolio.queries import keyset, project_list
from portfolio.queries.project_list import SORTS, Wanted

DAY = date(2026, 7, 1)


def generate(count: int, leads: list) -> ScoreRun:
    """`count` projects with cards and a published run; one in ten lacks each value."""
    rng = random.Random(7)
    units = OrganisationUnit.objects.bulk_create(
        [OrganisationUnit(code=f"U{n:02}", name_fr=f"Unité {n}", name_en=f"Unit {n}") for n in range(30)]
    )

    def sometimes(value):
        return None if rng.random() < 0.1 else value

    projects = Project.objects.bulk_create(
        Project(
            code=f"X-{n:05}", name_fr=f"Projet {rng.randrange(10**6)}", name_en=f"Project {rng.randrange(10**6)}", unit=rng.choice(units),
            lead=rng.choice(leads), entered_on=DAY, ends_on=sometimes(DAY + timedelta(days=rng.randrange(900))),
            project_class="obligation" if n % 20 == 0 else "strategic",
        )
        for n in range(count)
    )  # fmt: skip
    ProjectSummary.objects.bulk_create(
        ProjectSummary(
            project=project, unit_sort=project.unit.code.lower(), lead_sort=project.lead.full_name.lower(),
            health_rank=sometimes(rng.choice([1, 3, 5])), reported_on=sometimes(DAY - timedelta(days=rng.randrange(90))),
            budget=sometimes(Decimal(rng.randrange(10**6))),
        )
        for project in projects
    )  # fmt: skip
    model = ScoringModel.objects.create(number=999, parameters={}, in_force_from=DAY, recorded_at=datetime.now(UTC))
    facts = {"model": model, "as_of": DAY, "cut_off": datetime.now(UTC), "wanted_at": datetime.now(UTC), "state": "published"}
    earlier, run = (ScoreRun.objects.create(kind="button", **facts) for _ in range(2))
    ScoreSnapshot.objects.bulk_create(
        ScoreSnapshot(
            run=one, project=project, s=sometimes(round(rng.random() * 100, 2)), d=sometimes(rng.choice([0.2, 0.6, 1.0])), as_of=DAY,
            ranked=project.project_class == "strategic" and rng.random() > 0.1,
        )
        for one in (earlier, run)
        for project in projects[: int(count * 0.97)]
    )  # fmt: skip
    Publication.objects.filter(pk=1).update(run=run)
    return run


@pytest.fixture
def few(lea, sam):
    return generate(137, [lea, sam])


def whole_reads(read, *args, **kwargs) -> set[str]:
    """The large tables that the queries of `read(…)` go through from end to end."""
    with CaptureQueriesContext(connection) as captured:
        read(*args, **kwargs)
    large = {"portfolio_project", "portfolio_projectsummary", "portfolio_scoresnapshot"}
    found = set()
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
            [top] = cursor.fetchone()[0]
            found |= {node["Relation Name"] for node in nodes(top["Plan"]) if node["Node Type"] == "Seq Scan"} & large
    return found


def nodes(plan: dict) -> list[dict]:
    return [plan, *(node for child in plan.get("Plans", ()) for node in nodes(child))]


@pytest.mark.parametrize("name", list(SORTS))
@pytest.mark.parametrize("direction", ["", "-"])
def test_walking_forth_and_back_shows_every_project_once_with_the_unknown_ones_last(few, eva, name, direction):
    wanted = Wanted(sort=direction + name)
    rows = project_list.projects(access.visible_to(eva), wanted, few.pk)
    sort = project_list.sort_of(wanted, few.pk)
    pages, after = [], ""
    while not pages or after:
        found = keyset.page(rows, sort, size=20, after=after)
        pages.append([row.pk for row in found.rows])
        after, last = found.after, found
    forth = [pk for one in pages for pk in one]
    assert sorted(forth) == sorted(Project.objects.filter(project_class="strategic").values_list("pk", flat=True))
    back, before = pages[-1:], last.before
    while before:
        found = keyset.page(rows, sort, size=20, before=before)
        back.insert(0, [row.pk for row in found.rows])
        before = found.before
    assert back == pages
    values = [sort.column.value_of(row) for row in keyset.walk_all(rows, sort, size=50)]
    if name == "score":
        ranked = {row.pk for row in rows if row.score_ranked and row.score_s is not None}
        values = [value for value, pk in zip(values, forth, strict=True) if pk in ranked]
        assert {*forth[: len(ranked)]} == ranked
    known = [value for value in values if value not in (None, "")]
    assert values[: len(known)] == known == sorted(known, reverse=bool(direction))


# NUL, half a letter, a number beyond every column, infinity, an identifier beyond every row, depth without end
BY_HAND = [
    base64.urlsafe_b64encode(text.encode()).decode()
    for text in ('[0,"a\\u0000",1]', '[0,"\\ud800",1]', '[0,"1e999999",1]', "[0,1e999,1]", '[0,"a",99999999999999999999]', "[" * 50_000)
]


def test_a_broken_cursor_gives_the_first_page(few, eva):
    wanted = Wanted()
    rows, sort = project_list.projects(access.visible_to(eva), wanted, few.pk), project_list.sort_of(wanted, few.pk)
    first = keyset.page(rows, sort, size=5)
    for cursor in ("x", "W10", "WzAsMSwyXQ", "é", "bnVsbA", "eyJhIjoxfQ", *BY_HAND):
        assert keyset.page(rows, sort, size=5, after=cursor).rows == first.rows


def test_a_row_added_meanwhile_shifts_nothing(few, eva):
    wanted = Wanted()
    rows, sort = project_list.projects(access.visible_to(eva), wanted, few.pk), project_list.sort_of(wanted, few.pk)
    first = keyset.page(rows, sort, size=20)
    second = keyset.page(rows, sort, size=20, after=first.after)
    added = Project.objects.create(code="AAA", name_fr="aaa", name_en="aaa", entered_on=DAY)
    ProjectSummary.objects.create(project=added)
    assert keyset.page(rows, sort, size=20, after=first.after).rows == second.rows


def test_at_ten_thousand_projects_no_list_count_or_search_reads_a_table_whole(lea, sam, eva):
    run = generate(10_000, [lea, sam])
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('portfolio_project_search')")
        cursor.execute("ANALYZE")
    visible = access.visible_to(eva)
    every_order_is_read_from_an_index(visible, run)
    assert project_list.count_by_class(visible, Wanted(), run.pk) == {"strategic": 1001, "obligation": 500, "run": 0}
    assert whole_reads(project_list.count_by_class, visible, Wanted(), run.pk) == set()
    rows = project_list.projects(visible, Wanted(q="12345"), run.pk)
    assert "portfolio_project" not in whole_reads(list, rows.order_by("sort_fr", "id")[:51])


def every_order_is_read_from_an_index(visible, run) -> None:
    for language, name, direction in itertools.product(("fr", "en"), SORTS, ("", "-")):
        with translation.override(language):
            wanted = Wanted(sort=direction + name)
            rows, sort = project_list.projects(visible, wanted, run.pk), project_list.sort_of(wanted, run.pk)
            after = keyset.page(rows, sort, size=50).after
            assert whole_reads(keyset.page, rows, sort, size=50) == set(), (language, name, direction)
            assert whole_reads(keyset.page, rows, sort, size=50, after=after) == set(), (language, name, direction, "second page")
