"""The French baromètre des résultats de l'action publique: its files read as policies, indicators, values and targets. No database here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kpis.attainment import attained_by_target_date

STRUCTURE, NATIONAL, REGIONAL = "structure-cible.json", "territoire-national-global-light.json", "territoire-regional-global-light.json"
CADENCES = {"year": "yearly", "quarter": "quarterly", "month": "monthly", "semester": "half_yearly"}


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator of the structure file: under which policies, which way is better, in which unit."""

    code: str
    name: str
    policies: tuple[str, ...]
    rising: bool
    unit: str
    cadence: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands somewhere, and the publisher's own attainment (percent, None where there is none)."""

    code: str
    territory: str
    initial: float | None
    initial_on: date | None
    latest: float | None
    latest_on: date | None
    between: float | None
    between_on: date | None
    target: float | None
    target_on: date | None
    published: float | None

    def attainment(self, *, rising: bool) -> float | None:
        """Ours, in percent, by the method “to date of target”; None where a value or the target is missing: never 0."""
        if self.initial is None or self.latest is None or self.target is None:
            return None
        return 100 * attained_by_target_date(baseline=self.initial, target=self.target, latest=self.latest, rising=rising)


@dataclass(frozen=True, slots=True)
class Barometer:
    """Everything the files say: {policy code: name}, {indicator code: definition}, how they stand, {indicator code: history}."""

    policies: dict[str, str]
    definitions: dict[str, Definition]
    national: list[Standing]
    regional: list[Standing]
    histories: dict[str, list[tuple[date, float]]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many attainments equal the publisher's within a point, of how many, and those that do not."""

    equal: int
    total: int
    differing: tuple[str, ...]


def read_barometer(folder: Path) -> Barometer:
    """Read the folder of the publisher's JSON files."""
    structure = _load(folder / STRUCTURE)
    histories: dict[str, list[tuple[date, float]]] = {}
    for path in sorted(folder.glob("OVQ-*-national.json")):
        for part in _load(path):
            histories |= {code: _history(rows) for code, rows in part.items() if isinstance(rows, list)}
    return Barometer(
        policies={policy["id_ovq"]: policy["nom_ovq"].strip() for policy in structure},
        definitions=_definitions(structure),
        national=list(_standings(_load(folder / NATIONAL), "")),
        regional=list(_standings(_load(folder / REGIONAL), "reg")),
        histories=histories,
    )


def agreement(standings: list[Standing], definitions: dict[str, Definition]) -> Agreement:
    """Compare our attainments with the publisher's."""
    judged = [(one, one.attainment(rising=definitions[one.code].rising)) for one in standings if one.published is not None]
    off = [one for one, ours in judged if ours is None or abs(ours - (one.published or 0.0)) > 1]
    return Agreement(len(judged) - len(off), len(judged), tuple(f"{one.territory or 'national'} {one.code}" for one in off))


def _definitions(structure: list[dict[str, Any]]) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for policy in structure:
        for one in policy["indicateurs"]:
            code = one["id_indicateur_fr"]
            before = found.get(code)
            policies = (*(before.policies if before else ()), policy["id_ovq"])
            found[code] = Definition(
                code=code,
                name=one["nom_indicateur"].strip(),
                policies=policies,
                rising=one.get("trendType") != "decreasing",
                unit=str(one.get("odm_kpi_unit") or "").strip(),
                cadence=CADENCES.get(one.get("dataPeriod") or "", "quarterly"),
            )
    return found


def _standings(territories: list[dict[str, Any]], key: str) -> Iterator[Standing]:
    for territory in territories:
        for policy in territory["ovq"]:
            for indicator in policy["indicateurs"]:
                for code, rows in indicator.items():
                    yield from (_standing(code, str(territory.get(key, "")), row) for row in rows)


def _standing(code: str, territory: str, row: dict[str, Any]) -> Standing:
    return Standing(
        code=code,
        territory=territory,
        initial=_number(row.get("initial_value")),
        initial_on=_day(row.get("initial_value_date")),
        latest=_number(row.get("latest_value")),
        latest_on=_day(row.get("latest_value_date")),
        between=_number(row.get("progression_last_update")),
        between_on=_day(row.get("progression_last_update_date")),
        target=_number(row.get("target")),
        target_on=_day(row.get("target_date")),
        published=_number(row.get("target_percentage")),
    )


def _history(rows: list[dict[str, Any]]) -> list[tuple[date, float]]:
    pairs = ((_day(row.get("date")), _number(row.get("value"))) for row in rows)
    return [(day, value) for day, value in pairs if day is not None and value is not None]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
