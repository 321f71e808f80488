"""Which encoding a text file is in: marks first, then proof, then the likeliest, never a silent mixture."""

import codecs

from foundation.refusals import gettext_noop
from foundation.tabular.table import TableRefused

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = ("cp1252", "mac_roman", "cp850")
EXPECTED = frozenset("éèêëàâäçîïôöùûüÿœæñóíáúõãßåøÉÈÊÀÂÇÎÔÙÛŒÆÑÖÜÄÅØ’‘“”«»–—…•€£°ºª²³½·©®™§µ×\xa0")
SAMPLE = 262_144
BROKEN = gettext_noop("Row %(row)s holds a byte (%(byte)s) that is not %(encoding)s like the rest. Save the file again as CSV UTF-8.")
UNKNOWN = gettext_noop("The encoding of the file is not recognised (row %(row)s). Save it as CSV UTF-8, or declare its encoding.")
NO_SUCH = gettext_noop("There is no encoding “%(name)s”. Write utf-8, utf-16 or windows-1252.")
BINARY = gettext_noop("The file holds binary data (row %(row)s), not text. Save it as CSV UTF-8 or XLSX.")
NUL = gettext_noop("Row %(row)s holds a NUL character: the file is damaged or not a text file. Save it again as CSV UTF-8.")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding. Raises TableRefused naming the row of the first doubt."""
    encoding = _declared(declared) if declared else _detect(data)
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        raise TableRefused(BROKEN, row=_row(data, start), byte=f"0x{data[start : start + 1].hex()}", encoding=encoding) from None
    text = text.removeprefix("\ufeff")
    if (position := text.find("\x00")) >= 0:
        raise TableRefused(NUL, row=text.count("\n", 0, position) + 1)
    return text, encoding.removesuffix("-sig")


def _declared(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise TableRefused(NO_SUCH, name=name[:40]) from None


def _detect(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    if wide := _wide(data[:4096]):
        return wide
    _refuse_binary(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _single_byte(data, error.start)
    return "utf-8"


def _wide(head: bytes) -> str | None:
    """Recognise UTF-16 without its mark: Western text has a zero in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    pairs = max(len(head) // 2, 1)
    if odd > 0.6 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if even > 0.6 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    if (position := data.find(0)) >= 0:
        raise TableRefused(NUL, row=_row(data, position))
    head = data[:SAMPLE]
    controls = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\x0b\x0c")
    if controls > max(len(head) // 20, 4):
        raise TableRefused(BINARY, row=1)


def _single_byte(data: bytes, first_doubt: int) -> str:
    """Choose among encodings of one byte a letter; a file that is mostly UTF-8 with a broken byte is refused instead."""
    sample = data[max(0, first_doubt - SAMPLE) : first_doubt + SAMPLE]
    if _looks_utf8(sample):
        raise TableRefused(BROKEN, row=_row(data, first_doubt), byte=f"0x{data[first_doubt : first_doubt + 1].hex()}", encoding="utf-8")
    best = max(WESTERN, key=lambda encoding: _score(sample, encoding))
    if _score(sample, best) >= 0.7:
        return best
    return _guessed(sample[: SAMPLE // 4]) or _refuse(data, first_doubt)


def _looks_utf8(sample: bytes) -> bool:
    """Say whether most bytes above ASCII belong to whole UTF-8 sequences, which chance does not produce."""
    valid = sum(1 for letter in sample.decode("utf-8", "ignore") if not letter.isascii())
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    return valid >= 2 and valid > 2 * broken


def _score(sample: bytes, encoding: str) -> float:
    """Return the share of letters above ASCII that French or English text would hold."""
    letters = [letter for letter in sample.decode(encoding, "replace") if not letter.isascii()]
    return sum(letter in EXPECTED for letter in letters) / max(len(letters), 1)


def _guessed(sample: bytes) -> str | None:
    """Ask a library about alphabets that are not Western. Imported here: most files never need it."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best is not None and best.chaos < 0.1 else None


def _refuse(data: bytes, position: int) -> str:
    raise TableRefused(UNKNOWN, row=_row(data, position))


def _row(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
