"""Files that break importers, made on the spot: text in every encoding and disorder, workbooks that lie, swell or are torn.

`hostile_files(mutations)` yields (name, bytes, verdict): `refused` must raise TableRefused, `problem` must read with
unusable rows named, `reads` must give exactly the 20 rows of the base table, `survives` may do either but nothing else.
"""

import random
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO

ROWS = 20
HEADINGS = ["Code", "Nom du projet", "Direction", "Budget", "Début"]
HostileFile = tuple[str, bytes, str]
MIB = 1024 * 1024


def base_rows() -> list[list[str]]:
    return [[f"P{n:02}", f"Projet n° {n}, été", "Qualité & santé", f"{n} 200,5 k€", f"2026-0{n % 9 + 1}-15"] for n in range(1, ROWS + 1)]


def text(separator: str = ",", end: str = "\r\n", rows: list[list[str]] | None = None, headings: list[str] | None = None) -> str:
    lines = [headings or HEADINGS, *(base_rows() if rows is None else rows)]
    return end.join(separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines) + end


def hostile_files(mutations: int = 40, *, swollen: bool = True) -> Iterator[HostileFile]:
    yield from encodings()
    yield from separators()
    yield from disorder()
    yield from oversized()
    yield from foreign()
    yield from workbooks()
    if swollen:
        yield from swollen_workbooks()
    yield from torn(mutations)


def encodings() -> Iterator[HostileFile]:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-1", "mac_roman", "cp850"):
        yield f"encoding {encoding}", text().replace("€", "EUR").encode(encoding), "reads"
    whole = text().encode()
    yield "one broken byte in UTF-8", whole.replace(b"Projet n", b"Projet \xe9 n", 1), "refused"
    yield "truncated UTF-8 letter", text(end="\n").encode()[:-3] + b"\xc3", "refused"
    yield "UTF-16 of odd length", text().encode("utf-16")[:-1], "refused"
    yield "only a mark", b"\xef\xbb\xbf", "refused"
    yield "only a UTF-16 mark", b"\xff\xfe", "refused"
    for position in (0, 10, 100, 500, 900):
        yield f"NUL at {position}", whole[:position] + b"\0" + whole[position:], "refused"
    yield "NUL in UTF-16", text().replace("Projet", "Pro\0jet", 1).encode("utf-16"), "refused"
    yield "accents damaged before", text().encode().decode("cp1252").encode(), "reads"
    yield "surrogate in UTF-8", whole.replace(b"Projet", b"\xed\xa0\x80", 1), "refused"
    yield "overlong UTF-8", whole.replace(b"Projet", b"\xc0\xaf", 1), "refused"
    for seed in range(8):
        yield f"noise {seed}", random.Random(seed).randbytes(20_000), "refused"
    yield "noise without NUL", bytes(byte or 1 for byte in random.Random(9).randbytes(20_000)), "refused"
    yield "control characters", bytes(range(1, 32)) * 200, "refused"


def separators() -> Iterator[HostileFile]:
    for name, separator in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|")):
        for ending, end in (("CRLF", "\r\n"), ("LF", "\n"), ("CR", "\r")):
            yield f"{name} {ending}", text(separator, end).encode(), "reads"
    yield "sep=;", ("sep=;\r\n" + text(";")).encode(), "reads"
    yield "sep=,", ("sep=,\n" + text(",", "\n")).encode(), "reads"
    bare = [[cell.replace(",", " ") for cell in row] for row in base_rows()]
    yield "no quotes", "\n".join(",".join(row) for row in [HEADINGS, *bare]).encode(), "reads"
    yield "no quotes, decimal commas", "\n".join(";".join(row) for row in [HEADINGS, *base_rows()]).encode(), "reads"
    yield "single quotes", "\n".join(";".join(f"'{cell}'" for cell in row) for row in [HEADINGS, *base_rows()]).encode(), "reads"
    yield "line breaks in cells", text(rows=[[*row[:1], row[1] + "\nsuite\r\nfin", *row[2:]] for row in base_rows()]).encode(), "reads"
    yield "quotes in cells", text(rows=[[*row[:1], f'dit "{row[1]}"', *row[2:]] for row in base_rows()]).encode(), "reads"
    yield "no end of line at the end", text().rstrip().encode(), "reads"


