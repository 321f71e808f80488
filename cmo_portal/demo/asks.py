"""Telling what projects wait for: decisions, help asked of a person, answers; and the good news."""

from datetime import timedelta

from cmo_portal.demo.company import read
from cmo_portal.demo.days import instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import said
from portfolio.models.governance import ActionItem, Decision, Win

ASKED_DAYS_AGO = 16
NEWS_DAYS_AGO = 3
ANSWERED_WITHIN = 21


def tell_asks(scene: Scene) -> None:
    """The open decision, the help asked for, the question to the lead and the win of one project, where its story has them."""
    tale, calendar, project = scene.tale, scene.calendar, scene.project
    asked = instant(calendar.away(-ASKED_DAYS_AGO), 10, 45)
    if tale.decision:
        wanted = {"decider": scene.people[tale.decision["decider"]], "due_on": calendar.away(tale.decision["due"])}
        asker = scene.people[tale.decision.get("by", tale.sponsor)]
        scene.chronicle.tell(Decision, tale.code, [(asked, asker, {"project": project, "title": said(tale.decision["title"])} | wanted)])
    tell_decided(scene)
    if tale.help:
        of_whom = {"owner": scene.people[tale.help["owner"]], "asked_by": scene.lead, "due_on": calendar.away(tale.help["due"])}
        asked_later = asked + timedelta(days=8)
        scene.chronicle.tell(
            ActionItem, tale.code, [(asked_later, scene.lead, {"project": project, "title": said(tale.help["text"])} | of_whom)]
        )
    if tale.question:
        author = scene.people[tale.question["by"]]
        to_lead = {"owner": scene.lead, "asked_by": author, "due_on": calendar.away(tale.question["due"])}
        facts = {"project": project, "title": said(tale.question["text"])} | to_lead
        scene.chronicle.tell(ActionItem, f"{tale.code}:question", [(asked + timedelta(days=14), author, facts)])
    if tale.win:
        at = instant(calendar.away(-NEWS_DAYS_AGO), 9)
        scene.chronicle.add(Win(project=project, by=scene.people["cmo"], at=at, text_fr=tale.win.fr, text_en=tale.win.en, is_demo=True))


def tell_decided(scene: Scene) -> None:
    """What was decided about one project, or is no longer asked, with who asked for it and why it was decided so."""
    for told in (one for one in read("decisions")["decided"] if one["project"] == scene.tale.code):
        asker, decider = scene.people[told["by"]], scene.people[told["decider"]]
        asked, closed = (instant(scene.calendar.away(-told[name]), 11) for name in ("asked", "closed"))
        due_on = asked.date() + timedelta(days=ANSWERED_WITHIN)
        facts = {"project": scene.project, "title": said(told["title"]), "decider": decider, "due_on": due_on}
        taken = {"state": Decision.State.TAKEN, "decided_on": closed.date()}
        end = {"state": Decision.State.DROPPED} if told.get("dropped") else taken
        steps = [(asked, asker, facts), (closed, decider, facts | end | {"outcome": said(told["outcome"])})]
        scene.chronicle.tell(Decision, f"{scene.tale.code}:decided", steps)
