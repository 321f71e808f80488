"""Telling what people say to each other: wins and thanks, comments with their mentions, and who is away."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from cmo_portal.demo.chronicle import NAMES, Chronicle
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import said
from foundation.accounts.models import Delegation, User
from foundation.notifications.comments import mentioned_people
from foundation.notifications.models import Comment, Follow, Notification
from foundation.notifications.subjects import identity
from portfolio.models import Project, Thanks, Win
from strategy.models import StrategicObjective


def tell_talk(
    chronicle: Chronicle,
    calendar: Calendar,
    people: dict[str, User],
    projects: dict[str, Project],
    objectives: dict[str, StrategicObjective],
) -> None:
    """Everything of company/talk.toml, for the whole company."""
    told = read("talk")
    for number, win in enumerate(told["win"]):
        _win(chronicle, win, instant(calendar.away(-win["days"]), 9, number), people, projects)
    for number, comment in enumerate(told["comment"]):
        subject = projects[comment["project"]] if "project" in comment else objectives[comment["objective"]]
        _comment(chronicle, comment, subject, instant(calendar.away(-comment["days"]), 11, number), people)
    for away in told["away"]:
        chronicle.add(_absence(away, calendar, people))


def _win(chronicle: Chronicle, told: dict[str, Any], at: datetime, people: dict[str, User], projects: dict[str, Project]) -> None:
    win = Win(project=projects[told["project"]], by=people[told["by"]], at=at, text_fr=told["fr"], text_en=told["en"], is_demo=True)
    chronicle.add(win)
    for minutes, name in enumerate(told["thanked"], start=20):
        chronicle.add(Thanks(win=win, by=people[name], at=at + timedelta(minutes=minutes)))


def _comment(
    chronicle: Chronicle, told: dict[str, Any], subject: Project | StrategicObjective, at: datetime, people: dict[str, User]
) -> None:
    kind, number = identity(subject)
    author, words = people[told["by"]], said(told["text"])
    name = f"comment:{kind}:{number}:{told['days']}"
    chronicle.add(Comment(kind=kind, object_id=number, author=author, at=at, text=words, token=uuid5(NAMES, name)))
    Follow.objects.get_or_create(user=author, kind=kind, object_id=number)
    excerpt = words if len(words) <= 140 else f"{words[:139]}…"
    facts = {"author": author.full_name, "object": {"fr": subject.name_fr, "en": subject.name_en}, "excerpt": excerpt}
    where = f"{subject.get_absolute_url()}{'comments/' if isinstance(subject, Project) else ''}"
    for person in mentioned_people(words):
        notice = {"event": "comment.mentioned", "kind": kind, "object_id": number, "address": where, "facts": facts}
        chronicle.add(Notification(user=person, key=name, at=at, **notice))


def _absence(told: dict[str, Any], calendar: Calendar, people: dict[str, User]) -> Delegation:
    made = instant(calendar.away(min(told["from"], 0) - 3), 16)
    days = {"starts_on": calendar.away(told["from"]), "ends_on": calendar.away(told["to"])}
    return Delegation(user=people[told["person"]], delegate=people[told["delegate"]], made_at=made, **days)
