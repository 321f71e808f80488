"""On the ground and in public: waste and materials of the sites, the homes of Toits solidaires, what the company says of itself."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.core.files.uploadedfile import SimpleUploadedFile

from cmo_portal.demo.chronicle import NAMES
from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, instant
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import Site, User
from foundation.attachments.actions import keep_evidence
from rse.actions.grounds import record_history, review_claim, start_local_project, state_claim
from rse.models import Initiative

MONTHS = 24
HOMES = Said("logements", "homes")
PROOF = Said("preuve.txt", "proof.txt")


def tell_grounds(calendar: Calendar, people: Mapping[str, User], initiatives: Mapping[str, Initiative]) -> None:
    """Write them through the portal's own actions."""
    told = read("grounds")
    sites = {site.code: site for site in Site.objects.filter(is_demo=True)}
    at = instant(calendar.away(-3))
    record_history(waste=list(_waste(calendar, told, sites)), bought=list(_materials(calendar, told, sites)), by=None, at=at)
    for one in told["local"]:
        _local_project(calendar, one, people, initiatives.get("TOITS"))
    for one in told["claim"]:
        _claim(calendar, one, people)


def _waste(calendar: Calendar, told: dict[str, Any], sites: Mapping[str, Site]) -> Iterator[dict[str, Any]]:
    """The share diverted rises for a year, then stays where it is: that is what the initiative must answer."""
    for back in range(MONTHS, 0, -1):
        month = calendar.month_start(-back)
        share = told["first"] + (told["now"] - told["first"]) * min((MONTHS - back) / 12, 1.0)
        for code, tonnes in told["sites"].items():
            whole = tonnes * (1 + 0.08 * ((month.month * 7 + len(code)) % 5 - 2) / 2)
            for lines, part in ((told["diverted"], share), (told["lost"], 1 - share)):
                for stream, treatment, weight in lines:
                    facts = {"stream": stream, "treatment": treatment, "tonnes": round(whole * part * weight, 2)}
                    yield {"site": sites[code], "month": month, **facts}


def _materials(calendar: Calendar, told: dict[str, Any], sites: Mapping[str, Site]) -> Iterator[dict[str, Any]]:
    for back in range(12, 0, -1):
        for code in told["factories"]:
            for material, tonnes, recycled, certified in told["materials"]:
                parts = {"recycled": round(tonnes * recycled, 1), "certified": round(tonnes * certified, 1)}
                yield {"site": sites[code], "month": calendar.month_start(-back), "material": material, "tonnes": float(tonnes), **parts}


def _local_project(calendar: Calendar, one: dict[str, Any], people: Mapping[str, User], initiative: Initiative | None) -> None:
    starts = calendar.month_start(-10)
    start_local_project(
        code=one["code"], name_fr=one["fr"], name_en=one["en"], territory=said(one["territory"]), partner=one["partner"],
        initiative=initiative, owner=people["rse"], starts_on=starts, ends_on=calendar.month_end(2), budget=Decimal(one["budget"]),
        beneficiaries=one["helped"], volunteer_hours=one["hours"], counted=str(HOMES), planned=one["planned"],
        achieved=one["achieved"], outcome=said(one["outcome"]), is_demo=True, by=None, at=instant(starts),
    )  # fmt: skip


def _claim(calendar: Calendar, one: dict[str, Any], people: Mapping[str, User]) -> None:
    first, last = (calendar.away(days) for days in one["days"])
    at, key = instant(calendar.away(one["days"][1] + 5)), uuid5(NAMES, f"claim:{one['fr']}")
    proof = None
    if "proof" in one:
        file = SimpleUploadedFile(str(PROOF), f"{said(one['proof'])}\n".encode())
        proof = keep_evidence(kind="rse.publicclaim", object_id=str(key), upload=file, by=people["rse"], at=at, signed=False)
    claim = state_claim(
        key=key, statement_fr=one["fr"], statement_en=one["en"], channel=said(one["channel"]), period_from=first, period_to=last,
        expires_on=calendar.away(one["expires"]), owner=people["rse"], evidence=proof, is_demo=True, by=None, at=at,
    )  # fmt: skip
    if one["reviewed"]:
        review_claim(claim=claim, reviewer=people["cmo"], by=None, at=instant(calendar.away(one["days"][1] + 9)))
