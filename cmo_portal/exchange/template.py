"""The portal's own workbook: what its columns are called in both languages, how they are recognised, what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from foundation.quantities import fold
from foundation.search import fold as fold_accents
from foundation.tabular import Sheet, Table, TableRefused, read_table, xlsx_bytes
from portfolio.models import Health
from strategy.actions.imports import ImportedObjective

OBJECTIVE_SHEETS = {"fr": "Objectifs", "en": "Objectives"}
PROJECT_SHEETS = {"fr": "Projets", "en": "Projects"}
CLASSES = {"majeur": 3, "major": 3, "important": 2, "utile": 1, "useful": 1, "3": 3, "2": 2, "1": 1}
HORIZONS = {"court": "short", "short": "short", "moyen": "medium", "medium": "medium", "long": "long"}
LEVELS = {
    **dict.fromkeys(("faible", "weak", "0.25", "0,25", "25"), Decimal("0.25")),
    **dict.fromkeys(("partiel", "partielle", "partial", "0.5", "0,5", "50"), Decimal("0.5")),
    **dict.fromkeys(("fort", "forte", "strong", "0.75", "0,75", "75"), Decimal("0.75")),
    **dict.fromkeys(("total", "totale", "full", "1", "100"), Decimal(1)),
    **dict.fromkeys(("aucun", "aucune", "none", "0"), Decimal(0)),
}
HEALTH_WORDS = {
    **dict.fromkeys(("vert", "green", "g", "v", "sur la bonne voie", "on track"), Health.GREEN.value),
    **dict.fromkeys(("vert/orange", "amber/green", "plutôt sur la bonne voie"), Health.AMBER_GREEN.value),
    **dict.fromkeys(("orange", "amber", "yellow", "jaune", "à surveiller", "watch"), Health.AMBER.value),
    **dict.fromkeys(("orange/rouge", "amber/red"), Health.AMBER_RED.value),
    **dict.fromkeys(("rouge", "red", "r", "en difficulté", "off track"), Health.RED.value),
}
CLASS_WORDS = {
    **dict.fromkeys(("stratégique", "strategic"), "strategic"),
    **dict.fromkeys(("obligation", "réglementaire", "regulatory"), "obligation"),
    **dict.fromkeys(("courant", "run", "récurrent"), "run"),
}
STATUS_WORDS = {
    **dict.fromkeys(("non démarré", "à démarrer", "not started"), "not_started"),
    **dict.fromkeys(("actif", "en cours", "active", "running"), "active"),
    **dict.fromkeys(("en pause", "suspendu", "paused"), "paused"),
    **dict.fromkeys(("clos", "terminé", "closed", "done"), "closed"),
    **dict.fromkeys(("abandonné", "annulé", "cancelled"), "cancelled"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column may hold: its label on screen, its headings in the template, and other names people give it."""

    key: str
    label: object
    fr: str
    en: str
    width: int
    also: tuple[str, ...] = ()

    def is_called(self, heading: str) -> bool:
        return _plain(heading) in {_plain(name) for name in (self.fr, self.en, *self.also)}


FIELDS = (
    Field(
        "code",
        _("Code of the project"),
        "Code",
        "Code",
        12,
        ("id", "identifiant", "numéro", "reference", "référence", "key", "project code"),
    ),
    Field(
        "name",
        _("Name of the project"),
        "Nom du projet",
        "Project name",
        34,
        ("nom", "name", "projet", "project", "title", "titre", "intitulé"),
    ),
    Field("summary", _("Summary"), "Description", "Description", 40, ("summary", "résumé", "objet")),
    Field("unit", _("Unit"), "Direction", "Unit", 16, ("entité", "department", "département", "service", "direction porteuse")),
    Field("project_class", _("Class"), "Classe", "Class", 14, ("nature", "type de projet")),
    Field("status", _("Status"), "Statut", "Status", 14, ("état", "state")),
    Field("starts_on", _("Start"), "Début", "Start", 12, ("date de début", "start date", "starts")),
    Field("ends_on", _("End"), "Fin", "End", 12, ("date de fin", "end date", "ends", "échéance")),
    Field("budget", _("Budget of the year"), "Budget", "Budget", 14, ("budget annuel", "budget de l'année", "yearly budget")),
    Field("forecast", _("Forecast of the year"), "Prévision", "Forecast", 14, ("prévisionnel", "atterrissage")),
    Field("health", _("Declared health"), "Santé", "Health", 12, ("météo", "rag", "couleur")),
    Field("reported_on", _("Date of the health"), "Date de la santé", "Health date", 14, ("date météo",)),
    Field("note", _("Note on the health"), "Note", "Note", 30, ("commentaire", "comment")),
    *(
        field
        for n, label_o, label_l in (
            (1, _("Objective 1"), _("Level for objective 1")),
            (2, _("Objective 2"), _("Level for objective 2")),
            (3, _("Objective 3"), _("Level for objective 3")),
        )
        for field in (
            Field(f"objective_{n}", label_o, f"Objectif {n}", f"Objective {n}", 24, ("objectif", "objective") if n == 1 else ()),
            Field(f"level_{n}", label_l, f"Niveau {n}", f"Level {n}", 12, ("niveau", "level") if n == 1 else ()),
        )
    ),
)
KEYS = {field.key for field in FIELDS}


