"""The ZIP archive and the XML inside an XLSX file, bounded before anything is unpacked; no entity, no DTD, no outside file."""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from foundation.refusals import gettext_noop
from foundation.tabular.table import TableRefused, Watch

CHUNK = 65_536
DIRECTORY_BYTES_PER_ENTRY = 512
DAMAGED = gettext_noop("The workbook is damaged (%(part)s). Open it in a spreadsheet and save it again as XLSX, or as CSV UTF-8.")
TOO_MANY_PARTS = gettext_noop("The workbook holds too many parts (more than %(limit)s). Copy its sheet into a new workbook.")
BOMB = gettext_noop("The workbook unpacks to more than %(limit)s MiB (%(part)s). Copy the cells you need into a new workbook.")
FORBIDDEN = gettext_noop("The workbook declares XML entities or a document type (%(part)s), as no spreadsheet does. Save it again.")
PROTECTED = gettext_noop("The workbook is encrypted (%(part)s). Remove its password and save it again.")
OTHER = gettext_noop("The file is %(kind)s, not an XLSX workbook. Open it and save it as XLSX or CSV UTF-8.")
OUTSIDE = gettext_noop("The workbook points outside itself (%(part)s). Copy its sheet into a new workbook.")

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ParseError, struct.error, ValueError, OverflowError, OSError)


class Archive:
    """The parts of one workbook; every read is counted against the limits."""

    def __init__(self, data: bytes, watch: Watch) -> None:
        self.watch, self.unpacked = watch, 0
        self._refuse_swollen_directory(data)
        with refusing("ZIP"):
            self.zip = zipfile.ZipFile(BytesIO(data))
        self.names = frozenset(self.zip.namelist())
        self._refuse_foreign()
        self._refuse_bombs()

    def parse(self, name: str, target: object, *, after: Callable[[], Iterator[object]] | None = None) -> Iterator[object]:
        """Feed one part to a target of start, end and data; yield what `after` gives after each piece."""
        if name not in self.names:
            raise TableRefused(DAMAGED, part=name[:80])
        with refusing(name):
            parser = DefusedXMLParser(target=target, forbid_dtd=True)
            with self.zip.open(name) as part:
                while piece := part.read(CHUNK):
                    self._count(len(piece), name)
                    parser.feed(piece)
                    yield from after() if after else ()
            parser.close()
            yield from after() if after else ()

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return id → (type, path) of what a part refers to; nothing when it refers to nothing."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        target = _Relations(folder)
        if path in self.names:
            for _ in self.parse(path, target):
                pass
        return target.found

    def _count(self, size: int, name: str) -> None:
        self.unpacked += size
        if self.unpacked > self.watch.limits.unpacked_bytes:
            raise TableRefused(BOMB, limit=self.watch.limits.unpacked_bytes // 2**20, part=name[:80])
        self.watch.tick(self.watch.rows + 1)

    def _refuse_swollen_directory(self, data: bytes) -> None:
        """Look at the directory's size before the library turns each entry into an object."""
        end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
        if end < 0 or len(data) < end + 22:
            raise TableRefused(DAMAGED, part="ZIP")
        entries, size = struct.unpack_from("<HL", data, end + 10)
        limit = self.watch.limits.entries
        if entries > limit or size > limit * DIRECTORY_BYTES_PER_ENTRY:
            raise TableRefused(TOO_MANY_PARTS, limit=limit)

    def _refuse_foreign(self) -> None:
        if "mimetype" in self.names:
            raise TableRefused(OTHER, kind="OpenDocument")
        if "xl/workbook.bin" in self.names:
            raise TableRefused(OTHER, kind="XLSB")
        if "[Content_Types].xml" not in self.names or not any(name.startswith("xl/") for name in self.names):
            raise TableRefused(OTHER, kind="ZIP")

    def _refuse_bombs(self) -> None:
        limit = self.watch.limits.unpacked_bytes
        for entry in self.zip.infolist():
            if entry.flag_bits & 1:
                raise TableRefused(PROTECTED, part=entry.filename[:80])
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise TableRefused(DAMAGED, part=entry.filename[:80])
            if entry.file_size > limit and entry.filename.endswith((".xml", ".rels")):
                raise TableRefused(BOMB, limit=limit // 2**20, part=entry.filename[:80])


@contextmanager
def refusing(part: str) -> Iterator[None]:
    """Turn what the libraries say about broken archives and XML into a refusal."""
    try:
        yield
    except TableRefused:
        raise
    except DefusedXmlException:
        raise TableRefused(FORBIDDEN, part=part[:80]) from None
    except RuntimeError:
        raise TableRefused(PROTECTED, part=part[:80]) from None
    except DAMAGE:
        raise TableRefused(DAMAGED, part=part[:80]) from None


class _Relations:
    """Collects the relationships of a part."""

    def __init__(self, folder: str) -> None:
        self.folder, self.found = folder, dict[str, tuple[str, str]]()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not tag.endswith("}Relationship") or attributes.get("TargetMode") == "External":
            return
        path = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", "")))
        self.found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path.lstrip("/"))

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...


ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def unescape(text: str) -> str:
    """Undo `_x000D_`, the way a workbook writes characters that XML cannot."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(_letters, text)


def _letters(found: re.Match[str]) -> str:
    units = b"".join(int(code, 16).to_bytes(2, "little") for code in re.findall(r"[0-9A-Fa-f]{4}", found[0].replace("_x", " ")))
    return units.decode("utf-16-le", "replace")
