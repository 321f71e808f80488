"""Entering many values at once: each row is read on its own, then all are recorded or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from foundation.attachments.actions import read_checked
from foundation.bilingual import language
from foundation.refusals import Refusal
from kpis import entry
from kpis.actions.measurements import Place, Value
from kpis.forms.fields import in_words
from kpis.queries.due import Due
from kpis.refusals import Implausible


@dataclass
class Line:
    """One row of the screen: what is due, what was typed, what is wrong, and whether an unusual value was asked about."""

    due: Due
    text: str = ""
    error: str = ""
    asked: str = ""  # the text that was asked about: typed again, it is confirmed
    file_name: str = ""  # of the evidence that came with it; a browser does not send it again by itself


@dataclass
class EntryForm:
    """The screen: `values` of the rows that were filled in when nothing is wrong."""

    lines: list[Line]
    values: list[Value] = field(default_factory=list)
    files: dict[Place, UploadedFile] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        return not any(line.error for line in self.lines)

    @property
    def filled(self) -> int:
        return sum(bool(line.text) for line in self.lines)


def blank(dues: Sequence[Due], draft: Mapping[str, str]) -> EntryForm:
    """The screen with what was kept of an earlier visit."""
    return EntryForm([Line(due, str(draft.get(due.field, ""))) for due in dues])


def read(dues: Sequence[Due], posted: Mapping[str, str], files: Mapping[str, UploadedFile] | None = None) -> EntryForm:
    """What was typed. A value outside the plausible range is asked about once; sent again unchanged, it is confirmed."""
    form = EntryForm([])
    for due in dues:
        line, file = Line(due, posted.get(due.field, "").strip()[:60]), (files or {}).get(due.file_field)
        line.file_name = file.name or "" if file else ""
        form.lines.append(line)
        if line.text:
            _read(line, posted.get(f"asked-{due.field}", ""), file, form)
        elif file:
            line.error = _("Type the value that this file proves.")
    return form


def _read(line: Line, asked: str, file: UploadedFile | None, form: EntryForm) -> None:
    due, indicator = line.due, line.due.indicator
    try:
        value = entry.read_value(line.text, unit=indicator.unit, comma_is_decimal=language() == "fr")
        entry.check_period(due.start, due.end, today=due.today)
        confirmed = asked == line.text
        entry.check_plausible(value, indicator.plausible_low, indicator.plausible_high, confirmed=confirmed)
        found = Value(indicator, due.start, due.end, value, slice=due.slice, confirmed=confirmed)
        if file:
            read_checked(file)
            file.seek(0)
            form.files[found.place] = file
        form.values.append(found)
    except Implausible as question:
        line.error, line.asked = in_words(question), line.text
    except Refusal as refusal:
        line.error = in_words(refusal)


def spread(dues: Sequence[Due], posted: Mapping[str, str]) -> dict[str, str]:
    """The cells of a pasted column by field: `code<tab>value` lines by code, bare values in the order of the empty rows.

    A slice is named by two cells: `code<tab>part<tab>value`.
    """
    pasted = [line for line in posted.get("column", "").splitlines() if line.strip()]
    by_code = {due.code.casefold(): due for due in dues}
    free = [due for due in dues if not posted.get(due.field, "").strip()]
    found: dict[str, str] = {}
    for line in pasted[: 2 * len(dues) + 10]:
        cells = [cell.strip() for cell in line.split("\t")]
        due = by_code.get(" · ".join(cells[:-1]).casefold()) if len(cells) > 1 else None
        if due is None:
            due = next((one for one in free if one.field not in found), None)
        if due is not None:
            found[due.field] = cells[-1]
    return found
