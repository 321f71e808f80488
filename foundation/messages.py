"""Translations: several .po files by area, merged and compiled into the one django.mo that Django reads. Pure Python.

The area of a message is the folder it is used in; one used in two areas belongs to `foundation`.
"""

import re
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
SHARED = "foundation"
AREAS = ("foundation", "strategy", "kpis", "rse", "portfolio", "dashboards", "exchange", "reports")
SOURCES = ("foundation", "strategy", "kpis", "rse", "portfolio", "cmo_portal", "templates")
SUFFIXES = (".py", ".html", ".txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {"fr": "nplurals=2; plural=(n > 1)", "en": "nplurals=2; plural=(n != 1)"}
PLACEHOLDER = re.compile(r"%\([a-z_A-Z0-9]+\)[sd]|%[sd]|\{[a-z_A-Z0-9.:,]*\}")
HEADER = 'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals};\\n"\n\n'
Key = tuple[str, str | None]


def area_of(path: Path) -> str:
    """The area whose .po file holds the messages of a source file (`path` relative to the root)."""
    return next((part for part in path.parts if part in AREAS), SHARED)


def messages_in_sources() -> dict[Key, tuple[Message, set[str]]]:
    """Every message of the sources with the areas that use it."""
    found: dict[Key, tuple[Message, set[str]]] = {}
    for path in _source_files():
        relative = path.relative_to(ROOT)
        for message in _messages_of(path):
            known, areas = found.setdefault(key_of(message), (message, set()))
            if isinstance(message.id, tuple) and not isinstance(known.id, tuple):
                found[key_of(message)] = (message, areas)
            areas.add(area_of(relative))
            found[key_of(message)][0].locations.append((relative.as_posix(), 0))
    return found


def key_of(message: Message) -> Key:
    """What makes a message one: its (singular) text and its context."""
    return (message.id[0] if isinstance(message.id, list | tuple) else message.id), message.context


def _source_files() -> Iterator[Path]:
    for name in SOURCES:
        folder = ROOT / name
        yield from sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and "migrations" not in p.parts and p.is_file())


def _messages_of(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Only the calls are kept: the rest of a page is not Python and its indentation is not either.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    for line, ids, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}):
        yield Message(ids, locations=[], lineno=line, context=context)


def read_area(language: str, area: str) -> Catalog:
    """The .po file of one area; an empty catalogue where there is none."""
    path = _po_path(language, area)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(language: str = "fr") -> dict[str, int]:
    """Bring the .po files in line with the sources, keeping every translation; the number of messages of each area."""
    known = {key_of(m): m for area in AREAS for m in read_area(language, area) if m.id}
    catalogs = {area: _empty(language) for area in AREAS}
    for key, (message, areas) in sorted(messages_in_sources().items(), key=lambda item: (item[0][0], item[0][1] or "")):
        area = next(iter(areas)) if len(areas) == 1 else SHARED
        old = known.get(key)
        text = old.string if old and isinstance(old.id, tuple) == isinstance(message.id, tuple) else ""
        flags = {"python-format"} if PLACEHOLDER.search(key[0]) and "%" in key[0] else set()
        catalogs[area].add(message.id, text or None, locations=sorted(set(message.locations)), flags=flags, context=message.context)
    for area, catalog in catalogs.items():
        _write_po(catalog, _po_path(language, area))
    return {area: len(catalog) for area, catalog in catalogs.items()}


def faults(language: str = "fr") -> list[str]:
    """What is wrong with the translations: missing, fuzzy, twice, with other placeholders, or no longer in the sources."""
    wrong: list[str] = []
    seen: dict[Key, str] = {}
    for area in AREAS:
        for message in read_area(language, area):
            if not message.id:
                continue
            key = key_of(message)
            if key in seen:
                wrong.append(f"{area}.po and {seen[key]}.po both hold {key[0]!r}")
            seen[key] = area
            wrong += [f"{area}.po: {fault}: {key[0]!r}" for fault in _faults_of(message)]
    sources = messages_in_sources()
    wrong += [
        f"{'/'.join(sorted(sources[key][1]))}: not in the .po files (./run messages): {key[0]!r}" for key in sources.keys() - seen.keys()
    ]
    wrong += [f"{seen[key]}.po: no longer used (./run messages): {key[0]!r}" for key in seen.keys() - sources.keys()]
    return sorted(wrong)


def _faults_of(message: Message) -> Iterator[str]:
    strings = list(message.string) if isinstance(message.string, list | tuple) else [message.string]
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    ids = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    # Each form has its own: the singular may name the one thing, the plural only counts.
    allowed, wanted = ({found for one in chosen for found in PLACEHOLDER.findall(one)} for chosen in (ids, ids[-1:]))
    if any(set(PLACEHOLDER.findall(string)) - allowed for string in strings) or wanted - set(PLACEHOLDER.findall(strings[-1])):
        yield "other placeholders"


def ensure_compiled() -> None:
    """Compile what is older than its sources. Called when a process starts; a read-only folder keeps what it has."""
    for language in ("fr", "en"):
        target = _mo_path(language)
        sources = [path for area in AREAS if (path := _po_path(language, area)).exists()]
        if sources and (not target.exists() or target.stat().st_mtime < max(p.stat().st_mtime for p in sources)):
            try:
                compile_language(language)
            except PermissionError:
                return
            # Whoever asked for a translation before now holds the old catalogue, or none.
            translation_file_changed(None, target)


def compile_language(language: str) -> int:
    """Merge the areas of one language into its django.mo; the number of messages."""
    merged = _empty(language)
    for area in AREAS:
        for message in read_area(language, area):
            if message.id and message.string:
                merged.add(message.id, message.string, context=message.context)
    target = _mo_path(language)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Another process may read or write the same file: it must see a whole one.
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        write_mo(file, merged)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
    return len(merged)


def _empty(language: str) -> Catalog:
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", f"{PLURALS[language]};")]
    return catalog


def _write_po(catalog: Catalog, path: Path) -> None:
    if not len(catalog):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # The header says only what readers of the file need: a date in it would make every merge a conflict.
    with path.open("wb") as file:
        file.write(HEADER.format(language=catalog.locale, plurals=PLURALS[str(catalog.locale)]).encode())
        write_po(file, catalog, width=140, sort_output=True, omit_header=True, no_location=True)


def _po_path(language: str, area: str) -> Path:
    return ROOT / "locale" / language / f"{area}.po"


def _mo_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.mo"