def disorder() -> Iterator[HostileFile]:
    rows = base_rows()
    for name, headings in (
        ("same heading", ["Code", "Nom", "Nom", "Budget", "Début"]),
        ("same heading in other case", ["Code", "Nom", "NOM", "Budget", "Début"]),
        ("same heading with spaces", ["Code", "Nom ", " Nom", "Budget", "Début"]),
        ("same heading with a line break", ["Code", "Nom du\nprojet", "Nom du projet", "Budget", "Début"]),
        ("heading missing above values", ["Code", "", "Direction", "Budget", "Début"]),
        ("heading of spaces above values", ["Code", "  ", "Direction", "Budget", "Début"]),
    ):
        yield name, text(headings=headings).encode(), "refused"
    yield "nameless empty columns", text(headings=[*HEADINGS, "", ""], rows=[[*row, "", ""] for row in rows]).encode(), "reads"
    yield "blank rows", text(rows=[row for pair in zip(rows, [[""] * 5] * ROWS, strict=True) for row in pair]).encode(), "reads"
    yield "blank lines before", ("\n\n" + text()).encode(), "reads"
    yield "rows of spaces", (text() + " , , , , \n" * 50).encode(), "reads"
    for number in (1, 10, 20):
        longer = [[*row, "trop"] if index == number - 1 else row for index, row in enumerate(rows)]
        yield f"too many cells in row {number + 1}", text(rows=longer).encode(), "problem"
    yield "short rows", text(rows=[row[:4] if index % 2 else row for index, row in enumerate(rows)]).encode(), "reads"
    for number in (1, 7, 20):
        lines = text(end="\n").split("\n")
        lines[number] = lines[number][:-1]
        yield f"quote never closed in row {number + 1}", "\n".join(lines).rstrip("\n").encode(), "refused"
    yield "text behind a quote", text().replace('"Qualité & santé"', '"Qualité" & santé', 1).encode(), "refused"
    for word in ("=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")', "＝1+1"):
        yield f"formula {word!r}", text(rows=[[row[0], word, *row[2:]] for row in rows]).encode(), "reads"
    for name, word in (
        ("emoji", "🚀🧑‍🚀"), ("right to left", "مشروع \u202e"), ("control", "a\x07b\x1bc"), ("HTML", "<script>alert(1)</script>"),
        ("SQL", "'; DROP TABLE portfolio_project; --"), ("format", "%s %(x)s {0}"), ("separators of lines", "a\u2028b\x0bc\x85d"),
    ):  # fmt: skip
        yield f"cell with {name}", text(rows=[[row[0], word, *row[2:]] for row in rows]).encode(), "reads"
    yield "empty", b"", "refused"
    yield "only line ends", b"\r\n" * 30, "refused"
    yield "only separators", b",,,,\n" * 30, "refused"
    yield "only headings", text(rows=[]).encode(), "refused"
    yield "only a word", b"bonjour", "refused"


