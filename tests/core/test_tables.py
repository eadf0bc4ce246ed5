"""Pagination and CSV."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from wikilearn.core import tables


def request_for(query: str):
    return RequestFactory().get(f"/{query}")


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 1), ("?page=2", 2), ("?page=99", 3), ("?page=0", 3), ("?page=-4", 3), ("?page=x", 1), ("?page=", 1)],
)
def test_page_of_survives_any_number(query, number):
    page = tables.page_of(list(range(60)), request_for(query))
    assert (page.number, len(page)) == (number, 10 if number == 3 else 25)


def test_page_of_has_one_page_without_rows():
    assert list(tables.page_of([], request_for("?page=7"))) == []


def test_pagination_keeps_the_rest_of_the_address():
    request = request_for("?q=a%26b&page=2&lang=ar")
    page = tables.page_of(list(range(100)), request)
    html = render_to_string("cotton/pagination.html", {"page": page, "parameter": "page"}, request=request)
    assert 'href="?q=a%26b&amp;page=3&amp;lang=ar"' in html
    assert html.count('aria-current="page"') == 1


def test_pagination_of_a_single_page_is_nothing():
    request = request_for("")
    page = tables.page_of([1], request)
    html = render_to_string("cotton/pagination.html", {"page": page, "parameter": "page"}, request=request)
    assert html.strip() == ""


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\n=1+1", "'\n=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("a=b", "a=b"),
        ("", ""),
        (-3, -3),
        (None, None),
    ],
)
def test_safe_cell_defuses_formulas(value, cell):
    assert tables.safe_cell(value) == cell


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))))
def test_csv_response_holds_every_cell_and_no_formula(rows):
    rows = [row for row in rows if row]
    response = tables.csv_response("x.csv", ["name"], rows)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert read == [[str(tables.safe_cell(cell)) for cell in row] for row in rows]
    assert not any(cell.startswith(tables.FORMULA) for row in read for cell in row)


def test_csv_response_is_a_download():
    response = tables.csv_response("people.csv", ["name"], [])
    assert response["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
