"""Bois vérifié: the suppliers of the company, how far they are assessed, what was found, and which projects depend on whom."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from cmo_portal.demo.company import read
from cmo_portal.demo.days import Calendar, dice, instant
from cmo_portal.demo.words import Said, said
from foundation.accounts.models import User
from foundation.attachments.actions import keep_evidence
from portfolio.actions.suppliers import depend_on
from portfolio.models import Project
from rse.actions.alerts import file_alert, name_recipient
from rse.actions.due_diligence import Judgement, ask_correction, assess_suppliers, close_correction, raise_finding
from rse.actions.questionnaires import answer_questionnaire, ask_questionnaire
from rse.actions.suppliers import SupplierFacts, record_suppliers
from rse.models import Supplier, Theme

BEGAN = 560  # days ago
REASONS = (
    Said("Questionnaire rempli et vérifié sur pièces.", "Questionnaire filled in and checked against documents."),
    Said("Audit sur site sans écart majeur.", "Audit on site without a major gap."),
    Said("Pays à risque, certificat valide et visite annuelle.", "Country at risk, valid certificate and yearly visit."),
    Said("Matière tracée jusqu’à la parcelle.", "Material traced back to the plot."),
    Said("Sous-traitance déclarée, clauses signées.", "Subcontracting declared, clauses signed."),
)
PURCHASES = Said("export-achats.csv", "purchasing-export.csv")
PHOTOS = Said("releves-photo.txt", "photo-records.txt")


def tell_value_chain(calendar: Calendar, people: Mapping[str, User], projects: Mapping[str, Project]) -> int:
    """Write them through the portal's own actions, each at the instant at which it would have been done; return how many."""
    told = read("value_chain")
    suppliers = _suppliers(calendar, told, people)
    _assess(calendar, told, suppliers, people["rse"].full_name)
    for one in told["finding"]:
        _finding(calendar, one, suppliers[one["supplier"]], people)
    for one in told["questionnaire"]:
        _questionnaire(calendar, one, suppliers[one["supplier"]])
    for person in (people["rse"], people["cmo"]):
        name_recipient(person=person, by=None, at=instant(calendar.away(-BEGAN)))
    told_alert = told["alert"]
    facts = {"subject": told_alert["subject"], "about": told_alert["about"], "text": said(told_alert["text"])}
    file_alert(key=uuid4(), at=instant(calendar.away(-told_alert["days"]), 21), is_demo=True, **facts)
    for code, numbers in told["depends"].items():
        for number in numbers:
            at = instant(calendar.away(-190))
            depend_on(project=projects[code], supplier=suppliers[number], purpose="", by=None, at=at)
    return len(suppliers)


def _suppliers(calendar: Calendar, told: dict[str, Any], people: Mapping[str, User]) -> list[Supplier]:
    trades, places, luck = told["trades"], told["places"], dice("suppliers")
    count = len(trades) * len(places)
    weights = [1 / (number + 6) for number in range(count)]
    facts = [
        SupplierFacts(
            code=f"F-{number + 1:04}",
            name=f"{trades[number % len(trades)]} {places[(number // len(trades) + number) % len(places)]}",
            country=told["countries"][number % len(told["countries"])],
            tier=1 if number < count * 0.7 else 2,
            spend_share=Decimal(str(round(0.64 * weights[number] / sum(weights), 6))),
            staff=luck.choice([12, 28, 45, 85, 140, 230, 410, 760]),
            buyer=people[told["buyers"][number % len(told["buyers"])]],
        )
        for number in range(count)
    ]
    record_suppliers(values=facts, by=None, at=instant(calendar.away(-BEGAN)), source=str(PURCHASES), is_demo=True)
    return list(Supplier.objects.filter(is_demo=True).order_by("code"))


def _assess(calendar: Calendar, told: dict[str, Any], suppliers: list[Supplier], assessor: str) -> None:
    """The largest first, wave by wave; risks follow the country, and what was found."""
    luck, waves = dice("risks"), told["waves"]
    found = {one["supplier"]: one["severity"] for one in told["finding"]}
    chosen = sorted(range(len(suppliers)), key=lambda number: (number not in found, number))[: told["assessed"]]
    for wave, days in enumerate(waves):
        day = calendar.away(-days)
        judged = []
        for number in chosen[wave :: len(waves)]:
            grave = {"severe": 5, "major": 4}.get(found.get(number, ""), 0)
            inherent = max(grave, luck.choice([4, 4, 5]) if suppliers[number].country in told["high"] else luck.choice([1, 2, 2, 3, 3, 4]))
            residual = 5 if grave == 5 else max(1, inherent - luck.choice([0, 1, 1, 2]))
            judged.append(Judgement(suppliers[number], inherent, residual, str(luck.choice(REASONS)), day, assessor))
        assess_suppliers(judgements=judged, by=None, at=instant(day, 15))


def _finding(calendar: Calendar, one: dict[str, Any], supplier: Supplier, people: Mapping[str, User]) -> None:
    day, owner = calendar.away(-one["days"]), people[one["owner"]]
    at = instant(day, 16)
    theme = Theme.objects.get(group__code="house", code=one["theme"])
    finding = raise_finding(
        supplier=supplier, title=said(one["title"]), description=said(one["description"]), severity=one["severity"], theme=theme,
        human_rights=one.get("human_rights", False), found_on=day, by=None, at=at,
    )  # fmt: skip
    action = ask_correction(
        finding=finding, what=said(one["what"]), due_on=calendar.away(one["due"]), owner=owner, by=None, at=at + timedelta(hours=1)
    )
    if "closed" in one:
        done = instant(calendar.away(-one["closed"]))
        file = SimpleUploadedFile(str(PHOTOS), f"{said(one['outcome'])}\n".encode())
        proof = keep_evidence(kind="rse.supplier", object_id=str(supplier.pk), upload=file, by=owner, at=done, signed=False)
        close_correction(action=action, outcome=said(one["outcome"]), evidence=proof, by=None, at=done)


def _questionnaire(calendar: Calendar, one: dict[str, Any], supplier: Supplier) -> None:
    """Asked by a link; answered where the story tells answers, which then wait for the buyer."""
    row, _token = ask_questionnaire(supplier=supplier, by=None, at=instant(calendar.away(-one["days"]), 10))
    if "answers" in one:
        day = calendar.away(-one["answered"])
        facts = {"answers": one["answers"], "year": day.year - 1, "respondent": one["respondent"]}
        answer_questionnaire(questionnaire=row, at=instant(day, 11), **facts)