def oversized() -> Iterator[HostileFile]:
    yield "line of 10 MB", b"Code,Nom\nP1," + b"a" * (10 * MIB), "refused"
    yield "line of 10 MB of separators", b"Code,Nom\nP1" + b"," * (10 * MIB), "refused"
    yield "quoted cell of 10 MB", b'Code,Nom\nP1,"' + b"a\n" * (5 * MIB) + b'"', "refused"
    yield "cell of 101,000 characters", b"Code,Nom\nP1," + b"a" * 101_000, "refused"
    yield "cell of 99,000 characters", text(rows=[[row[0], "a" * 99_000, *row[2:]] for row in base_rows()]).encode(), "reads"
    yield "heading of 1 MB", b"Code," + b"a" * MIB + b"\n1,2", "refused"
    yield "26 MB", text().encode() + b"P,Q,R,S,T\n" * (26 * MIB // 10), "refused"
    yield "20 MB of short lines", b"a,b\n" + b"1,2\n" * (5 * MIB), "refused"
    yield "20 MB of line ends", b"a,b\n1,2\n" + b"\n" * (20 * MIB), "refused"
    yield "20 MB of quotes", b'a,b\n1,"' + b'""' * (10 * MIB) + b'"', "refused"
    yield "2,000 columns", b",".join(b"c%d" % n for n in range(2_000)) + b"\n" + b",".join([b"1"] * 2_000), "refused"
    yield (
        "1,000 columns x 2,000 rows",
        b",".join(b"c%d" % n for n in range(1_000)) + (b"\n" + b",".join([b"12"] * 1_000)) * 2_000,
        "refused",
    )
    yield "200,000 rows", b"a,b,c,d,e\n" + b"1,2,3,4,5\n" * 200_000, "refused"
    yield "20 MB with one emoji", ("a,b\n" + "é" * 90_000 + ",🚀\n").encode() + b"x,y\n" * (4 * MIB), "refused"
    yield "Cyrillic without a mark", ("Код,Имя\n" + "проект,данные и планы\n" * 20_000).encode("cp1251"), "survives"


def foreign() -> Iterator[HostileFile]:
    for name, start in (
        ("PDF", b"%PDF-1.7\n"), ("PNG", b"\x89PNG\r\n\x1a\n"), ("JPEG", b"\xff\xd8\xff\xe0"), ("GIF", b"GIF89a"), ("gzip", b"\x1f\x8b\x08"),
        ("7-Zip", b"7z\xbc\xaf\x27\x1c"), ("RAR", b"Rar!\x1a\x07"), ("bzip2", b"BZh91AY"), ("xz", b"\xfd7zXZ\x00"), ("ELF", b"\x7fELF"),
        ("old Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("SQLite", b"SQLite format 3\x00"), ("Parquet", b"PAR1"), ("RTF", b"{\\rtf1"),
    ):  # fmt: skip
        yield f"a {name} file", start + b"1,2\n3,4\n" * 500, "refused"
    yield "HTML table named .xls", b"<html><table><tr><td>1</td></tr></table></html>", "refused"
    yield "XML", b'<?xml version="1.0"?><a><b>1</b></a>', "refused"
    bomb = b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "x">' + b'<!ENTITY c "&a;&a;&a;">' + b"]><b>&c;</b>"
    yield "XML with entities", bomb, "refused"
    yield "ZIP of something else", packed({"readme.txt": b"hello"}), "refused"
    yield "OpenDocument", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), "refused"
    yield "XLSB", packed({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"\x01"}), "refused"
    yield "DOCX", packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a/>"}), "refused"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def inline(column: str, row: int, cell: str) -> str:
    escaped = cell.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{column}{row}" t="inlineStr"><is><t>{escaped}</t></is></c>'


def sheet_rows(rows: list[list[str]]) -> str:
    return "".join(
        f'<row r="{number}">' + "".join(inline("ABCDEFGHIJ"[index], number, cell) for index, cell in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, start=1)
    )


def workbook(sheet: str | None = None, *, strings: str = "", styles: str = "", prologue: str = "", **extra: bytes) -> bytes:
    body = sheet_rows([HEADINGS, *base_rows()]) if sheet is None else sheet
    relation = '<Relationship Id="{}" Type="' + OFFICE + '/{}" Target="{}"/>'
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{relation.format("r1", "officeDocument", "xl/workbook.xml")}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        '<sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relation.format("s1", "worksheet", "worksheets/sheet1.xml")}'
        f"{relation.format('s2', 'sharedStrings', 'sharedStrings.xml')}{relation.format('s3', 'styles', 'styles.xml')}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": f'{prologue}<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>',
    }
    return packed({name: part.encode() if isinstance(part, str) else part for name, part in (parts | extra).items()})


def with_cell(cell: str) -> str:
    """The base sheet with one cell F3 under a heading F1."""
    rows = sheet_rows([[*HEADINGS, "Extra"], *base_rows()])
    return rows.replace('</row><row r="4">', f'{cell}</row><row r="4">', 1)


def workbooks() -> Iterator[HostileFile]:
    yield "plain workbook", workbook(), "reads"
    yield "workbook without coordinates", workbook(sheet_rows([HEADINGS, *base_rows()]).replace(' r="', ' x="')), "reads"
    rich = "<is><r><t>a</t></r><r><t>b</t></r></is>"
    for name, cell in (
        ("formula with result", '<c r="F3"><f>1+1</f><v>2</v></c>'), ("formula without result", '<c r="F3"><f>1+1</f></c>'),
        ("error value", '<c r="F3" t="e"><v>#REF!</v></c>'), ("text formula", '<c r="F3" t="str"><f>A1</f><v>=cmd</v></c>'),
        ("word announced as a number", '<c r="F3"><v>abc</v></c>'), ("number too large", '<c r="F3"><v>1E999</v></c>'),
        ("boolean", '<c r="F3" t="b"><v>1</v></c>'), ("impossible date", '<c r="F3" t="d"><v>2026-02-31</v></c>'),
        ("unknown kind of cell", '<c r="F3" t="zz"><v>1</v></c>'), ("rich text", f'<c r="F3" t="inlineStr">{rich}</c>'),
        ("empty cell far right", '<c r="XFD3" s="1"/>'), ("escaped control", '<c r="F3" t="inlineStr"><is><t>_x0007_</t></is></c>'),
    ):  # fmt: skip
        yield f"workbook: {name}", workbook(with_cell(cell)), "reads"
    for name, cell in (
        ("escaped NUL", '<c r="F3" t="inlineStr"><is><t>_x0000_</t></is></c>'), ("missing shared string", '<c r="F3" t="s"><v>7</v></c>'),
        ("negative shared string", '<c r="F3" t="s"><v>-1</v></c>'), ("cell of another row", '<c r="F9"><v>1</v></c>'),
        ("impossible column", '<c r="ZZZ3"><v>1</v></c>'), ("column 16,000", '<c r="WQK3"><v>1</v></c>'),
        ("word as coordinates", '<c r="hello"><v>1</v></c>'),
        ("column written twice", '<c r="A3"><v>1</v></c>'),
        ("cell of 200,000 characters", f'<c r="F3" t="inlineStr"><is><t>{"a" * 200_000}</t></is></c>'),
    ):  # fmt: skip
        yield f"workbook: {name}", workbook(with_cell(cell)), "refused"
    rows = sheet_rows([HEADINGS, *base_rows()])
    yield "workbook: rows out of order", workbook(rows.replace('<row r="5">', '<row r="2">', 1)), "refused"
    yield "workbook: row 9,999,999", workbook(rows.replace('<row r="21">', '<row r="9999999">', 1)), "refused"
    yield "workbook: row abc", workbook(rows.replace('<row r="5">', '<row r="abc">', 1)), "refused"
    yield "workbook: nothing", workbook(""), "refused"
    yield "workbook: torn XML", workbook(rows[:-40]), "refused"
    entity = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield "workbook: entities", workbook(prologue=entity), "refused"
    yield "workbook: outside entity", workbook(prologue='<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "refused"
    yield "workbook: document type", workbook(prologue="<!DOCTYPE w>"), "refused"
    yield "workbook: sheet missing", packed_without("xl/worksheets/sheet1.xml"), "refused"
    yield "workbook: workbook missing", packed_without("xl/workbook.xml"), "refused"
    yield "workbook: strings missing", packed_without("xl/sharedStrings.xml"), "refused"
    yield "workbook: relations missing", packed_without("xl/_rels/workbook.xml.rels"), "refused"
    relations = '<Relationships xmlns="{}"><Relationship Id="s1" Type="{}/worksheet" Target="{}"{}/></Relationships>'
    for name, target, mode in (
        ("../../../../etc/passwd", "../../../../etc/passwd", ""),
        ("an address", "http://x.test/", ' TargetMode="External"'),
    ):
        changed = relations.format(RELATIONS, OFFICE, target, mode).encode()
        yield f"workbook: sheet at {name}", workbook(**{"xl/_rels/workbook.xml.rels": changed}), "refused"
    yield "workbook: encrypted flag", flagged(workbook()), "refused"


def packed_without(missing: str) -> bytes:
    with zipfile.ZipFile(BytesIO(workbook())) as archive:
        return packed({name: archive.read(name) for name in archive.namelist() if name != missing})


def flagged(data: bytes) -> bytes:
    changed = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = changed.find(signature)
        while position >= 0:
            changed[position + offset] |= 1
            position = changed.find(signature, position + 4)
    return bytes(changed)


def swollen_workbooks() -> Iterator[HostileFile]:
    yield "bomb: sheet of 500 MB of spaces", bomb("xl/worksheets/sheet1.xml", 500), "refused"
    yield "bomb: strings of 500 MB", bomb("xl/sharedStrings.xml", 500), "refused"
    yield "bomb: sheet of 60 MB of spaces", bomb("xl/worksheets/sheet1.xml", 60), "survives"
    yield "bomb: 60 MB of empty cells", workbook("<row>" + "<c/>" * (60 * MIB // 4) + "</row>"), "refused"
    yield "bomb: 60 MB of rows", workbook('<row><c t="b"><v>1</v></c></row>' * (60 * MIB // 35)), "refused"
    yield "bomb: 60 MB in one attribute", workbook(f'<row r="1" x="{"a" * (60 * MIB)}"/>'), "refused"
    yield "bomb: nested a million deep", workbook("<a>" * 1_000_000 + "</a>" * 1_000_000), "refused"
    yield "bomb: strings without end", workbook(strings="<si><t>" + "é" * 100 + "</t></si>" * 1, sheet=None), "reads"
    yield "bomb: a million strings", workbook(strings="<si><t>abcdefghij</t></si>" * 1_500_000), "survives"
    yield (
        "bomb: one string of 50 MB",
        workbook(with_cell('<c r="F3" t="s"><v>0</v></c>'), strings=f"<si><t>{'a' * (50 * MIB)}</t></si>"),
        "refused",
    )
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"xl/{number}", b"")
    yield "bomb: 5,000 parts", many.getvalue(), "refused"
    lying = bytearray(workbook())
    struct.pack_into("<HL", lying, lying.rfind(b"PK\x05\x06") + 10, 1, 2**31)
    yield "bomb: directory of 2 GB", bytes(lying), "refused"
    yield "bomb: LZMA part", packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}, zipfile.ZIP_LZMA), "refused"
    million = "".join(f'<row r="{row}">' + f'<c t="n"><v>{row}</v></c>' * 60 + "</row>" for row in range(1, 25_001))
    yield "bomb: 1.5 million cells", workbook(million), "refused"


def bomb(part: str, mib: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook())) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != part:
                archive.writestr(name, source.read(name))
        with archive.open(part, "w") as swollen:
            content = source.read(part)
            head, tail = content.rsplit(b"<", 1)
            swollen.write(head)
            for _ in range(mib):
                swollen.write(b" " * MIB)
            swollen.write(b"<" + tail)
    return buffer.getvalue()


def torn(mutations: int) -> Iterator[HostileFile]:
    """Cut and bitten copies of good files: any answer but a crash."""
    sources = [workbook(), text().encode(), text(";").encode("utf-16"), text("\t").encode("cp1252")]
    for seed in range(mutations):
        chance = random.Random(seed)
        data = bytearray(chance.choice(sources))
        if chance.random() < 0.4:
            yield f"cut {seed}", bytes(data[: chance.randrange(1, len(data))]), "survives"
            continue
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"bitten {seed}", bytes(data), "survives"