def recognised(headings: Sequence[str]) -> dict[str, str]:
    """Return {heading: field} of the columns whose heading is known; each field once, the first column wins."""
    found: dict[str, str] = {}
    for heading in headings:
        key = next((field.key for field in FIELDS if field.is_called(heading) and field.key not in found.values()), None)
        if key:
            found[heading] = key
    return found


def listed_objectives(data: bytes) -> dict[str, ImportedObjective]:
    """Read the sheet of objectives (code, name, class, horizon); empty where the file has none or it is blank."""
    for sheet in OBJECTIVE_SHEETS.values():
        try:
            table = read_table(data, sheet=sheet)
        except TableRefused:
            continue
        return dict(_objectives(table))
    return {}


def _objectives(table: Table) -> list[tuple[str, ImportedObjective]]:
    found = []
    for row in table.rows:
        code, name, weight, horizon = (*(str(cell or "").strip() for cell in row.cells), "", "", "", "")[:4]
        if code:
            one = ImportedObjective(
                code[:40], (name or code)[:300], HORIZONS.get(_first(horizon), "medium"), CLASSES.get(_first(weight), 2)
            )
            found.append((one.code, one))
    return found


def workbook(language: str, *, on: date, objectives: Sequence[tuple[str, str, str, str]] = ()) -> bytes:
    """Return the template: a sheet for projects, one for objectives (those of the plan already in), one that explains."""
    french = language == "fr"
    headings = [field.fr if french else field.en for field in FIELDS]
    widths = [field.width for field in FIELDS]
    return xlsx_bytes(
        [
            Sheet(PROJECT_SHEETS[language], headings, [], widths),
            Sheet(OBJECTIVE_SHEETS[language], _OBJECTIVE_HEADINGS[language], objectives, (10, 44, 14, 12)),
            Sheet(
                "Aide" if french else "Help",
                ("Colonne", "Que mettre") if french else ("Column", "What to write"),
                _help(language, on),
                (24, 90),
            ),
        ]
    )


_OBJECTIVE_HEADINGS = {"fr": ("Code", "Objectif", "Classe", "Horizon"), "en": ("Code", "Objective", "Class", "Horizon")}


def _help(language: str, on: date) -> list[tuple[str, str]]:
    if language == "fr":
        return [
            ("Code", "Ce qui distingue le projet ; une seconde importation du même code le met à jour."),
            ("Direction", "Le code de l'entité ; elle est créée si elle n'existe pas."),
            ("Classe", "stratégique (par défaut), obligation ou courant."),
            ("Début, Fin", f"Des dates : {on:%d/%m/%Y}."),
            ("Budget, Prévision", f"Pour l'année {on.year} ; l'unité (€, k€, M€) est demandée une fois à l'importation."),
            ("Santé", "vert, orange ou rouge ; vide si elle n'est pas déclarée."),
            ("Objectif 1 à 3", "Un code ou un nom de la feuille Objectifs."),
            ("Niveau 1 à 3", "faible, partiel (par défaut), fort ou total."),
            ("Objectifs", "Classe : majeur, important ou utile ; horizon : court, moyen ou long."),
        ]
    return [
        ("Code", "What tells the project from others; importing the same code again updates it."),
        ("Unit", "The code of the unit; it is created where missing."),
        ("Class", "strategic (by default), obligation or run."),
        ("Start, End", f"Dates: {on:%Y-%m-%d}."),
        ("Budget, Forecast", f"For the year {on.year}; the unit (€, k€, M€) is asked once at import."),
        ("Health", "green, amber or red; empty where it is not declared."),
        ("Objective 1 to 3", "A code or a name of the sheet Objectives."),
        ("Level 1 to 3", "weak, partial (by default), strong or full."),
        ("Objectives", "Class: major, important or useful; horizon: short, medium or long."),
    ]


def _plain(heading: str) -> str:
    return fold(fold_accents(heading)).rstrip(" *:")


def _first(words: str) -> str:
    return fold(words).split(" ")[0]
