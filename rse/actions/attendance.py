"""Who came: signed in by themselves or from lists. Whatever arrives in whatever order, and however often, counts the same.

A person stands once a session. When two lists put them in different places the first place of the audience holds, and a place holds
before none: the same whichever list comes first. A single sign-in leaves no entry in the ledger: its instant would tell who it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.refusals import gettext_noop as _
from rse.models import Campaign, CampaignGroup, CampaignSession
from rse.refusals import RseRefusal

COUNTING = 7_264_311  # the lock under which campaigns are counted, one write after the other
ADD = """
INSERT INTO rse_participation (campaign_id, session_id, group_id, person)
SELECT %(campaign)s, * FROM unnest(%(sessions)s::bigint[], %(groups)s::bigint[], %(people)s::text[])
ON CONFLICT (session_id, person) DO UPDATE SET group_id = LEAST(rse_participation.group_id, excluded.group_id)
"""
# One person of the campaign: the first of their places, and how many sessions they came to.
PEOPLE = "SELECT person, min(group_id) AS place, count(*) AS times FROM rse_participation WHERE campaign_id = %(campaign)s GROUP BY person"
COUNT_GROUPS = f"""
UPDATE rse_campaigngroup AS part SET reached = coalesce(found.people, 0), completed = coalesce(found.done, 0)
FROM rse_campaigngroup AS own LEFT JOIN (
    SELECT place, count(*) AS people, count(*) FILTER (WHERE times >= %(needed)s) AS done FROM ({PEOPLE}) one GROUP BY place
) found ON found.place = own.id
WHERE own.campaign_id = %(campaign)s AND part.id = own.id
"""  # noqa: S608 - constants only
COUNT_SESSIONS = """
UPDATE rse_campaignsession AS session SET attendances = coalesce(found.people, 0)
FROM rse_campaignsession AS own
LEFT JOIN (SELECT session_id, count(*) AS people FROM rse_participation WHERE campaign_id = %(campaign)s GROUP BY 1) found
    ON found.session_id = own.id
WHERE own.campaign_id = %(campaign)s AND session.id = own.id
"""
COUNT_CAMPAIGN = """
UPDATE rse_campaign SET
    people = (SELECT count(DISTINCT person) FROM rse_participation WHERE campaign_id = %(campaign)s),
    attendances = (SELECT coalesce(sum(attendances), 0) FROM rse_campaignsession WHERE campaign_id = %(campaign)s),
    hours = (SELECT coalesce(sum(attendances * hours), 0) FROM rse_campaignsession WHERE campaign_id = %(campaign)s)
WHERE id = %(campaign)s
"""
# Each person counts for the first campaign that reached them: their sum is the number of people reached at all.
COUNT_FIRST = """
UPDATE rse_campaign AS campaign SET first_reached = coalesce(found.people, 0)
FROM rse_campaign AS own
LEFT JOIN (
    SELECT first AS id, count(*) AS people
    FROM (SELECT person, min(campaign_id) AS first FROM rse_participation GROUP BY person) one GROUP BY first
) found ON found.id = own.id
WHERE campaign.id = own.id AND campaign.first_reached IS DISTINCT FROM coalesce(found.people, 0)
"""


@dataclass(frozen=True, slots=True)
class Attendance:
    """One line of a list: the session, the hash of the person, the part of the audience they belong to, if any."""

    session_id: int
    person: str
    group_id: int | None = None


@dataclass(frozen=True)
class Listed:
    """What a list brought: attendances that were new, and those known already."""

    added: int
    known: int


def sign_in(*, session: CampaignSession, person: str, group: CampaignGroup | None, at: datetime) -> None:
    """Somebody joins a session by its link or code; the second time changes nothing. Raises RseRefusal when sign-in is closed."""
    if not session.on <= timezone.localdate(at) <= session.closes_on:
        raise RseRefusal(_("Sign-in for this session is closed: ask the person who gave you the link."))
    with transaction.atomic():
        _one_after_the_other()
        _add(session.campaign, [Attendance(session.pk, person, group.pk if group else None)])
        count_again(session.campaign)


def record_attendance(
    *, campaign: Campaign, lines: Sequence[Attendance], by: User | None, at: datetime, source: str = "", sha256: str = ""
) -> Listed:
    """Record lists of who came to sessions of a campaign: all lines or none. The same list again adds nothing.

    The ledger names the file and its hash, never how many stood on it: they may be fewer than five.
    """
    with transaction.atomic():
        _one_after_the_other()
        before = _attendances(campaign)
        _add(campaign, lines)
        count_again(campaign)
        added = _attendances(campaign) - before
        distinct = len({(line.session_id, line.person) for line in lines})
        told = {"about": campaign.code, "file": source, "sha256": sha256}
        audit.record(by=by, at=at, verb="attendance.recorded", subjects=[campaign], facts=told)
    return Listed(added, distinct - added)


def count_again(campaign: Campaign) -> None:
    """Count a campaign, its audience and sessions anew; the caller has opened the transaction."""
    facts = {"campaign": campaign.pk, "needed": campaign.sessions_needed}
    _one_after_the_other()
    with connection.cursor() as cursor:
        for statement in (COUNT_GROUPS, COUNT_SESSIONS, COUNT_CAMPAIGN):
            cursor.execute(statement, facts)
        cursor.execute(COUNT_FIRST)


def _add(campaign: Campaign, lines: Sequence[Attendance]) -> None:
    """A person once a session, with the first of their places; rows always in the same order, so that two lists never wait crosswise."""
    places: dict[tuple[int, str], int | None] = {}
    for line in lines:
        key = (line.session_id, line.person)
        known = [group for group in (places.get(key), line.group_id) if group is not None]
        places[key] = min(known) if known else None
    rows = sorted(places.items(), key=lambda one: one[0])
    facts = {
        "campaign": campaign.pk,
        "sessions": [session for (session, _person), _group in rows],
        "people": [person for (_session, person), _group in rows],
        "groups": [group for _key, group in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(ADD, facts)


def _one_after_the_other() -> None:
    """Wait until nobody else counts: two who count at once would each miss the other's people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


def _attendances(campaign: Campaign) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rse_participation WHERE campaign_id = %s", [campaign.pk])
        return int(cursor.fetchone()[0])
