"""What a partner may answer to a point of the VSME standard: pure rules, the sentence of what is wrong with a value."""

from collections.abc import Mapping

from foundation.refusals import gettext_noop as _

COUNT, NUMBER, PERCENT, YES_NO = "count", "number", "percent", "yes_no"
LARGEST = 1e12
STAFF, WASTE, HAZARDOUS = "NumberOfEmployees", "TotalWasteGeneratedMass", "TotalHazardousWasteGeneratedMass"
INCIDENTS = "UndertakingHasConfirmedHumanRightsIncidentsInItsOwnWorkforce"
Answer = int | float | bool


def fault(kind: str, value: object) -> str:
    """What is wrong with an answer to a point of this kind, as a sentence; empty when it may stand."""
    if kind == YES_NO:
        return "" if isinstance(value, bool) else _("Answer yes or no, or leave the question open.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _("Write a number, or leave the field empty.")
    if not 0 <= value <= LARGEST:
        return _("A value cannot be negative, nor that large: check it and its unit.")
    if kind == COUNT and value != int(value):
        return _("Write a whole number.")
    if kind == PERCENT and value > 100:
        return _("A share lies between 0 and 100.")
    return ""


def faults(kinds: Mapping[str, str], answers: Mapping[str, object]) -> dict[str, str]:
    """The sentence of each answer that cannot stand, by its concept; `kinds` names the points that were asked."""
    found = {name: fault(kinds[name], value) if name in kinds else _("This point was not asked.") for name, value in answers.items()}
    found = {name: sentence for name, sentence in found.items() if sentence}
    if not found and _amount(answers, HAZARDOUS) > _amount(answers, WASTE) and WASTE in answers:
        found[HAZARDOUS] = _("Hazardous waste is part of all waste: it cannot be more.")
    return found


def _amount(answers: Mapping[str, object], name: str) -> float:
    value = answers.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def change(before: Answer | None, now: Answer | None) -> float | None:
    """By which share a figure moved, 0.1 for a tenth more; None where there is nothing to compare."""
    if before is None or now is None or isinstance(before, bool) or isinstance(now, bool) or not before:
        return None
    return (now - before) / before
