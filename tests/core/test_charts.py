"""Charts: what is drawn says the same as the table, in both directions, and tells nothing that is hidden."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from wikilearn.core.charts import HEIGHT, MOST_LABELS, WIDTH, Chart, Label, Series


def chart(*series, labels=3, **fields):
    rows = [Label(f"Row {number}") for number in range(labels)]
    return Chart(key="k", title="Title", row_name="Row", labels=rows, series=series, **fields)


def test_bars_are_as_long_as_their_share_of_the_longest():
    rows = list(chart(Series("A", [10, 0, None]), Series("B", [20, 5, 1])).rows())
    assert [[cell.share for cell in cells] for _label, cells in rows] == [[50.0, 100.0], [0.0, 25.0], [0.0, 5.0]]


def test_columns_stand_on_the_ground_and_mirror_from_right_to_left():
    drawn = chart(Series("A", [10, 5, None]), over_time=True)
    left, right = list(drawn.shapes(rtl=False)), list(drawn.shapes(rtl=True))
    assert [shape.hidden for shape in left] == [False, False, True]
    assert {round(shape.y + shape.height) for shape in left} == {HEIGHT - 26}
    for one, other in zip(left, right, strict=True):
        assert one.x + other.x + one.width == pytest.approx(WIDTH, abs=0.3)
    assert left[0].height == 2 * left[1].height


def test_labels_are_thinned_where_there_is_no_room():
    drawn = chart(Series("A", [1] * 40), labels=40, over_time=True)
    assert len(list(drawn.ticks(rtl=False))) <= MOST_LABELS


def test_nothing_to_draw_is_said():
    assert chart(Series("A", [0, 0, 0])).is_empty
    assert not chart(Series("A", [0, None, 0])).is_empty
    assert "No figures" in render_to_string("charts/chart.html", {"chart": chart(Series("A", [0, 0, 0]))})


@pytest.mark.parametrize("over_time", [True, False])
def test_page_of_a_chart_has_its_table_and_no_hidden_number(over_time):
    drawn = chart(Series("A", [10, None, 7], None), Series("B", [1, 2, 3], 6), over_time=over_time, totals=True)
    page = render_to_string("charts/chart.html", {"chart": drawn, "csv": "/file.csv"})
    assert page.count('<th scope="row">') == 4
    assert page.count("chart__untold") == 2
    assert ("chart__columns" in page) is over_time
    assert "style=" not in page
    assert "/file.csv" in page


def test_numbers_of_the_drawing_are_written_for_machines():
    """Arabic and French write numbers otherwise; SVG does not."""
    drawn = chart(Series("A", [10, 3, 7]), over_time=True)
    bars = chart(Series("A", [3, 1, 2]))
    for language in ("ar", "fr"):
        with translation.override(language):
            page = render_to_string("charts/chart.html", {"chart": drawn})
            page += render_to_string("charts/chart.html", {"chart": bars})
        said = re.findall(r'<rect class="chart-bar[^>]* (?:x|y|width|height)="([^"]+)"', page)
        assert said
        assert all(re.fullmatch(r"[0-9.]+%?", number) for number in said)


def test_file_has_the_same_rows_and_a_word_for_what_is_hidden():
    drawn = chart(Series("A", [10, None, 7]), Series("B", [1, 2, 3]))
    assert list(drawn.csv_rows("?")) == [["Row 0", 10, 1], ["Row 1", "?", 2], ["Row 2", 7, 3]]
