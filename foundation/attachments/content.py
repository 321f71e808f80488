"""What a file is, by its content and not by its name. Pure."""

import io
import zipfile

LARGEST = 20 * 1024 * 1024
TOO_MANY_ENTRIES = 5_000

PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
CSV, TEXT = "text/csv", "text/plain"

ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    XLSX: (".xlsx",),
    DOCX: (".docx",),
    PPTX: (".pptx",),
    CSV: (".csv",),
    TEXT: (".txt",),
}
OFFICE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX, "ppt/presentation.xml": PPTX}


class Refused(ValueError):
    """The file is not accepted; `code` says why: empty, too_large, unknown, mismatch."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def checked_type(name: str, data: bytes) -> str:
    """The media type of `data`, when it is one that is accepted and its name ends accordingly; else Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > LARGEST:
        raise Refused("too_large")
    found = sniffed(data)
    if found is None:
        raise Refused("unknown")
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if found == TEXT and ending == ".csv":
        found = CSV
    if ending not in ENDINGS[found]:
        raise Refused("mismatch")
    return found


def sniffed(data: bytes) -> str | None:
    """The type that the first bytes, or the entries of the container, tell; None for anything else."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return TEXT if _is_text(data) else None


def _office(data: bytes) -> str | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if len(names) > TOO_MANY_ENTRIES or any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for entry, kind in OFFICE.items() if entry in names), None)


def _is_text(data: bytes) -> bool:
    if b"\x00" in data or data.lstrip()[:1] == b"<" or data.startswith((b"#!", b"MZ", b"\x7fELF")):
        return False
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return True
