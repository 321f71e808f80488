"""What the company measures: indicators of the library, their targets, two years of values, and what they prove.

Targets go up in monthly steps, so that a story reads the same on every day of a month.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cmo_portal.demo.chronicle import Chronicle, Step
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.scene import Scene
from cmo_portal.demo.words import Said, said
from foundation import formatting
from foundation.accounts.models import Site, User
from foundation.attachments.actions import keep_evidence
from foundation.attachments.models import Attachment
from foundation.bilingual import language
from kpis.actions.evidence import KIND
from kpis.actions.rollups import refresh
from kpis.library import ready
from kpis.models import Indicator, IndicatorShare, Measurement, Slice, Target
from kpis.rhythm import label, last_finished, period_of
from portfolio.models import KpiClaim, NoIndicatorReason, ProjectIndicator, ScoringModel
from strategy.models import StrategicObjective, StrategyTag

BOOKS_CLOSE = 3  # days after a period until its value is entered
YEARLY_FIGURES = (5, 30)  # the day on which last year's figures are known
MONTHS_MEASURED = 22
PILLAR_STARTED = 5  # months ago
PILLAR_NOTE = Said("Les indicateurs comptent : chaque objectif a le sien.", "Indicators count: every objective has its own.")
PROVEN = 3  # the last values come with their file, where the company keeps one
TITLES = Said("Indicateur;Période;Valeur;Établi par;Nature", "Indicator;Period;Value;Drawn up by;Nature")
INVENTED = Said("Fichier de démonstration : l’entreprise est inventée", "Demonstration file: the company is invented")
GRACE = {"monthly": 10, "quarterly": 30, "half_yearly": 7, "yearly": 150, "weekly": 5}


@dataclass(frozen=True)
class Company:
    """What a teller of indicators needs."""

    chronicle: Chronicle
    calendar: Calendar
    people: dict[str, User]
    objectives: dict[str, StrategicObjective]
    owners: dict[str, str]


def tell_indicators(company: Company) -> dict[str, Indicator]:
    """Write every indicator; tell its target, its values and the objective it measures. By code."""
    tags = {tag.code: tag for tag in StrategyTag.objects.all()}
    found = {}
    for told in read("indicators")["indicator"]:
        kept = ready()[told["from"]]
        indicator = _write(company, told)
        if kept.tag:
            indicator.tags.add(tags[kept.tag])
        found[kept.code] = indicator
        _Teller(company, told, indicator).tell()
    return found


def _write(company: Company, told: dict[str, Any]) -> Indicator:
    facts = dict(ready()[told["from"]].facts)
    if told.get("monthly"):
        facts["cadence"] = "monthly"
    if "parts" in told:
        facts["aggregation"] = "mean"
    owner = company.people.get(company.owners.get(told["objective"], "cfo" if told["steward"] else ""))
    people = {"owner": owner, "steward": company.people.get(_person(told["steward"]))}
    return Indicator.objects.create(code=told["from"], grace_days=GRACE[facts["cadence"]], is_demo=True, **people, **facts)


def _person(login: str) -> str:
    return "raphael.nguyen" if login == "data" else login


class _Teller:
    """The past of one indicator."""

    def __init__(self, company: Company, told: dict[str, Any], indicator: Indicator) -> None:
        self.company, self.told, self.indicator = company, told, indicator
        self.calendar, self.code = company.calendar, indicator.code
        self.start = self.calendar.month_start(-MONTHS_MEASURED)
        self.begun = instant(self.start + timedelta(days=2), 9)
        self.steward = indicator.steward or company.people["cmo"]

    def tell(self) -> None:
        chronicle, facts = self.company.chronicle, {"indicator": self.indicator}
        if self.told["objective"]:
            share = facts | {"objective": self.company.objectives[self.told["objective"]], "share": 1.0}
            chronicle.tell(IndicatorShare, self.code, [(self.begun, indicator_owner(self), share)])
        if target := self._target():
            chronicle.tell(Target, self.code, [(self.begun, indicator_owner(self), facts | target)])
        if "now" in self.told:
            values = self._values()
            for place, (start, end, value) in enumerate(values):
                proven = "proof" in self.told and place >= len(values) - PROVEN
                self._measure(start, end, value, proven=proven)
            if "parts" in self.told:
                self._measure_parts(values, self.told["parts"])

    def _target(self) -> dict[str, Any]:
        told, months = self.told, 48
        end = self.calendar.month_start(months - MONTHS_MEASURED)
        if "low" in told:
            limits = {name: told[name] for name in ("low", "high", "tolerance")}
            return {"baseline_on": self.start, "baseline": told["base"], "target_on": end, **limits}
        if "target" not in told or "base" not in told:
            return {}
        facts = {"baseline": told["base"], "target": told["target"], "path": Target.Path.STEPPED}
        change = told["target"] - told["base"]
        if "yearly_from" in told:
            first, last = told["yearly_from"], told["yearly_to"]
            year, span = _figures_year(self.calendar) + 1, last - first
            days = {n: date(year + first + n + 1, *YEARLY_FIGURES).isoformat() for n in range(1, span + 1)}
            steps = {day: round(told["base"] + change * n / span, 3) for n, day in days.items()}
            return facts | {"baseline_on": date(year + first, 12, 31), "target_on": date(year + last, 12, 31), "steps": steps}
        steps = {
            self.calendar.month_start(n - MONTHS_MEASURED - 1).isoformat(): round(told["base"] + change * n / months, 4)
            for n in range(1, months + 1)
        }
        return facts | {"baseline_on": self.start - timedelta(days=1), "target_on": end, "steps": steps}

    def _values(self) -> list[tuple[date, date, float]]:
        """Each period with its value: from the baseline to `now` with ups and downs, the last one exact."""
        periods = self._periods()
        base, now = self.told.get("base", self.told["now"]), self.told["now"]
        chance, count = dice("indicator", self.code), max(1, len(periods) - 1)
        swing = abs(now - base) * 0.09 or abs(now) * 0.01
        values = [base + (now - base) * n / count + chance.uniform(-swing, swing) for n in range(len(periods) - 1)]
        digits = max(self.indicator.decimals, 1)
        return [(*period, round(value, digits)) for period, value in zip(periods, [*values, now], strict=True)]

    def _periods(self) -> list[tuple[date, date]]:
        """The measured periods, oldest first."""
        if days := self.told.get("survey"):
            surveys = [self.calendar.away(-days - 182 * n) for n in range(3)]
            return [(day, day) for day in reversed(surveys)]
        cadence, since = self.indicator.cadence, self.start
        if cadence == "yearly":
            last = _figures_year(self.calendar)
            return [(date(year, 1, 1), date(year, 12, 31)) for year in range(last - 4, last + 1)]
        close = self.calendar.last_close()
        found, (start, end) = [], last_finished(cadence, close + timedelta(days=1))
        while start >= since:
            found.append((start, end))
            start, end = period_of(cadence, start - timedelta(days=1))
        return found[:0:-1] if self.told.get("late") else found[::-1]

    def _measure_parts(self, values: list[tuple[date, date, float]], told: dict[str, Any]) -> None:
        """Two sites whose weighted mean is the whole: the first moves from one distance to another, the second makes up for it."""
        first, second = (Site.objects.get(code=told[name]) for name in ("first", "second"))
        one, other = (
            Slice.objects.create(indicator=self.indicator, site=site, weight=weight)
            for site, weight in ((first, told["weight"]), (second, told["other_weight"]))
        )
        for place, (start, end, value) in enumerate(values):
            away = round(told["from"] + (told["to"] - told["from"]) * place / max(1, len(values) - 1), 2)
            self._measure(start, end, round(value + away, 3), one)
            self._measure(start, end, round(value - away * one.weight / other.weight, 3), other)

    def _measure(self, start: date, end: date, value: float, part: Slice | None = None, *, proven: bool = False) -> None:
        known = date(end.year + 1, *YEARLY_FIGURES) - timedelta(days=1) if self.indicator.cadence == "yearly" else end
        kind = "automatic" if self.told.get("automatic") else "manual"
        facts = {"indicator": self.indicator, "slice": part, "period_start": start, "period_end": end, "value": value, "source_kind": kind}
        at = instant(known + timedelta(days=BOOKS_CLOSE), 9)
        if proven and at < self.company.chronicle.until:
            facts |= {"source_kind": "evidenced", "evidence": self._proof(start, end, value, at)}
        facts["rolled_up"] = part is None and "parts" in self.told
        by = None if kind == "automatic" else self.steward
        step: Step = (at, by, facts)
        name = f"{self.code}:{end}" + (f":{part.site.code}" if part and part.site else "")
        self.company.chronicle.tell(Measurement, name, [step])

    def _proof(self, start: date, end: date, value: float, at: datetime) -> Attachment:
        """The small file that came with a value: what, when, how much, by whom, and that the company is invented."""
        period, steward = label(start, end, language()), self.steward
        lines = [str(self.indicator.name), period, f"{formatting.number(value)} {self.indicator.unit}", steward.full_name, str(INVENTED)]
        rows = "".join(f"{title};{line}\n" for title, line in zip(str(TITLES).split(";"), lines, strict=True))
        file = SimpleUploadedFile(f"{said(self.told['proof'])}-{end:%Y-%m}.csv", rows.encode())
        return keep_evidence(kind=KIND, object_id=str(self.indicator.pk), upload=file, by=steward, at=at, signed=False)


def indicator_owner(teller: _Teller) -> User:
    """Who signs the target."""
    return teller.indicator.owner or teller.company.people["cmo"]


def _figures_year(calendar: Calendar) -> int:
    """The last year whose figures are known."""
    return calendar.today.year - (1 if calendar.today > date(calendar.today.year, *YEARLY_FIGURES) + timedelta(days=BOOKS_CLOSE) else 2)


def start_pillar(calendar: Calendar, by: User) -> ScoringModel:
    """The version of the scoring model that starts the pillar of indicators, some months ago."""
    day = calendar.month_start(-PILLAR_STARTED)
    before = ScoringModel.objects.order_by("-number").first()
    if before is None:
        raise ScoringModel.DoesNotExist
    return ScoringModel.objects.create(
        number=before.number + 1,
        parameters=before.parameters | {"kpi_starts": day.isoformat()},
        in_force_from=day,
        note=str(PILLAR_NOTE),
        recorded_at=instant(day - timedelta(days=3), 15),
        recorded_by=by,
        of_the_demo=True,
    )


def roll_up(indicators: dict[str, Indicator], calendar: Calendar) -> None:
    """The newest values, their status and the months, once everything is written."""
    refresh({indicator.pk: indicator for indicator in indicators.values()}, as_of=calendar.today)


# --- What projects prove and promise ---------------------------------------------------------------------------------
PROVES = {one["objective"]: one["from"] for one in read("indicators")["indicator"] if one.get("proves")}


def tell_proofs(scene: Scene, indicators: dict[str, Indicator]) -> None:
    """The indicators that prove a project; the reason why there is none; its promises."""
    tale, told = scene.tale, read("proofs")
    since = max(tale.starts_on, scene.calendar.month_start(-MONTHS_MEASURED)) + timedelta(days=6)
    for code in told["proves"].get(tale.code, _default(scene, told)):
        facts = {"project": scene.project, "indicator": indicators[code], "share": 1.0, "starts_on": since}
        scene.chronicle.tell(ProjectIndicator, f"{tale.code}:{code}", [(instant(since, 15), scene.lead, facts)])
    reason = told["none"].get("obligation" if tale.project_class == "obligation" else tale.code)
    if reason and tale.code not in told["proves"]:
        facts = {"project": scene.project, "reason": said(reason), "until": scene.calendar.away(200)}
        scene.chronicle.tell(NoIndicatorReason, tale.code, [(instant(since, 15), scene.lead, facts)])
    for claim in told["claim"]:
        if claim["project"] == tale.code:
            _tell_claim(scene, indicators[claim["indicator"]], claim)


def _default(scene: Scene, told: dict[str, Any]) -> list[str]:
    """A project is proved by the indicator of the objective it serves most, unless it has a reason to have none."""
    if scene.tale.code in told["none"] or scene.tale.project_class == "obligation":
        return []
    served = sorted((link for link in scene.tale.links if link.end in "vx"), key=lambda link: (-float(link.level), link.objective))
    return [PROVES[served[0].objective]] if served and served[0].objective in PROVES else []


def _tell_claim(scene: Scene, indicator: Indicator, told: dict[str, Any]) -> None:
    calendar = scene.calendar
    promised, due = calendar.month_start(-told["promised"]) + timedelta(days=8), calendar.month_end(-told["due"])
    facts = {
        "project": scene.project, "indicator": indicator, "delta": told["delta"], "promised_on": promised, "start_value": told["start"],
        "due_on": due, "assumption": said(told["assumes"]),
    }  # fmt: skip
    steps: list[Step] = [(instant(promised, 16), scene.lead, facts)]
    if "verdict" in told:
        judged = due + timedelta(days=BOOKS_CLOSE + 2)
        steps.append((instant(judged, 5), None, facts | {"verdict": told["verdict"], "end_value": told["end"], "judged_on": judged}))
    scene.chronicle.tell(KpiClaim, f"{scene.tale.code}:{indicator.code}", steps)
