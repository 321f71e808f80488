"""Somebody's own fifteen projects in five objectives, and the template with them typed in."""

import io
import zipfile
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cmo_portal.exchange.template import FIELDS
from foundation.tabular import Sheet, xlsx_bytes

TODAY = timezone.localdate()
OBJECTIVES = [
    ("O1", "Serve customers in a day", "major", "short"),
    ("O2", "Halve our emissions", "major", "long"),
    ("O3", "Decide on good figures", "important", "medium"),
    ("O4", "Skills for every team", "important", "medium"),
    ("O5", "Simpler purchasing", "useful", "short"),
]
# Code, name, unit, months since the start, months to the end, budget k€, forecast, health, note, then objective and level twice.
PROJECTS = [
    ("P01", "One-day delivery", "LOG", 8, 7, 900, 940, "green", "", "O1", "full", "O5", "partial"),
    ("P02", "New warehouse north", "LOG", 14, 10, 2400, 2700, "amber", "Steel is late by three weeks", "O1", "strong", "O2", "partial"),
    ("P03", "Electric vans", "LOG", 5, 20, 1300, 1300, "green", "", "O2", "strong", "", ""),
    ("P04", "Heat pumps in two plants", "IND", 11, 13, 1800, 1750, "green", "", "O2", "full", "", ""),
    ("P05", "Customer portal", "IT", 9, 4, 750, 910, "red", "Two interfaces fail under load", "O1", "partial", "O3", "weak"),
    ("P06", "Data catalogue", "IT", 3, 9, 220, 220, "green", "", "O3", "strong", "", ""),
    ("P07", "Finance cockpit", "FIN", 6, 6, 310, 300, "green", "", "O3", "full", "O5", "weak"),
    ("P08", "Academy for foremen", "HR", 10, 14, 260, 260, "green", "", "O4", "full", "", ""),
    ("P09", "Mentoring", "HR", 2, 10, 60, 60, "green", "", "O4", "strong", "O1", "weak"),
    ("P10", "One basket for purchasing", "FIN", 7, 5, 180, 210, "amber", "Two units hesitate", "O5", "full", "", ""),
    ("P11", "Supplier scorecards", "FIN", 4, 8, 90, 90, "green", "", "O5", "partial", "O2", "weak"),
    ("P12", "Shop refresh", "SHOP", 6, 3, 1100, 1150, "green", "", "O1", "weak", "", ""),
    ("P13", "Returns desk", "SHOP", 3, 6, 240, 240, "green", "", "O1", "strong", "", ""),
    ("P14", "Reusable packaging", "LOG", 5, 12, 330, 330, "amber", "The washing line waits for a permit", "O2", "partial", "O5", "weak"),
    ("P15", "Accessible web shop", "IT", 2, 7, 150, 150, "green", "", "O1", "partial", "O3", "weak"),
]


def filled(template: bytes) -> bytes:
    """The workbook as it was downloaded, with rows typed under its own headings."""
    headings = [field.en for field in FIELDS]
    with zipfile.ZipFile(io.BytesIO(template)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert all(heading in sheet for heading in headings)
    rows = [[typed.get(heading) for heading in headings] for typed in typed_rows()]
    return xlsx_bytes([Sheet("Projects", headings, rows), Sheet("Objectives", ("Code", "Objective", "Class", "Horizon"), OBJECTIVES)])


def typed_rows() -> list[dict[str, Any]]:
    """{heading: what is typed below it} for each project; what stays empty is left out."""
    rows = []
    for code, name, unit, since, ahead, budget, forecast, health, note, *links in PROJECTS:
        typed = {"Code": code, "Project name": name, "Unit": unit, "Budget": budget, "Forecast": forecast, "Health": health, "Note": note}
        typed |= {"Start": TODAY - timedelta(days=30 * since), "End": TODAY + timedelta(days=30 * ahead), "Health date": TODAY}
        typed |= dict(zip(("Objective 1", "Level 1", "Objective 2", "Level 2"), links, strict=True))
        rows.append({heading: value for heading, value in typed.items() if value})
    return rows
