"""What the night keeps and what a page sums afresh are the same figures."""

from datetime import UTC, datetime

import pytest

from cmo_portal.dashboards import kept, queries
from cmo_portal.dashboards.filters import BoardFilter
from cmo_portal.dashboards.lenses import health
from foundation.accounts.models import User
from portfolio.alignment import chunks, nights
from portfolio.models import ScoreRun
from tests.dashboards.company import Company

AT = datetime(2026, 7, 9, 12, tzinfo=UTC)


@pytest.fixture
def run(company: Company) -> ScoreRun:
    """The company, scored for good by the code of the night."""
    wanted = nights.want_run(by=None, at=AT)
    chunks.work(worker="test", clock=lambda: AT)
    return ScoreRun.objects.select_related("model").get(pk=wanted.pk)


@pytest.mark.parametrize("unit", [None, "DCM", "DND"])
def test_kept_and_fresh_indices_agree(company: Company, run: ScoreRun, eva: User, unit: str | None) -> None:
    chosen = BoardFilter(unit=company.units[unit] if unit else None)
    frame = queries._frame(chosen, run)
    scope = kept.scope_of(eva, chosen)
    stored = kept.spendings(scope, [run], {o.pk: o.name for o in frame.objectives})[run.pk]
    fresh = queries._spending(queries._sums(queries._selection(eva, chosen, run), frame, run), frame)
    assert (stored.totals.projects, stored.totals.scored, stored.totals.bands) == (
        fresh.totals.projects,
        fresh.totals.scored,
        fresh.totals.bands,
    )
    assert (float(stored.totals.money), stored.totals.undisclosed) == (float(fresh.totals.money), fresh.totals.undisclosed)
    for name in ("alignment", "delivery", "spend_fit", "horizon_balance"):
        assert getattr(stored, name) == pytest.approx(getattr(fresh, name)), name
    assert {o.code: o.share for o in stored.objectives} == pytest.approx({o.code: o.share for o in fresh.objectives})
    assert list(stored.horizons) == pytest.approx(list(fresh.horizons))


def test_the_default_board_uses_the_figures_of_the_night(company: Company, run: ScoreRun, eva: User, signed_in) -> None:
    answer = signed_in(eva).get("/")
    assert answer.context["board"].run == run
    assert set(answer.context["board"].figures) == {
        "money-and-weight", "units-and-objectives", "horizons", "movers", "alignment-over-time", "bands",
    }  # fmt: skip
    assert answer.status_code == 200


def test_kept_and_fresh_health_agree(company: Company, run: ScoreRun, eva: User) -> None:
    units, top = health.directions()
    projects = queries._projects(queries._selection(eva, BoardFilter(), run))
    whole, parts = health.kept(run, units)
    afresh, fresh_parts = health.fresh(run, projects, units, top)
    assert whole is not None
    for kept_one, fresh_one in zip([whole, *parts], [afresh, *fresh_parts], strict=True):
        assert kept_one.code == fresh_one.code
        assert kept_one.need_help == fresh_one.need_help
        for side in ("declared", "computed"):
            counts = {colour: count for colour, count in getattr(fresh_one, side).counts.items() if count}
            assert dict(getattr(kept_one, side).counts) == counts, (kept_one.code, side)
