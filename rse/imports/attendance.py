"""Lists of who came, out of a file: a column for the person, one for the session where there are several, one for the site or unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation.refusals import Refusal
from foundation.refusals import gettext_noop as _
from foundation.tabular import Row, Table, Unreadable
from rse.actions.attendance import Attendance
from rse.identities import person_key, read_code
from rse.models import Campaign, CampaignGroup, CampaignSession
from rse.refusals import RseRefusal

COLUMNS = {
    "person": ("person", "personne", "matricule", "personnel number", "employee", "e-mail", "email", "courriel", "mail"),
    "session": ("session", "code", "séance", "seance"),
    "day": ("date", "day", "jour"),
    "site": ("site", "lieu", "place"),
    "unit": ("unit", "unité", "unite", "direction", "service"),
}
MOST_LINES = 50_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: `place` is like B9, the sentence has named gaps."""

    place: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """The lines that can be recorded, and what is wrong with the others. No name or number of a person is kept in either."""

    lines: list[Attendance]
    faults: list[Fault]


def read_lines(table: Table, campaign: Campaign) -> Read:
    """Read each line on its own. Raises RseRefusal when the column of persons is missing or the file is too long."""
    places = _places(table.headings)
    if len(table.rows) > MOST_LINES:
        raise RseRefusal(_("The file has %(count)s lines, more than %(limit)s: split it."), count=len(table.rows), limit=MOST_LINES)
    reader = _Reader(table, places, list(campaign.sessions.all()), list(campaign.groups.select_related("unit", "site")))
    for row in table.rows:
        reader.read(row)
    faults = [Fault(one.place, one.sentence, dict(one.facts)) for one in table.problems]
    return Read(reader.lines, [*faults, *reader.faults])


def _places(headings: Sequence[str]) -> dict[str, int]:
    folded = [heading.strip().casefold() for heading in headings]
    found = {name: next((folded.index(word) for word in words if word in folded), -1) for name, words in COLUMNS.items()}
    if found["person"] < 0:
        raise RseRefusal(_("The file has no column “person”: give it the personnel numbers or e-mail addresses."))
    return {name: place for name, place in found.items() if place >= 0}


class _Reader:
    """The lines of one file."""

    def __init__(
        self, table: Table, places: Mapping[str, int], sessions: Sequence[CampaignSession], groups: Sequence[CampaignGroup]
    ) -> None:
        self.table, self.places, self.sessions = table, places, sessions
        self.sites = {group.site.code.casefold(): group for group in groups if group.site}
        self.units = {group.unit.code.casefold(): group for group in reversed(groups)}
        self.lines: list[Attendance] = []
        self.faults: list[Fault] = []

    def read(self, row: Row) -> None:
        cells = {name: row.cells[place] if place < len(row.cells) else None for name, place in self.places.items()}
        broken = next(((name, cell) for name, cell in cells.items() if isinstance(cell, Unreadable)), None)
        if all(cell in (None, "") for cell in cells.values()):
            return
        if broken:
            self._fault(row, broken[0], broken[1].sentence)  # type: ignore[union-attr]
            return
        try:
            person = person_key(_text(cells["person"]))
        except Refusal:
            self._fault(row, "person", _("This is neither a personnel number nor an e-mail address."))
            return
        session = self._session(row, cells)
        group = self._group(row, cells) if session else None
        if session and group is not False:
            self.lines.append(Attendance(session.pk, person, group.pk if isinstance(group, CampaignGroup) else None))

    def _session(self, row: Row, cells: Mapping[str, Any]) -> CampaignSession | None:
        found = self.sessions
        if code := read_code(_text(cells.get("session"))):
            found = [one for one in found if one.code == code]
        if isinstance(cells.get("day"), date):
            found = [one for one in found if one.on == cells["day"]]
        if len(found) == 1:
            return found[0]
        sentence = (
            _("No session of this campaign has this code or day.")
            if not found
            else _("Several sessions would fit: write the code of the session.")
        )
        self._fault(row, "session" if "session" in self.places else "day" if "day" in self.places else "person", sentence)
        return None

    def _group(self, row: Row, cells: Mapping[str, Any]) -> CampaignGroup | bool | None:
        """The part of the audience; None where the file names none, False where it names one nobody knows."""
        for name, known in (("site", self.sites), ("unit", self.units)):
            if text := _text(cells.get(name)):
                group = known.get(text.casefold())
                if group is None:
                    self._fault(row, name, _("“%(place)s” is no site or unit of the audience: write its code."), place=text[:40])
                    return False
                return group
        return None

    def _fault(self, row: Row, column: str, sentence: str, **facts: Any) -> None:
        self.faults.append(Fault(self.table.place(row.number, self.places.get(column, self.places["person"])), sentence, facts))


def _text(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f") if hasattr(cell, "quantize") else str(cell if cell is not None else "").strip()
