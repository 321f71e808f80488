from datetime import date

import pytest

from kpis.actions import definitions


@pytest.fixture
def nps(db, at, otto):
    """Net promoter score, higher is better, from 20 to 40 over 2026."""
    facts = {"code": "NPS", "name_fr": "NPS", "name_en": "NPS", "direction": "up", "unit": "pts", "owner": otto}
    indicator = definitions.create_indicator(by=otto, at=at, **facts)
    path = {"baseline_on": date(2026, 1, 1), "baseline": 20, "target_on": date(2026, 12, 31), "target": 40}
    definitions.set_target(indicator=indicator, by=otto, at=at, **path)
    return indicator
