"""Changing the scoring model: a new version, after a look at what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import Max

from foundation.audit import actions as audit
from portfolio.alignment import nights
from portfolio.alignment.assembly import evidence_of, is_kept
from portfolio.alignment.columns import Floats, in_order
from portfolio.alignment.known_facts import Moment, Span, scored_projects
from portfolio.alignment.parameters import Parameters
from portfolio.alignment.pillars import factors_of, pillars_of, rounded
from portfolio.models import ScoringModel

# Scoring these twice took 0.2 to 0.4 s in a portfolio of 10,000 projects with ten links each.
MOST_LOOKED_AT = 1_000
GROUPS = 10


@dataclass(frozen=True)
class Preview:
    """What other parameters would do to today's scores: how many change, by how much on average, how many appear or vanish.

    `projects`: how many were looked at, of `of` projects.
    """

    projects: int
    changed: int
    average_change: float
    gained_a_score: int
    lost_their_score: int
    of: int = 0


def revise_model(
    *, parameters: Parameters, in_force_from: date, note: str, of_the_demo: bool = False, by: Any, at: datetime
) -> ScoringModel:
    """Add a version of the model; the ones before stay as they were, and past dates keep theirs."""
    with transaction.atomic():
        number = (ScoringModel.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        before = nights.model_in_force(Moment(in_force_from, at))
        model = ScoringModel.objects.create(
            number=number,
            parameters=parameters.to_json(),
            in_force_from=in_force_from,
            note=note,
            of_the_demo=of_the_demo,
            recorded_at=at,
            recorded_by=by,
        )
        facts = {"in_force_from": in_force_from, "note": note, "changes": audit.changes(before.parameters, model.parameters)}
        audit.record(by=by, at=at, verb="scoring_model.revised", subjects=[model], facts=facts)
        return model


def preview(*, parameters: Parameters, at: datetime) -> Preview:
    """Score everything known now under the model in force and under `parameters`; nothing is stored."""
    moment = Moment(nights.local_day(at), at)
    today = Parameters.from_json(nights.model_in_force(moment).parameters)
    ids = list(scored_projects(moment).order_by("project_id").values_list("project_id", flat=True))
    nothing = np.empty(0)
    parts = [(nothing, nothing), *(_part(moment, span, today, parameters) for span in looked_at(ids))]
    found = compared(np.concatenate([before for before, _ in parts]), np.concatenate([after for _, after in parts]))
    return replace(found, of=len(ids))


def looked_at(ids: Sequence[int]) -> list[Span]:
    """The projects a preview scores while a person waits: all of a small portfolio, else groups spread evenly over it."""
    if len(ids) <= MOST_LOOKED_AT:
        return [Span(ids[0], ids[-1])] if ids else []
    size = MOST_LOOKED_AT // GROUPS
    starts = [round(group * (len(ids) - size) / (GROUPS - 1)) for group in range(GROUPS)]
    return [Span(ids[start], ids[start + size - 1]) for start in starts]


def compared(before: Floats, after: Floats) -> Preview:
    """Compare two lists of scores as printed, NaN for none."""
    was, is_now = ~np.isnan(before), ~np.isnan(after)
    change = (after - before)[was & is_now]
    moved = change[change != 0]
    return Preview(
        projects=len(before),
        changed=len(moved),
        average_change=float(moved.mean()) if len(moved) else 0.0,
        gained_a_score=int((~was & is_now).sum()),
        lost_their_score=int((was & ~is_now).sum()),
    )


def _part(moment: Moment, span: Span, today: Parameters, changed: Parameters) -> tuple[Floats, Floats]:
    evidence = evidence_of(moment, span)
    columns, scored = in_order(evidence.columns), ~is_kept(evidence.facts)
    before, after = (rounded(pillars_of(factors_of(columns, p), p).score)[scored] for p in (today, changed))
    return before, after
