"""What templates may ask."""

import datetime
import zoneinfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from wikilearn.core import icons


def render(source: str, path: str = "/", **context: object) -> str:
    template = Template("{% load site %}" + source)
    return template.render(Context({"request": RequestFactory().get(path), **context})).strip()


def test_icon_is_decoration_without_a_label():
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    assert 'role="img" aria-label="3 &lt; 4"' in render('{% icon "bell" label %}', label="3 < 4")


def test_icon_that_codex_lacks_is_refused():
    with pytest.raises(ValueError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_url_if_exists_is_empty_while_the_page_is_missing():
    assert render('{% url_if_exists "home" %}') == "/"
    assert render('{% url_if_exists "no:such" %}') == ""


@pytest.mark.parametrize(
    ("path", "mark"),
    [("/accounts/email/", 'aria-current="page"'), ("/accounts/email/x", 'aria-current="true"'), ("/", None)],
)
def test_site_link_marks_where_one_is(path, mark):
    html = render('{% site_link "account_email" "E-mail" %}', path=path)
    assert (mark in html) if mark else ("aria-current" not in html)


def test_site_link_may_mean_exactly_its_page():
    assert "aria-current" not in render('{% site_link "account_email" "E-mail" exact=True %}', path="/accounts/email/x")


def test_site_link_to_a_missing_page_is_nothing():
    assert render('{% site_link "no:such" "x" %}') == ""


def test_language_is_known_by_its_tag():
    assert render("{% with l=tag|language %}{{ l.autonym }} {{ l.dir }}{% endwith %}", tag="ar") == "العربية rtl"


def test_machine_time_is_in_the_zone_of_the_page():
    moment = datetime.datetime(2026, 1, 31, 23, 30, tzinfo=datetime.UTC)
    with timezone.override(zoneinfo.ZoneInfo("Asia/Tokyo")):
        assert render("{{ moment|machine_time }}", moment=moment) == "2026-02-01T08:30:00+09:00"
    assert render("{{ day|machine_time }}", day=datetime.date(2028, 2, 29)) == "2028-02-29"
