"""Double materiality: drafted, rated by people who say why, put into force as a version that stays."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from foundation import history
from foundation.accounts.models import User
from foundation.audit import actions as audit
from foundation.bilingual import both_names
from foundation.refusals import gettext_noop as _
from rse import materiality as rules
from rse.models import Iro, MaterialityAssessment, Rating, Theme
from rse.queries.materiality import rated_entries, theme_weights_of
from rse.refusals import RseRefusal

State = MaterialityAssessment.State


def draft_assessment(
    *,
    name_fr: str = "",
    name_en: str = "",
    impact_from: float = rules.DEFAULT_THRESHOLD,
    financial_from: float = rules.DEFAULT_THRESHOLD,
    by: User | None,
    at: datetime,
    **facts: Any,
) -> MaterialityAssessment:
    """Begin a version; the entries and ratings of the one before are copied, so that only what changed is rated anew."""
    with transaction.atomic():
        before = MaterialityAssessment.objects.select_for_update(no_key=True).order_by("-number").first()
        draft = MaterialityAssessment.objects.create(
            number=before.number + 1 if before else 1,
            impact_from=impact_from,
            financial_from=financial_from,
            **both_names(fr=name_fr, en=name_en),
            **facts,
        )
        if before:
            _copy(before, draft, by=by, at=at)
        audit.record(by=by, at=at, verb="materiality.drafted", subjects=[draft], facts={"about": draft.number})
    return draft


def _copy(before: MaterialityAssessment, draft: MaterialityAssessment, *, by: User | None, at: datetime) -> None:
    for iro in before.iros.all():
        names = {"name_fr": iro.name_fr, "name_en": iro.name_en}
        kinds = {"kind": iro.kind, "positive": iro.positive, "potential": iro.potential, "human_rights": iro.human_rights}
        fresh = Iro.objects.create(assessment=draft, topic=iro.topic, **names, **kinds)
        for rating in Rating.objects.current().filter(iro=iro):
            steps = {name: getattr(rating, name) for name in ("scale", "scope", "irremediability", "magnitude", "likelihood", "rationale")}
            history.record(Rating, at=at, by=by, iro=fresh, rater=rating.rater, **steps)


def add_iro(
    *,
    assessment: MaterialityAssessment,
    topic: Theme,
    kind: str,
    name_fr: str = "",
    name_en: str = "",
    by: User | None,
    at: datetime,
    **facts: Any,
) -> Iro:
    """Name an impact, a risk or an opportunity in a draft."""
    with transaction.atomic():
        _hold(assessment)
        iro = Iro.objects.create(assessment=assessment, topic=topic, kind=kind, **both_names(fr=name_fr, en=name_en), **facts)
        audit.record(by=by, at=at, verb="iro.added", subjects=[assessment], facts={"about": iro.name_fr, "topic": topic.code})
    return iro


def rate(*, iro: Iro, rater: User, rationale: str, by: User | None, at: datetime, **steps: Any) -> Rating:
    """Rate an entry of a draft, with a reason; the same rater again replaces the rating, which stays readable."""
    if not rationale.strip():
        raise RseRefusal(_("Say why: a rating without a reason convinces nobody."))
    if iro.kind == Iro.Kind.IMPACT and not (steps.get("scale") and steps.get("scope")):
        raise RseRefusal(_("Rate how grave and how widespread the impact is, from 1 to 5."))
    if iro.kind != Iro.Kind.IMPACT and not steps.get("magnitude"):
        raise RseRefusal(_("Rate how much money is at stake, from 1 to 5."))
    with transaction.atomic():
        _hold(iro.assessment)
        known = Rating.objects.current().filter(iro=iro, rater=rater).first()
        facts = {**steps, "rationale": rationale.strip()}
        rating = (
            history.supersede(known, at=at, by=by, **facts)
            if known
            else history.record(Rating, at=at, by=by, iro=iro, rater=rater, **facts)
        )
        audit.record(by=by, at=at, verb="materiality.rated", subjects=[iro.assessment], facts={"about": iro.name_fr, "rater": rater.pk})
    return rating


def put_in_force(*, assessment: MaterialityAssessment, since: date, by: User | None, at: datetime) -> MaterialityAssessment:
    """Freeze a version: from that day its topics weigh the themes of every project."""
    with transaction.atomic():
        held = _hold(assessment)
        rated = rated_entries(held)
        if not rated:
            raise RseRefusal(_("Nothing is rated yet: rate at least one impact, risk or opportunity."))
        found = rules.topics(rated, impact_from=held.impact_from, financial_from=held.financial_from)
        held.themes = theme_weights_of(found)
        held.state, held.in_force_from, held.put_in_force_at = State.IN_FORCE, since, at
        held.save(update_fields=["themes", "state", "in_force_from", "put_in_force_at"])
        told = {"about": held.number, "since": since, "themes": held.themes}
        audit.record(by=by, at=at, verb="materiality.in_force", subjects=[held], facts=told)
    return held


def _hold(assessment: MaterialityAssessment) -> MaterialityAssessment:
    held = MaterialityAssessment.objects.select_for_update(no_key=True).get(pk=assessment.pk)
    if held.state != State.DRAFT:
        raise RseRefusal(_("This version is in force and stays as it is: begin a new one."))
    return held
