"""A board as people see it: its sentences, tiles and figures, from its facts."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cmo_portal.dashboards import narrator
from cmo_portal.dashboards.board import HORIZONS, Board
from foundation import formatting
from foundation.charts import Figure
from foundation.tiles import Tile
from portfolio import charts

BAND_OF_INDEX = ((70.0, "aligned"), (40.0, "partial"), (0.0, "weak"))
SPARK_POINTS = 30


@dataclass(frozen=True)
class Shown:
    """What the template of the home board reads besides the facts."""

    verdict: str
    counted: str
    tiles: list[Tile]
    money: Figure
    units: Figure
    horizons: Figure
    trend: Figure
    bands: Figure


def shown(board: Board) -> Shown:
    """The sentences, tiles and figures of a board; figures that the night built are used as they are."""
    since, kept = _since(board), board.figures
    return Shown(
        verdict=narrator.verdict(_facts(board)),
        counted=_counted(board),
        tiles=_tiles(board, since),
        money=replace(kept.get("money-and-weight") or _money(board), note=_stray(board)),
        units=kept.get("units-and-objectives")
        or charts.units_and_objectives(board.units, board.columns, board.cells, currency=board.currency),
        horizons=kept.get("horizons") or charts.horizons(board.now.horizons, board.now.targets),
        trend=kept.get("alignment-over-time") or charts.alignment_over_time(board.trend),
        bands=kept.get("bands") or charts.bands(board.now.totals.bands),
    )


def _since(board: Board) -> str:
    """Over how long the changes are counted."""
    if board.run is None or board.before_on is None:
        return ""
    days = (board.run.as_of - board.before_on).days
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": formatting.number(days)}


def _money(board: Board) -> Figure:
    return charts.money_and_weight(board.now.objectives, currency=board.currency)


def _units(board: Board) -> Figure:
    return charts.units_and_objectives(board.units, board.columns, board.cells, currency=board.currency)


def _facts(board: Board) -> narrator.Facts:
    totals = board.now.totals
    widest = max(board.now.objectives, key=lambda o: abs(o.gap), default=None)
    name, share, target = max(zip(HORIZONS, board.now.horizons, board.now.targets, strict=True), key=lambda one: abs(one[1] - one[2]))
    return narrator.Facts(
        projects=totals.projects,
        scored=totals.scored,
        alignment=totals.alignment,
        change=board.change("alignment"),
        spend_fit=board.now.spend_fit,
        widest_gap=narrator.Gap(widest.name, widest.weight, widest.share) if widest else None,
        horizon_balance=board.now.horizon_balance,
        widest_horizon=narrator.HorizonGap(name, share, target),
        watermelons=totals.watermelons,
        unscored_share=float(totals.unscored_money / totals.money) if totals.money else None,
    )


def _counted(board: Board) -> str:
    totals = board.now.totals
    return narrator.counted(
        projects=totals.projects,
        scored=totals.scored,
        unscored_money=formatting.money(totals.unscored_money, board.currency),
        obligations=board.obligations,
    )


def _tiles(board: Board, since: str) -> list[Tile]:
    now, totals = board.now, board.now.totals
    unscored = totals.unscored_money / totals.money if totals.money else None
    return [
        Tile(
            _("Alignment"),
            _value(now.alignment),
            "/100",
            board.change("alignment"),
            since=since,
            status=_band(now.alignment),
            series=[value for _day, value in board.trend][-SPARK_POINTS:],
            note=_("%(share)s of the money not judged yet") % {"share": formatting.percent(unscored)} if unscored else "",
        ),
        _share_tile(_("Money and strategy"), now.spend_fit, board.change("spend_fit", 100), since, _gap_note(board)),
        _share_tile(_("Short and long term"), now.horizon_balance, board.change("horizon_balance", 100), since, _horizon_note(board)),
        _share_tile(_("Delivery confidence"), now.delivery, board.change("delivery", 100), since, _help_note(board)),
    ]


def _share_tile(label: str, share: float | None, change: float | None, since: str, note: str) -> Tile:
    value = "" if share is None else formatting.number(100 * share, 0)
    return Tile(label, value, "%", change, _("pts"), since=since, note=note)


def _value(index: float | None) -> str:
    return "" if index is None else formatting.number(index, 0)


def _band(index: float | None) -> str:
    return "" if index is None else next(name for low, name in BAND_OF_INDEX if round(index, 2) >= low)


def _gap_note(board: Board) -> str:
    gap = max(board.now.objectives, key=lambda o: o.gap, default=None)
    if gap is None or board.now.spend_fit is None:
        return ""
    facts = {"objective": gap.code, "share": formatting.percent(gap.share), "weight": formatting.percent(gap.weight)}
    return _("%(objective)s: %(share)s of the money for a weight of %(weight)s") % facts


def _horizon_note(board: Board) -> str:
    if board.now.horizon_balance is None:
        return ""
    facts = {"share": formatting.percent(board.now.horizons[2]), "target": formatting.percent(board.now.targets[2])}
    return _("Long term: %(share)s of the money for %(target)s wanted") % facts


def _help_note(board: Board) -> str:
    count = board.now.totals.watermelons
    return narrator.need_help(count) if count else ""


def _stray(board: Board) -> str:
    """How much money is not where the strategy would want it, out of how much."""
    fit, totals = board.now.spend_fit, board.now.totals
    if fit is None:
        return ""
    stray, money = (formatting.money(amount, board.currency) for amount in ((1 - fit) * float(totals.money), totals.money))
    return _("%(stray)s of %(money)s are not where the strategy would want them.") % {"stray": stray, "money": money}
