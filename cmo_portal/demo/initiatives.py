"""The company's six initiatives: started, reported on, adjusted, with what they promise and what they have brought."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import said
from foundation.accounts.models import OrganisationUnit, Site, User
from kpis.models import Indicator
from portfolio.actions.initiatives import link_initiative
from portfolio.models import Project
from rse.actions.effects import promise_effect, realise_effect
from rse.actions.initiatives import adjust_initiative, change_initiative, report_update, start_initiative
from rse.models import Initiative, Theme
from strategy.models import StrategicObjective


def tell_initiatives(
    calendar: Calendar,
    people: Mapping[str, User],
    units: Mapping[str, OrganisationUnit],
    objectives: Mapping[str, StrategicObjective],
    projects: Mapping[str, Project],
) -> dict[str, Initiative]:
    """Write them through the portal's own actions, each at the instant at which it would have been done."""
    told = read("initiatives")["initiative"]
    teller = _Teller(calendar, people, units, objectives)
    started = {one["code"]: teller.tell(one) for one in told}
    at = instant(calendar.month_start(-6))
    for one in told:
        for code in one["projects"]:
            link_initiative(project=projects[code], initiative=started[one["code"]], by=None, at=at)
    return started


class _Teller:
    def __init__(
        self, calendar: Calendar, people: Mapping[str, User], units: Mapping[str, OrganisationUnit], objectives: Mapping[str, Any]
    ) -> None:
        self.calendar, self.people, self.units, self.objectives = calendar, people, units, objectives
        self.themes = {theme.code: theme for theme in Theme.objects.select_related("group")}
        self.sites = {site.code: site for site in Site.objects.filter(is_demo=True)}
        self.indicators = {indicator.code: indicator for indicator in Indicator.objects.filter(is_demo=True)}

    def tell(self, told: dict[str, Any]) -> Initiative:
        initiative = self._start(told)
        self._effects(initiative, told)
        self._days(initiative, told)
        return initiative

    def _start(self, told: dict[str, Any]) -> Initiative:
        starts = self.calendar.month_start(told["starts"])
        names = {f"{field}_{here}": told[f"{key}{here}"] for field, key in (("name", ""), ("purpose", "purpose_")) for here in ("fr", "en")}
        return start_initiative(
            code=told["code"],
            themes=[self.themes[code] for code in told["themes"]],
            sites=[self.sites[code] for code in told["sites"]],
            objectives=[self.objectives[code] for code in told["objectives"]],
            owner=self.people[told["owner"]],
            unit=self.units[told["unit"]],
            categories=told["categories"],
            starts_on=starts,
            ends_on=self.calendar.month_end(told["ends"]) if "ends" in told else None,
            budget=Decimal(told["budget"]),
            funded=True,
            cadence=told["cadence"],
            is_demo=True,
            by=None,
            at=instant(starts),
            **names,
        )

    def _effects(self, initiative: Initiative, told: dict[str, Any]) -> None:
        """What it promises from the start and has brought since; then its goals of the UN, which need an indicator."""
        begun = instant(initiative.starts_on, 11)
        for effect in told["effect"]:
            until = self.calendar.month_end(effect["to_month"]) if "to_month" in effect else None
            promised = promise_effect(
                initiative=initiative,
                name_fr=effect["fr"],
                name_en=effect["en"],
                indicator=self.indicators.get(effect.get("indicator", "")),
                unit=said(effect["unit"]),
                baseline=effect.get("from"),
                expected=float(effect["to"]),
                expected_from=self.calendar.month_start(effect["from_month"]),
                expected_to=until if effect["unit"] != "tCO2e" else None,
                confidence=effect["confidence"],
                by=None,
                at=begun,
            )
            known = self.calendar.away(-effect["days"])
            realise_effect(effect=promised, realised=float(effect["now"]), on=known, by=None, at=instant(known, 15))
        if told["goals"]:
            wanted = [self.themes[code] for code in (*told["themes"], *told["goals"])]
            change_initiative(initiative=initiative, version=1, themes=wanted, by=None, at=begun + timedelta(hours=1))

    def _days(self, initiative: Initiative, told: dict[str, Any]) -> None:
        """Updates and adjustments in the order of their days."""
        owner = self.people[told["owner"]]
        for one in sorted([*told["update"], *told.get("adjustment", [])], key=lambda one: -one["days"]):
            day = self.calendar.away(-one["days"])
            words = {name: said(one[name]) for name in ("note", "what", "why") if name in one}
            told_as_is = {name: one[name] for name in ("health", "progress") if name in one}
            facts = told_as_is | words | {"author": owner, "by": None, "at": instant(day, 16)}
            if "health" in one:
                report_update(initiative=initiative, on=day, **facts)
            else:
                adjust_initiative(initiative=initiative, **facts)
