"""The tags every template has."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from foundation import charts
from foundation.charts import Column, Figure
from foundation.tiles import Tile


def show(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template(source).render(Context({"request": RequestFactory().get("/", {"unit": "dis", "q": "", "after": "9"}), **context}))


@pytest.mark.parametrize("status", ["green", "amber", "red", "amber_green", "", "validated", "aligned", "published"])
def test_a_status_has_an_icon_and_a_word_besides_its_colour(status: str) -> None:
    html = show("{% status_badge status %}", status=status)
    assert "<use href=" in html
    assert "<span>" in html
    assert "<span></span>" not in html


def test_an_unknown_status_is_shown_by_its_own_word_and_escaped() -> None:
    assert "&lt;b&gt;" in show("{% status_badge status %}", status="<b>")


@pytest.mark.parametrize(
    ("change", "good", "shown"),
    [(3, "up", ("+3", "better", "delta-good")), (3, "down", ("+3", "worse", "delta-bad")), (-2, "up", ("−2", "worse", "delta-bad")),
     (0, "up", ("0", "stable", "delta-same")), (4, "none", ("+4", "up", "delta-same"))],
)  # fmt: skip
def test_a_change_says_its_sign_and_what_it_means(change: int, good: str, shown: tuple[str, ...]) -> None:
    html = show("{% delta change good=good %}", change=change, good=good)
    assert all(part in html for part in shown)


def test_no_earlier_value_is_no_comparison_and_not_zero() -> None:
    assert "no comparison" in show("{% delta None %}")


def test_a_missing_score_is_not_zero() -> None:
    html = show("{% score None %}")
    assert "Not enough data" in html
    assert ">0<" not in html


def test_a_score_the_data_cannot_carry_is_greyed_and_says_so() -> None:
    html = show('{% score 55 band="partial" reliable=False %}')
    assert "to be confirmed" in html
    assert "score-none" in html


def test_a_tile_without_value_reads_no_data() -> None:
    assert "no data" in show("{% tile item %}", item=Tile("NPS"))


def test_a_figure_carries_its_sentence_its_table_and_harmless_json() -> None:
    figure = Figure(
        "fig", "T", "All is <said>.", {"data": [{"name": "</script>"}]}, [Column("Unit"), Column("Share", "percent")], [("A", 0.5)]
    )
    html = show("{% figure item %}", item=figure)
    assert "All is &lt;said&gt;." in html
    assert "50%" in html
    assert html.count("</script>") == 1


def test_an_empty_figure_draws_nothing() -> None:
    assert "data-plot" not in show("{% figure item %}", item=Figure("fig", "T", "No data yet.", {"data": []}))


def test_a_list_address_keeps_filters_and_forgets_the_position() -> None:
    assert show('{% query_string sort="name" %}') == "?unit=dis&amp;sort=name"
    assert show("{% query_string unit=None %}") == "?"


def test_a_sorted_column_says_so_and_turns_round() -> None:
    html = show('{% sort_header "name" "Project" default="name" %}')
    assert 'aria-sort="ascending"' in html
    assert "sort=-name" in html


class OneField(forms.Form):
    title = forms.CharField(help_text="As people say it.")


def test_a_field_ties_its_label_help_and_error_to_the_control() -> None:
    html = show("{% field form.title %}", form=OneField({}))
    assert 'for="id_title"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_gap_breaks_the_sparkline_and_nothing_reads_no_data() -> None:
    assert show("{% sparkline values %}", values=[1, None, 2]).count("M") == 2
    assert "No data" in show("{% sparkline values %}", values=[])


def test_one_absurd_value_does_not_flatten_an_axis() -> None:
    assert charts.robust_range([2026, 2027, 2027, 2028, 2028]) is None
    low, high = charts.robust_range([2026, 2027, 2027, 2028, 2028, 2108])
    assert low < 2026
    assert 2028 < high < 2040
