"""Small files and mappings for the tests of imports."""

from datetime import UTC, date, datetime
from pathlib import Path

from cmo_portal.exchange.actions import carry_out
from cmo_portal.exchange.importing import ImportPlan, plan_import
from cmo_portal.exchange.mapping_file import parse_mapping
from cmo_portal.exchange.models import ImportBatch

ON = date(2026, 7, 1)
AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples" / "mappings"

MAPPING = """
[file]
language = "fr"
undisclosed = ["exempt*"]

[source]
name = "essai"
title = "Suivi d'essai"

[portfolio]
code = "ESSAI"
name_fr = "Portefeuille d'essai"
currency = "EUR"

[plan]
code = "PLAN"
name_fr = "Plan d'essai"
starts_on = 2026-01-01
ends_on = 2029-12-31

[units]
code = "Direction"

[project]
identity = ["Code"]
code = "Code"
name = "Nom"
starts_on = "Début"
ends_on = "Fin"

[[budget]]
year = 2026
unit = "k"
baseline = "Budget"

[health]
column = "Santé"
values = { vert = "green", orange = "amber", rouge = "red" }
reported_on = 2026-06-30

[links]
column = "Objectifs"
create = true
level = 0.75
approved_plan = "Plan approuvé par le comité"
weights = "equal"

[attributes]
rest = "keep"
"""
HEADINGS = "Code;Nom;Direction;Début;Fin;Budget;Santé;Objectifs;Remarque"
FIRST = "P1;Entrepôt été;DIS;13/02/2026;31/12/2027;1 200,5;vert;O1 - Livrer, O2 - Plaire;à suivre"
SECOND = "P2;Boutique;DCM;15/03/2026;30/06/2027;exempt (art. 43);orange;O1 - Livrer;"


def csv(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join([headings, *rows]).encode()


def planned(data: bytes, mapping: str = MAPPING, by: object = None) -> ImportPlan:
    return plan_import(data, file_name="essai.csv", mapping=parse_mapping(mapping), mapping_text=mapping, on=ON, by=by)


def imported(data: bytes, mapping: str = MAPPING, *, at: datetime = AT, by: object = None, keep_good: bool = False) -> ImportBatch | None:
    return carry_out(plan=planned(data, mapping, by), by=by, at=at, recorded_at=at, on=ON, keep_good=keep_good)
