from datetime import date
from decimal import Decimal

import pytest

from foundation.tabular import TableRefused, Unreadable, column_letter, read_table
from tests.foundation.hostile_files import text, with_cell, workbook


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"])
def test_accents_survive_every_encoding(encoding):
    table = read_table(text().replace("€", "EUR").encode(encoding))
    assert table.headings == ("Code", "Nom du projet", "Direction", "Budget", "Début")
    assert table.rows[0].cells[1:3] == ("Projet n° 1, été", "Qualité & santé")


def test_form_tells_how_the_file_was_read():
    assert read_table(text(";").encode("cp1252")).form == {"kind": "CSV", "encoding": "cp1252", "separator": "semicolon"}


def test_broken_byte_is_named_and_never_turned_into_other_letters():
    damaged = text(end="\n").encode().replace(b"Projet n\xc2\xb0 7", b"Projet n\xe9 7")
    with pytest.raises(TableRefused, match=r"Row 8 holds a byte \(0xe9\)"):
        read_table(damaged)


def test_accents_damaged_earlier_are_pointed_out():
    table = read_table(csv("Code,Nom", "P1,SantÃ© publique"))
    assert "Cell B2" in str(table.notes[0])


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    table = read_table(csv("Code,Nom", '1,"a', 'b"', "", "2,c"))
    assert [row.number for row in table.rows] == [2, 4]
    assert table.place(4, 1) == "B4"


def test_transposed_file_keeps_the_places_of_the_file():
    table = read_table(csv("Nom,Alpha,Bêta", "Budget,1,2", ",,"), transposed=True)
    assert table.headings == ("Nom", "Budget")
    assert [row.cells for row in table.rows] == [("Alpha", "1"), ("Bêta", "2")]
    assert table.place(table.rows[1].number, 1) == "C2"


def test_transposed_file_with_the_same_heading_twice_names_lines():
    with pytest.raises(TableRefused, match="Cells A1 and A3"):
        read_table(csv("Nom,x", "Budget,1", "nom,y"), transposed=True)


def test_heading_row_may_be_declared():
    table = read_table(csv("Suivi de juillet,", "Code,Nom", "1,a"), heading_row=2)
    assert (table.headings, table.rows[0].number) == (("Code", "Nom"), 3)


def test_same_heading_twice_names_both_cells():
    with pytest.raises(TableRefused, match="Cells B1 and D1 have the same heading “budget”"):
        read_table(csv("Code,Budget,Nom,budget", "1,2,3,4"))


def test_values_without_heading_are_named():
    with pytest.raises(TableRefused, match=r"Column B1 has no heading but holds values \(first in B3"):
        read_table(csv("Code,,Nom", "1,,a", "2,x,b"))


def test_row_with_too_many_cells_is_a_problem_of_that_row():
    table = read_table(csv("Code,Nom", "1,a", "2,b,c"))
    assert str(table.problems[0]).startswith("Row 3 has values beyond the last heading (C3)")


def test_blank_rows_and_empty_columns_are_told():
    table = read_table(csv("Code,Nom,,", "1,a,,", ",,,", ",,,", "2,b,,"))
    assert [str(note) for note in table.notes] == [
        "2 columns without heading and without values were left out (C to D).",
        "2 blank rows were left out (3 to 4).",
    ]


def test_numbers_dates_and_yes_no_of_a_workbook_keep_their_type():
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    for cell, value in (
        ('<c r="F3"><v>0.1</v></c>', Decimal("0.1")),
        ('<c r="F3"><v>1234567.891</v></c>', Decimal("1234567.891")),
        ('<c r="F3" s="1"><v>46023</v></c>', date(2026, 1, 1)),
        ('<c r="F3" t="d"><v>2026-01-01T00:00:00</v></c>', date(2026, 1, 1)),
        ('<c r="F3" t="b"><v>1</v></c>', True),
        ('<c r="F3"><f>1+1</f><v>2</v></c>', Decimal(2)),
        ('<c r="F3" t="inlineStr"><is><t>a_x000D_b</t></is></c>', "a\rb"),
    ):
        assert read_table(workbook(with_cell(cell), styles=styles)).rows[1].cells[5] == value


def test_formula_without_result_and_error_are_unreadable_cells():
    formula = read_table(workbook(with_cell('<c r="F3"><f>1+1</f></c>'))).rows[1].cells[5]
    error = read_table(workbook(with_cell('<c r="F3" t="e"><v>#REF!</v></c>'))).rows[1].cells[5]
    assert isinstance(formula, Unreadable)
    assert "formula without its result" in formula.sentence
    assert isinstance(error, Unreadable)
    assert error.text == "#REF!"


def test_formula_in_text_is_kept_as_text_and_told():
    table = read_table(csv("Code,Nom", "1,=1+1"))
    assert table.rows[0].cells[1] == "=1+1"
    assert "kept as plain text" in str(table.notes[0])


def test_declared_encoding_separator_and_sheet_are_checked():
    for wanted, words in (({"encoding": "klingon"}, "no encoding"), ({"separator": "ab"}, "no separator")):
        with pytest.raises(TableRefused, match=words):
            read_table(text().encode(), **wanted)
    with pytest.raises(TableRefused, match=r"no sheet “B”\. Its sheets: A"):
        read_table(workbook(), sheet="B")


def test_columns_are_lettered_like_a_spreadsheet():
    assert [column_letter(position) for position in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
