"""What holds of any roll-up: order is irrelevant, scale of weights too, and a mean stays between its parts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.aggregation import Part, weakest_source, whole

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
VALUES = st.floats(-1e9, 1e9)
PARTS = st.lists(
    st.builds(
        Part,
        value=VALUES,
        weight=st.floats(0.01, 100),
        recorded_at=st.integers(0, 10_000).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        source_kind=st.sampled_from(["manual", "evidenced", "automatic"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda part: part.recorded_at,
)


@given(PARTS, st.randoms())
def test_the_order_of_parts_does_not_matter(parts, chance):
    mixed = chance.sample(parts, len(parts))
    for way in ("sum", "mean", "last"):
        assert whole(mixed, way) == pytest.approx(whole(parts, way), rel=1e-9, abs=1e-6)


@given(PARTS, st.floats(0.1, 10))
def test_a_mean_stays_between_its_parts_and_forgets_the_scale_of_weights(parts, scale):
    mean = whole(parts, "mean")
    assert min(p.value for p in parts) - 1e-6 <= mean <= max(p.value for p in parts) + 1e-6
    scaled = [Part(p.value, p.weight * scale, p.recorded_at, p.source_kind) for p in parts]
    assert whole(scaled, "mean") == pytest.approx(mean, rel=1e-9, abs=1e-6)


@given(PARTS)
def test_a_whole_is_no_better_known_than_its_least_known_part(parts):
    kinds = {p.source_kind for p in parts}
    assert weakest_source(parts) == next(kind for kind in ("manual", "evidenced", "automatic") if kind in kinds)
