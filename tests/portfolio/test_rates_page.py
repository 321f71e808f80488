from decimal import Decimal

import pytest

from portfolio.models import ExchangeRate

URL = "/rates/"
RATE = {"from_currency": "gbp", "to_currency": "EUR", "on": "2026-01-01", "rate": "1,1742", "source": "ECB"}


def test_the_cmo_enters_a_rate_and_replaces_it(signed_in, eva):
    browser = signed_in(eva)
    assert "No rate yet" in browser.get(URL).content.decode()
    assert browser.post(URL, RATE).status_code == 303
    assert browser.post(URL, RATE | {"rate": "1.2"}).status_code == 303
    row = ExchangeRate.objects.current().get()
    assert (row.from_currency, row.rate, ExchangeRate.objects.count()) == ("GBP", Decimal("1.2"), 2)
    assert "1.2000" in browser.get(URL).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"rate": "0"}, {"rate": "much"}, {"to_currency": "€"}, {"to_currency": "GBP"}, {"on": ""}, {"source": ""}]
)
def test_a_wrong_rate_is_explained(signed_in, eva, wrong):
    assert signed_in(eva).post(URL, RATE | wrong).status_code == 422
    assert not ExchangeRate.objects.exists()


def test_others_keep_no_rates(signed_in, lea, sam):
    for user in (lea, sam):
        assert signed_in(user).get(URL).status_code == 403
        assert signed_in(user).post(URL, RATE).status_code == 403
