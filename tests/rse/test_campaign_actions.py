"""Campaigns: planned, held, counted: distinct people, whatever order their lists come in."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation.accounts.models import OrganisationUnit, Site
from foundation.audit.models import LedgerEntry
from foundation.tabular import read_table
from foundation.versions import EditedMeanwhile
from rse.actions import campaigns as actions
from rse.actions.attendance import Attendance, record_attendance, sign_in
from rse.actions.campaigns import Audience
from rse.actions.quiz import Question, set_quiz, take_quiz
from rse.identities import join_code, person_key, read_code, shown_code
from rse.imports.attendance import read_lines
from rse.models import Campaign, CampaignGroup, CampaignSession, Participation, QuizTake, Theme
from rse.queries.campaigns import overall, reach_of, session_lines
from rse.queries.quiz import quiz_of
from rse.refusals import RseRefusal
from tests.conftest import NOON

DAYS = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 12, 31)}
RIGHT = [{"fr": "Oui", "en": "Yes", "right": True}, {"fr": "Non", "en": "No", "right": False}]


@pytest.fixture
def campaign(unit, factory, shop, rita, at):
    audience = [Audience(unit, factory, 60), Audience(unit, shop, 40)]
    return actions.plan_campaign(
        code="C1", name_fr="Gestes", themes=[Theme.objects.get(code="training")], audience=audience, by=rita, at=at, **DAYS
    )


def session_of(campaign, rita, at, **facts):
    facts = {"on": at.date(), "place": "Atelier", "hours": 2} | facts
    return actions.hold_session(campaign=campaign, by=rita, at=at, **facts)


@pytest.fixture
def held(campaign, rita, at):
    return session_of(campaign, rita, at)


def people(count, start=0):
    return [person_key(str(100_000 + number)) for number in range(start, start + count)]


def lines(session, keys, group=None):
    return [Attendance(session.pk, key, group.pk if group else None) for key in keys]


def test_a_campaign_is_planned_and_it_is_audited(campaign, rita):
    assert reach_of(campaign).headcount == 100
    entry = LedgerEntry.objects.latest("position")
    assert (entry.verb, entry.by) == ("campaign.planned", rita)
    assert entry.facts["people"] == 100


def test_nothing_is_stored_where_the_ledger_fails(unit, rita, at, monkeypatch):
    monkeypatch.setattr(actions.audit, "record", lambda **_facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.plan_campaign(code="C2", name_fr="X", themes=[], audience=[Audience(unit, None, 9)], by=rita, at=at, **DAYS)
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"audience": []}, "Say whom"),
        ({"ends_on": date(2026, 1, 1)}, "ends before"),
        ({"code": "C1"}, "is taken"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(campaign, unit, rita, at, change, words):
    facts = {"code": "C2", "name_fr": "X", "themes": [], "audience": [Audience(unit, None, 9)], **DAYS} | change
    with pytest.raises(RseRefusal, match=words):
        actions.plan_campaign(by=rita, at=at, **facts)
    assert Campaign.objects.count() == 1


def test_an_audience_changes_but_keeps_those_who_came(campaign, held, unit, factory, rita, at):
    group = campaign.groups.get(site=factory)
    record_attendance(campaign=campaign, lines=lines(held, people(6), group), by=rita, at=at)
    facts = {"name_fr": "Gestes", "themes": [], "by": rita, "at": at, **DAYS}
    wider = [Audience(unit, factory, 80), Audience(unit, None, 7)]
    changed = actions.change_campaign(campaign=campaign, version=1, audience=wider, **facts)
    assert reach_of(changed).headcount == 87
    with pytest.raises(RseRefusal, match="have come"):
        actions.change_campaign(campaign=campaign, version=2, audience=[Audience(unit, None, 7)], **facts)
    with pytest.raises(EditedMeanwhile):
        actions.change_campaign(campaign=campaign, version=1, audience=wider, **facts)


def test_a_session_lies_within_its_campaign_and_has_a_code(campaign, held, rita, at):
    assert len(held.code) == 8
    with pytest.raises(RseRefusal, match="outside the days"):
        session_of(campaign, rita, at, on=date(2027, 1, 1))
    with pytest.raises(RseRefusal, match="ends before the session"):
        session_of(campaign, rita, at, closes_on=at.date() - timedelta(days=1))


def test_a_session_to_which_people_came_stays(held, rita, at):
    spare = session_of(held.campaign, rita, at)
    actions.cancel_session(session=spare, by=rita, at=at)
    sign_in(session=held, person=people(1)[0], group=None, at=at)
    with pytest.raises(RseRefusal, match="it stays"):
        actions.cancel_session(session=held, by=rita, at=at)
    assert list(CampaignSession.objects.all()) == [held]


def test_a_link_used_twice_counts_once_and_two_sessions_count_one_person(campaign, held, rita, at):
    other, group = session_of(campaign, rita, at), campaign.groups.first()
    for key in people(6):
        for session in (held, held, other):
            sign_in(session=session, person=key, group=group, at=at)
    campaign.refresh_from_db()
    assert (campaign.people, campaign.attendances, campaign.hours) == (6, 12, 24)
    assert reach_of(campaign).whole.reached == 6


def test_sign_in_is_refused_before_and_after(held, at):
    for day in (-1, 1):
        with pytest.raises(RseRefusal, match="closed"):
            sign_in(session=held, person="x", group=None, at=at + timedelta(days=day))
    assert not Participation.objects.exists()


def test_nobody_reads_who_came(held, at):
    sign_in(session=held, person=person_key("0004217"), group=None, at=at)
    row = Participation.objects.get()
    assert len(row.person) == 64
    assert "4217" not in row.person
    assert not LedgerEntry.objects.filter(verb__startswith="attendance").exists()


def test_a_number_is_the_same_however_it_is_written():
    assert len({person_key(text) for text in ("0004217", "4217", " 42 17 ", "00-04217")}) == 1
    assert person_key("Paule.Arnal@Example.org") == person_key(" paule.arnal@example.org")
    assert person_key("4217") != person_key("4217", purpose="rse.quiz")
    for text in ("Paule", "", "x@y", "4"):
        with pytest.raises(RseRefusal, match="personnel number"):
            person_key(text)


def test_a_code_is_read_as_people_type_it():
    code = join_code()
    assert read_code(shown_code(code).lower()) == code
    assert read_code(f" {code} ") == code


def test_the_same_list_again_adds_nothing(campaign, held, rita, at):
    listed = lines(held, people(30))
    first = record_attendance(campaign=campaign, lines=listed, by=rita, at=at, source="a.csv")
    again = record_attendance(campaign=campaign, lines=listed, by=rita, at=at, source="a.csv")
    assert (first.added, first.known, again.added, again.known) == (30, 0, 0, 30)
    assert LedgerEntry.objects.latest("position").facts["file"] == "a.csv"


def test_completion_takes_the_sessions_it_needs(unit, rita, at):
    facts = DAYS | {"sessions_needed": 2}
    campaign = actions.plan_campaign(code="T", name_fr="T", themes=[], audience=[Audience(unit, None, 40)], by=rita, at=at, **facts)
    one, two, group = session_of(campaign, rita, at), session_of(campaign, rita, at), campaign.groups.get()
    record_attendance(campaign=campaign, lines=lines(one, people(20), group) + lines(two, people(12), group), by=rita, at=at)
    assert (reach_of(campaign).whole.reached, reach_of(campaign).completed) == (20, 12)


def test_people_are_counted_once_over_all_campaigns(unit, rita, at):
    for code, start in (("A", 0), ("B", 10)):
        campaign = actions.plan_campaign(code=code, name_fr=code, themes=[], audience=[Audience(unit, None, 50)], by=rita, at=at, **DAYS)
        record_attendance(campaign=campaign, lines=lines(session_of(campaign, rita, at), people(20, start)), by=rita, at=at)
    found = overall()
    assert (found.people, found.headcount) == (30, 50)


def test_sessions_of_few_are_told_by_nobody(campaign, held, rita, at):
    small, large = session_of(campaign, rita, at), session_of(campaign, rita, at)
    for session, count in ((held, 12), (small, 3), (large, 20)):
        record_attendance(campaign=campaign, lines=lines(session, people(count)), by=rita, at=at)
    assert [line.people for line in session_lines(reach_of(campaign))] == [None, None, 20]


@pytest.mark.parametrize(("twice", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_sessions_do_not_tell_how_many_came_twice(campaign, held, rita, at, twice, told):
    """Sum of the sessions less the people reached: who came to both."""
    again, group = session_of(campaign, rita, at), campaign.groups.first()
    here, there = people(10), people(10, 10 - twice)
    record_attendance(campaign=campaign, lines=lines(held, here, group) + lines(again, there, group), by=rita, at=at)
    reach = reach_of(campaign)
    assert reach.whole.reached == 20 - twice
    assert [line.people for line in session_lines(reach)] == ([10, 10] if told else [None, None])


@pytest.mark.parametrize("hours", [1, 7])
def test_hours_do_not_tell_how_many_came_twice_however_long_a_session_is(campaign, rita, at, hours):
    group = campaign.groups.first()
    for twice in (0, 1, 2):
        one, two = (session_of(campaign, rita, at, hours=hours) for _time in range(2))
        record_attendance(
            campaign=campaign, lines=lines(one, people(10), group) + lines(two, people(10, 10 - twice), group), by=rita, at=at
        )
    campaign.refresh_from_db()
    told = reach_of(campaign).hours / hours
    assert (campaign.attendances, told) == (60, 60)
    record_attendance(campaign=campaign, lines=lines(one, people(2, 50), group), by=rita, at=at)
    campaign.refresh_from_db()
    assert reach_of(campaign).hours / hours == 60


def test_the_ledger_does_not_count_who_stood_on_a_list(campaign, held, rita, at):
    record_attendance(campaign=campaign, lines=lines(held, people(3)), by=rita, at=at, source="list.csv", sha256="ab")
    facts = LedgerEntry.objects.get(verb="attendance.recorded").facts
    assert facts == {"about": campaign.code, "file": "list.csv", "sha256": "ab"}


# --- Lists -----------------------------------------------------------------------------------------------------------------
def read(campaign, text):
    return read_lines(read_table(text.encode()), campaign)


def test_a_list_is_read_with_its_faults(campaign, held, rita, at):
    session_of(campaign, rita, at, on=at.date() + timedelta(days=1))
    found = read(
        campaign,
        f"matricule;session;site\n0042;{held.code};S-1\n43;{held.code.lower()};\nPaule;{held.code};S-1\n44;AAAA;S-1\n45;;S-1\n46;{held.code};S-9\n",
    )
    assert [line.group_id is None for line in found.lines] == [False, True]
    assert [(fault.place, fault.sentence[:10]) for fault in found.faults] == [
        ("A4", "This is ne"),
        ("B5", "No session"),
        ("B6", "Several se"),
        ("C7", "“%(place)s"),
    ]


def test_a_list_without_persons_is_refused(campaign, held):
    with pytest.raises(RseRefusal, match="no column"):
        read(campaign, "nom;session\nPaule;1\n")


class Orders(TestCase):
    """Counts do not depend on the order of lists, nor on how often they come."""

    def setUp(self):
        unit = OrganisationUnit.objects.create(code="U", name_fr="U", name_en="U")
        sites = [Site.objects.create(code=code, unit=unit, name_fr=code, name_en=code) for code in "AB"]
        audience = [Audience(unit, site, 50) for site in sites]
        self.campaign = actions.plan_campaign(code="O", name_fr="O", themes=[], audience=audience, by=None, at=NOON, **DAYS)
        self.sessions = [
            actions.hold_session(campaign=self.campaign, on=NOON.date(), place="P", hours=1, by=None, at=NOON) for _ in range(2)
        ]
        self.groups = [group.pk for group in self.campaign.groups.order_by("pk")]

    @settings(max_examples=20, deadline=None)
    @given(
        st.lists(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 7), st.sampled_from([None, 0, 1])), max_size=6), max_size=4),
        st.integers(),
    )
    def test_any_order_counts_the_same(self, files, seed):
        read = [[Attendance(self.sessions[s].pk, f"p{p}", None if g is None else self.groups[g]) for s, p, g in file] for file in files]
        shuffled = read + read[:1]
        random.Random(seed).shuffle(shuffled)
        assert self.counted(read) == self.counted(shuffled)

    def counted(self, files):
        with transaction.atomic():
            for file in files:
                record_attendance(campaign=self.campaign, lines=file, by=None, at=NOON)
            rows = sorted(Participation.objects.values_list("session", "person", "group"), key=str)
            groups = list(CampaignGroup.objects.order_by("pk").values_list("reached", "completed"))
            total = Campaign.objects.values_list("people", "first_reached", "attendances", "hours").get()
            transaction.set_rollback(True)
        distinct = {line.person for file in files for line in file}
        assert total[0] == len(distinct)
        return rows, groups, total


# --- Quiz ------------------------------------------------------------------------------------------------------------------
def question(options=RIGHT):
    return Question("Trier ?", "Sort?", options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([{**one, "right": False} for one in RIGHT], "has no right answer"),
        ([{**one, "right": True} for one in RIGHT], "only right answers"),
        (RIGHT[:1], "fewer than two"),
        ([RIGHT[0], RIGHT[0]], "same answer twice"),
    ],
)
def test_a_quiz_without_a_right_answer_is_refused(campaign, rita, at, options, words):
    with pytest.raises(RseRefusal, match=f"Question 2 .*{words}"):
        set_quiz(campaign=campaign, questions=[question(), question(options)], by=rita, at=at)
    assert not campaign.questions.exists()


def test_a_quiz_is_taken_once_before_and_once_after(campaign, rita, at):
    questions = set_quiz(campaign=campaign, questions=[question()], by=rita, at=at)
    for number, key in enumerate(people(10)):
        take_quiz(campaign=campaign, questions=questions, phase="before", taker=key, chosen={0: {int(number > 1)}})
        take_quiz(campaign=campaign, questions=questions, phase="after", taker=key, chosen={0: {0}})
        take_quiz(campaign=campaign, questions=questions, phase="after", taker=key, chosen={0: {1}})
    found = quiz_of(campaign)
    assert QuizTake.objects.count() == 20
    assert found.before.value == pytest.approx(2 / 10)
    assert found.after.value == 1
    assert found.gained.is_clear
    with pytest.raises(RseRefusal, match="stays as it is"):
        set_quiz(campaign=campaign, questions=[question()], by=rita, at=at)


def test_four_quizzes_tell_nothing(campaign, rita, at):
    questions = set_quiz(campaign=campaign, questions=[question()], by=rita, at=at)
    for key in people(4):
        take_quiz(campaign=campaign, questions=questions, phase="before", taker=key, chosen={0: {0}})
    assert quiz_of(campaign).before is None


def test_a_sixth_quiz_is_told_with_the_tenth(campaign, rita, at):
    """Two readings that differ by one person would tell how much they knew."""
    questions = set_quiz(campaign=campaign, questions=[question()], by=rita, at=at)
    seen = []
    for number, key in enumerate(people(10)):
        take_quiz(campaign=campaign, questions=questions, phase="before", taker=key, chosen={0: {int(number > 4)}})
        told = quiz_of(campaign).before
        seen.append(told and told.value)
    assert (len(set(seen[:4])), len(set(seen[4:9])), seen[0]) == (1, 1, None)
    assert seen[9] == 0.5
