"""From the bytes of a file to a table: what kind of file it is, told by its first bytes and never by its name."""

from pathlib import Path

from foundation.refusals import gettext_noop
from foundation.tabular import delimited, encodings, spreadsheet
from foundation.tabular.table import DEFAULT_LIMITS, Limits, Table, TableRefused, Watch, build_table

EMPTY = gettext_noop("The file is empty. Choose a file with headings and rows.")
TOO_LARGE = gettext_noop("The file has %(size)s MiB, more than %(limit)s. Split it, or remove columns you do not need.")
OLD_EXCEL = gettext_noop("The file is an old or a protected Excel workbook. Open it, remove its password and save it as XLSX or CSV UTF-8.")
FOREIGN = gettext_noop("The file is %(kind)s, not a table. Open it and save it as XLSX or CSV UTF-8.")
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "RTF"),
)
OLE = b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MARKUP = (b"<?xml", b"<html", b"<!doctype", b"<table", b"<workbook")


def read_table(
    source: bytes | Path,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    transposed: bool = False,
    heading_row: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Table:
    """Read a CSV, TSV or XLSX file of any encoding and separator; what is not declared is detected and told in `form`.

    Raises TableRefused, whose sentence names row and cell and says what to do. At most about 5 s and 256 MiB.
    """
    data = _bounded(source, limits)
    _refuse_foreign(data)
    watch = Watch(limits)
    if data.startswith(ZIP):
        grid, form = spreadsheet.grid(data, sheet=sheet, watch=watch)
    else:
        grid, form = _delimited(data, encoding, separator, watch)
    return build_table(grid, form=form, transposed=transposed, heading_row=heading_row)


def _bounded(source: bytes | Path, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.file_bytes:
        mib = 1024 * 1024
        raise TableRefused(TOO_LARGE, size=f"{size / mib:.1f}", limit=limits.file_bytes // mib)
    if size == 0:
        raise TableRefused(EMPTY)
    return source if isinstance(source, bytes) else source.read_bytes()


def _refuse_foreign(data: bytes) -> None:
    if data.startswith(OLE):
        raise TableRefused(OLD_EXCEL)
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise TableRefused(FOREIGN, kind=kind)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise TableRefused(FOREIGN, kind="HTML/XML")


def _delimited(data: bytes, encoding: str | None, separator: str | None, watch: Watch) -> tuple[spreadsheet.Grid, dict[str, str]]:
    text, used = encodings.decode(data, encoding)
    hint, text = _separator_hint(text)
    chosen = delimited.separator_of(text, separator or hint)
    quote = delimited.quote_of(text, chosen)
    form = {"kind": "CSV", "encoding": used, "separator": delimited.NAMES.get(chosen, chosen)}
    return delimited.records(text, separator=chosen, quote=quote, watch=watch), form


def _separator_hint(text: str) -> tuple[str | None, str]:
    """Obey the line `sep=;` that Excel writes and hides."""
    first, _, rest = text.partition("\n")
    words = first.strip().strip('"').lower()
    if words.startswith("sep=") and len(words) == 5:
        return words[4], rest
    return ("\t", rest) if first.rstrip("\r").lower() == "sep=\t" else (None, text)
