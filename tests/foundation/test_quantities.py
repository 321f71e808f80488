from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.quantities import (
    AmbiguousAmount,
    DecimalMark,
    NotAnAmount,
    Quantity,
    Undisclosed,
    certain_mark,
    infer_mark,
    parse_quantity,
)

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1 234,5 k€", "1234500", "EUR"),
        ("1\u202f234,5\u00a0k€", "1234500", "EUR"),
        ("£1,234.50", "1234.50", "GBP"),
        ("£1.2m", "1200000", "GBP"),
        ("(1 200)", "-1200", None),
        ("-£12.50", "-12.50", "GBP"),
        ("£-12.50", "-12.50", "GBP"),
        ("12-", "-12", None),
        ("3 MEUR", "3000000", "EUR"),
        ("24,1 Mds€", "24100000000", "EUR"),
        ("$ 3 billion", "3000000000", "USD"),
        ("US$ 4.5m", "4500000", "USD"),
        ("1'234.50", "1234.50", None),
        ("1.2E+03", "1200", None),
        ("1.234.567,89", "1234567.89", None),
        ("1,234,567", "1234567", None),
        ("0,123", "0.123", None),
        ("1234,567", "1234.567", None),
        ("0", "0", None),
        ("１２", "12", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text, value, currency):
    quantity = parse_quantity(text)
    assert (quantity.value, quantity.currency) == (Decimal(value), currency)


def test_percent_keeps_its_sign():
    assert parse_quantity("12,5 %") == Quantity(Decimal("12.5"), is_percent=True)


def test_not_disclosed_is_neither_missing_nor_zero():
    words = "Exempt under Section 43 of the Freedom of Information Act 2000"
    assert parse_quantity(f" {words}\n") == Undisclosed(words)
    assert parse_quantity("") is None
    assert parse_quantity("N/A") is None
    assert parse_quantity("£0.00") == Quantity(Decimal("0.00"), currency="GBP")


def test_declared_words_replace_the_usual_ones():
    assert parse_quantity("En cadrage", undisclosed=["en cadrage"]) == Undisclosed("En cadrage")
    assert parse_quantity("à voir plus tard", missing=["à voir*"]) is None


@pytest.mark.parametrize("text", ["1,234", "1.234", "£12,345", "999.999 k€"])
def test_ambiguous_amount_needs_its_column(text):
    with pytest.raises(AmbiguousAmount, match="may be"):
        parse_quantity(text)


def test_column_decides_ambiguous_amounts():
    assert infer_mark(["1,234", "12", "à voir", "12.5"]) is POINT
    assert parse_quantity("1,234", mark=POINT).value == 1234
    assert infer_mark(["1,234", "1,5"]) is COMMA
    assert parse_quantity("1,234", mark=COMMA).value == Decimal("1.234")
    assert infer_mark(["1,234", "12"]) is None


def test_column_with_two_marks_is_refused_with_both_examples():
    with pytest.raises(AmbiguousAmount, match=r"12\.5.*12,5"):
        infer_mark(["12,5", "12.5"])


def test_amount_against_its_column_is_refused():
    with pytest.raises(NotAnAmount, match="does not fit its column"):
        parse_quantity("12,5", mark=POINT)


@pytest.mark.parametrize(
    "text", ["à voir", "1/2", "12 34", "1.2.3", "5 MM", "12.5 % €", "£", "..", "--5", "(-5)", "k", "1e5e", "€ £ 5", "=1+1", "9" * 70]
)
def test_what_is_no_amount_is_refused_with_a_sentence(text):
    with pytest.raises(NotAnAmount, match="is not an amount"):
        parse_quantity(text)


def test_absurd_amount_is_refused():
    with pytest.raises(NotAnAmount, match="beyond any budget"):
        parse_quantity("9999999 Md€")


amounts = st.decimals(min_value=-(10**11), max_value=10**11, places=2, allow_nan=False, allow_infinity=False)


def french(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


@given(amounts)
def test_both_ways_of_writing_give_the_same_amount(value):
    assert parse_quantity(f"{value:,.2f}", mark=POINT).value == value
    assert parse_quantity(french(value) + " €", mark=COMMA).value == value
    assert parse_quantity(f"{value:.2f}").value == value


@given(amounts)
def test_proof_never_contradicts_the_way_it_was_written(value):
    assert certain_mark(f"{value:,.2f}") in (POINT, None)
    assert certain_mark(french(value)) in (COMMA, None)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    with suppress(NotAnAmount, AmbiguousAmount):
        assert isinstance(parse_quantity(text), Quantity | Undisclosed | None)


@given(st.text(alphabet="0123456789.,' €£$kKmM%()-+E", max_size=20))
def test_the_column_mark_never_changes_a_certain_amount(text):
    mark = certain_mark(text)
    if mark is None:
        return
    try:
        alone = parse_quantity(text)
    except NotAnAmount:
        return
    assert parse_quantity(text, mark=mark) == alone
