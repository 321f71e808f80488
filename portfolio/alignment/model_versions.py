"""Changing the scoring model: a new version, after a look at what it would change."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
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


@dataclass(frozen=True)
class Preview:
    """What other parameters would do to today's scores: how many change, by how much on average, how many appear or vanish."""

    projects: int
    changed: int
    average_change: float
    gained_a_score: int
    lost_their_score: int


def revise_model(*, parameters: Parameters, in_force_from: date, note: str, by: Any, at: datetime) -> ScoringModel:
    """Add a version of the model; the ones before stay as they were, and past dates keep theirs."""
    with transaction.atomic():
        number = (ScoringModel.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        before = nights.model_in_force(Moment(in_force_from, at))
        model = ScoringModel.objects.create(
            number=number, parameters=parameters.to_json(), in_force_from=in_force_from, note=note, recorded_at=at, recorded_by=by
        )
        facts = {"in_force_from": in_force_from, "note": note, "changes": audit.changes(before.parameters, model.parameters)}
        audit.record(by=by, at=at, verb="scoring_model.revised", subjects=[model], facts=facts)
        return model


def preview(*, parameters: Parameters, at: datetime) -> Preview:
    """Score everything known now under the model in force and under `parameters`; nothing is stored."""
    moment = Moment(nights.local_day(at), at)
    today = Parameters.from_json(nights.model_in_force(moment).parameters)
    nothing = np.empty(0)
    parts = [(nothing, nothing), *_both(moment, today, parameters)]
    return compared(np.concatenate([before for before, _ in parts]), np.concatenate([after for _, after in parts]))


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


def _both(moment: Moment, today: Parameters, changed: Parameters) -> list[tuple[Floats, Floats]]:
    ids = list(scored_projects(moment).order_by("project_id").values_list("project_id", flat=True))
    size = settings.SCORE_CHUNK_SIZE
    spans = [Span(part[0], part[-1]) for part in (ids[start : start + size] for start in range(0, len(ids), size))]
    return [_part(moment, span, today, changed) for span in spans]


def _part(moment: Moment, span: Span, today: Parameters, changed: Parameters) -> tuple[Floats, Floats]:
    evidence = evidence_of(moment, span)
    columns, scored = in_order(evidence.columns), ~is_kept(evidence.facts)
    before, after = (rounded(pillars_of(factors_of(columns, p), p).score)[scored] for p in (today, changed))
    return before, after
