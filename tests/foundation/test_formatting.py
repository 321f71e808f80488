"""Numbers, money and dates as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from foundation import formatting

N = "\u202f"


@pytest.fixture(params=["fr", "en"])
def lang(request: pytest.FixtureRequest):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("call", "fr", "en"),
    [
        (lambda: formatting.percent(12.345, 1), f"1{N}234,5{N}%", "1,234.5%"),
        (lambda: formatting.percent(0.273), f"27{N}%", "27%"),
        (lambda: formatting.number(1234567.891), f"1{N}234{N}567,89", "1,234,567.89"),
        (lambda: formatting.number(-1.5, 1), "−1,5", "−1.5"),
        (lambda: formatting.number(3, signed=True), "+3", "+3"),
        (lambda: formatting.number(0, 1, signed=True), "0,0", "0.0"),
        (lambda: formatting.number(-0.04, 1, signed=True), "0,0", "0.0"),
        (lambda: formatting.number(Decimal("12.5"), 0), "13", "13"),
        (lambda: formatting.number(None), "–", "–"),
        (lambda: formatting.number(float("nan")), "–", "–"),
        (lambda: formatting.number("à voir"), "–", "–"),
        (lambda: formatting.money(4_300_000), f"4,3{N}M€", "€4.3M"),
        (lambda: formatting.money(Decimal(-131000)), f"−131{N}k€", "−€131K"),
        (lambda: formatting.money(999_999), f"1,0{N}M€", "€1.0M"),
        (lambda: formatting.money(2_400_000_000), f"2,4{N}Md€", "€2.4B"),
        (lambda: formatting.money(0), f"0{N}€", "€0"),
        (lambda: formatting.money(850, "USD"), f"850{N}$", "$850"),
        (lambda: formatting.money(12_500, "CHF"), f"12,5{N}k{N}CHF", f"CHF{N}12.5K"),
        (lambda: formatting.money_full(1_234_567), f"1{N}234{N}567{N}€", "€1,234,567"),
        (lambda: formatting.day(date(2026, 11, 22)), "22 nov. 2026", "22 Nov 2026"),
        (lambda: formatting.day(date(2026, 11, 22), "month"), "novembre 2026", "November 2026"),
        (lambda: formatting.instant(datetime(2026, 11, 22, 1, 4, tzinfo=UTC)), "22 nov. 2026, 02:04", "22 Nov 2026, 02:04"),
        (lambda: formatting.days_ago(74), "il y a 74 jours", "74 days ago"),
        (lambda: formatting.days_ago(-3), "dans 3 jours", "in 3 days"),
    ],
)
def test_each_language_writes_it_its_own_way(lang: str, call, fr: str, en: str) -> None:
    assert call().replace("\xa0", N) == {"fr": fr, "en": en}[lang]


def test_an_instant_is_told_by_its_age() -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with translation.override("en"):
        assert formatting.ago(now - timedelta(hours=7), now=now) == "7 hours ago"
        assert formatting.ago(now.date(), now=now) == "today"
        assert formatting.ago(None) == "–"
