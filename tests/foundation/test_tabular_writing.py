import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tabular import Sheet, csv_lines, read_table, xlsx_bytes

LIVE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://x.test")',
    "＝1+1",
    "'=1+1",
    "http://x.test",
    "mailto:a@b.test",
]


def csv_text(rows: list[list[object]], language: str = "en") -> str:
    return "".join(csv_lines(["Name", "Value"], rows, language=language))


@pytest.mark.parametrize("words", LIVE)
def test_text_is_never_live_in_csv(words):
    cell = csv_text([[words, 1]]).split("\n")[1].lstrip('"')
    assert cell[0] not in "=+-@\t\r＝"
    assert read_table(csv_text([[words, 1]]).encode()).rows[0].cells[0] == words


def test_numbers_stay_numbers():
    assert csv_text([["a", Decimal("-1234.50")]]).endswith("a,-1234.50\r\n")
    assert csv_text([["a", Decimal("-1234.50")]], "fr").endswith("a;-1234,50\r\n")
    assert csv_text([["a", Decimal("1E+6")]]).endswith("a,1000000\r\n")


def test_french_file_opens_in_a_french_spreadsheet():
    text = csv_text([["a;b", date(2026, 7, 1)]], "fr")
    assert text == '\ufeffName;Value\r\n"a;b";2026-07-01\r\n'


def test_file_streams_line_by_line():
    endless = csv_lines(["n"], ([n] for n in iter(int, 1)), language="en")
    assert [next(endless) for _ in range(3)] == ["\ufeffn\r\n", "0\r\n", "0\r\n"]


def test_workbook_has_no_formula_and_no_link():
    data = xlsx_bytes([Sheet("Projets/1", ["Nom", "Montant", "Le"], [[words, Decimal("-2.5"), date(2026, 7, 1)] for words in LIVE])])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    table = read_table(data)
    assert [row.cells[0] for row in table.rows] == LIVE
    assert {row.cells[1:] for row in table.rows} == {(Decimal("-2.5"), date(2026, 7, 1))}


def test_text_too_long_for_a_cell_is_cut_visibly():
    data = xlsx_bytes([Sheet("A", ["Nom"], [["a" * 40_000]])])
    assert read_table(data).rows[0].cells[0].endswith("a…")


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(lambda text: text.strip())


@given(st.lists(words, min_size=1, max_size=8), st.sampled_from(["fr", "en"]))
def test_what_is_written_is_read_again(names, language):
    table = read_table(csv_text([[name, 1] for name in names], language).encode())
    assert [row.cells[0] for row in table.rows] == names
