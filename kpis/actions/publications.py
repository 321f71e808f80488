"""What publishers say, brought in: the baromètre with its policies, and vintages of series that restate what they said before."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from foundation.accounts.models import User
from kpis.actions import definitions
from kpis.actions.measurements import Value, record_measurements
from kpis.barometer import Barometer, Definition, Standing
from kpis.models import Indicator, IndicatorShare, Target
from kpis.refusals import KpiRefusal
from kpis.series import number_of_period, start_of_period
from kpis.series_files import Column
from strategy.actions.objectives import create_objective
from strategy.models import StrategicObjective, StrategicPlan

BAROMETER = "barometre"
FIRST_DAY = date(1, 1, 1)


@dataclass
class Brought:
    """What came of an import: counts by what was written, and sentences about what was refused."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


def import_barometer(*, barometer: Barometer, plan: StrategicPlan, by: User | None, at: datetime) -> Brought:
    """Policies become objectives of `plan`, indicators with values and targets measure them. A second import changes nothing.

    A target the rules refuse (equal to its baseline, or on its wrong side) is named; its values stay, without a target.
    """
    told = Brought()
    with transaction.atomic():
        objectives = _objectives(barometer, plan, told, by=by, at=at)
        standings = {one.code: one for one in barometer.national}
        for definition in barometer.definitions.values():
            indicator = _indicator(definition, told, by=by, at=at)
            for policy in definition.policies:
                _attach(indicator, objectives[policy], told, by=by, at=at)
            standing = standings.get(definition.code)
            _measure(indicator, standing, barometer.histories.get(definition.code, []), told, by=by, at=at)
            if standing is not None:
                _aim(indicator, standing, told, by=by, at=at)
    return told


def import_vintage(
    *, column: Column, code: str, name: str, source: str, vintage: str, by: User | None, at: datetime, direction: str = "up"
) -> Brought:
    """Bring in one series; a value that differs from the one known is a correction that names the vintage, and both stay visible."""
    told = Brought()
    with transaction.atomic():
        facts = {"name_fr": name, "name_en": name, "direction": direction, "cadence": column.cadence, "source": source[:200]}
        indicator = Indicator.objects.filter(code=code).first()
        if indicator is None:
            indicator = definitions.create_indicator(by=by, at=at, code=code, **facts)
            told.add("indicators")
        values = [Value(indicator, start, end, value) for start, end, value in column.values]
        done = record_measurements(values=values, by=by, at=at, automatic=True, source=source[:200], correction_reason=vintage)
        told.add("values", len(done.added))
        told.add("restated", len(done.corrected))
        told.add("unchanged", done.unchanged)
    return told


def _objectives(
    barometer: Barometer, plan: StrategicPlan, told: Brought, *, by: User | None, at: datetime
) -> dict[str, StrategicObjective]:
    known = {one.code: one for one in plan.objectives.all()}
    for code, name in barometer.policies.items():
        if code not in known:
            known[code] = create_objective(plan=plan, code=code, name_fr=name[:300], by=by, at=at)
            told.add("objectives")
    return known


def _indicator(definition: Definition, told: Brought, *, by: User | None, at: datetime) -> Indicator:
    known = Indicator.objects.filter(external_source=BAROMETER, external_id=definition.code).first()
    if known is not None:
        return known
    told.add("indicators")
    return definitions.create_indicator(
        by=by,
        at=at,
        code=definition.code[:40],
        name_fr=definition.name[:300],
        name_en=definition.name[:300],
        unit=definition.unit[:20],
        direction="up" if definition.rising else "down",
        cadence=definition.cadence,
        source="Baromètre des résultats de l’action publique",
        external_source=BAROMETER,
        external_id=definition.code,
        decimals=0,
    )


def _attach(indicator: Indicator, objective: StrategicObjective, told: Brought, *, by: User | None, at: datetime) -> None:
    if not IndicatorShare.objects.current().filter(indicator=indicator, objective=objective).exists():
        definitions.share_with_objective(indicator=indicator, objective=objective, share=1.0, by=by, at=at)
        told.add("shares")


def _measure(
    indicator: Indicator, standing: Standing | None, history: list[tuple[date, float]], told: Brought, *, by: User | None, at: datetime
) -> None:
    """The history, and what the standing adds to it; a value that ends on the same day is the same period."""
    found = dict(history)
    if standing is not None:
        pairs = ((standing.initial_on, standing.initial), (standing.between_on, standing.between), (standing.latest_on, standing.latest))
        found |= {day: value for day, value in pairs if day is not None and value is not None}
    values = [Value(indicator, _first_day(indicator, day), day, value) for day, value in sorted(found.items())]
    if values:
        reason = "Baromètre des résultats de l’action publique"
        done = record_measurements(values=values, by=by, at=at, automatic=True, source=reason, correction_reason=reason)
        told.add("values", len(done.added))
        told.add("restated", len(done.corrected))


def _first_day(indicator: Indicator, day: date) -> date:
    """The first day of the period of the cadence in which a value ends."""
    return max(FIRST_DAY, start_of_period(indicator.cadence, number_of_period(indicator.cadence, day)))


def _aim(indicator: Indicator, standing: Standing, told: Brought, *, by: User | None, at: datetime) -> None:
    if standing.target is None or standing.target_on is None or standing.initial is None or standing.initial_on is None:
        told.add("without target")
        return
    if Target.objects.current().filter(indicator=indicator).exists():
        return
    path = {"baseline_on": standing.initial_on, "baseline": standing.initial, "target_on": standing.target_on, "target": standing.target}
    try:
        definitions.set_target(indicator=indicator, by=by, at=at, **path)
        told.add("targets")
    except KpiRefusal as refusal:
        told.refused.append(f"{indicator.code}: {refusal}")
