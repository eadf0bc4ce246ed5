"""The public transparency report: page, file, feed, log, and who may publish it."""

import csv
import io

import pytest

from tests.factories.people import PersonFactory
from tests.ucoc.test_transparency import Q1, body, received
from ucoc.actions.transparency import publish_report
from ucoc.enums import BodyKind, Conduct
from ucoc.transparency_words import charts_of, label
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    received(body(), 40)
    received(body(BodyKind.LEGAL), 3, conduct=Conduct.LEGAL_THREAT)
    received(body(BodyKind.STEWARDS), 31)
    return publish_report(actor=None, quarter=Q1)


def text(response):
    return response.content.decode()


def test_everybody_reads_the_newest_report_and_no_small_number(client, release):
    for address in ("/conduct/transparency/", "/conduct/transparency/2026Q1/"):
        page = text(client.get(address))
        assert "About 75" in page
        assert "hidden" in page
        assert ">3<" not in page
    assert client.get("/conduct/transparency/2025Q1/").status_code == 404
    assert client.get("/conduct/transparency/nonsense/").status_code == 404


def test_without_a_report_the_page_says_so(client):
    assert "No report is published yet" in text(client.get("/conduct/transparency/"))
    assert "No report is published yet" in text(client.get("/conduct/transparency/log/"))


def test_file_and_feed(client, release):
    content = b"".join(client.get("/conduct/transparency/?format=csv")).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert ["2026Q1", "received", "place", "*", "*", "75"] in rows
    assert ["2026Q1", "received", "place", "legal", "none", "hidden"] in rows
    assert all(row[5] == "hidden" or int(row[5]) % 5 == 0 for row in rows[1:])
    assert text(client.get("/conduct/transparency/feed.rss")).count("2026Q1/") == 1
    assert release.hash[:16] in text(client.get("/conduct/transparency/log/"))


def test_the_page_asks_few_queries(client, release, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/conduct/transparency/")


def test_publishing_on_the_page(client):
    received(body(), 40)
    client.force_login(PersonFactory())
    assert client.get("/conduct/transparency/publish/").status_code == 403
    client.force_login(PersonFactory(role=Role.STAFF))
    address = "/conduct/transparency/publish/"
    for wrong in ("2026Q9", "2090Q1"):
        assert client.post(address, {"quarter": wrong}).status_code == 400
    checked = text(client.post(address, {"quarter": "2026Q1"}))
    assert "Nothing in it picks out a few cases" in checked
    assert "No report is published yet" in text(client.get("/conduct/transparency/"))
    assert client.post(address, {"quarter": "2026Q1", "confirm": "yes"}).status_code == 302
    assert client.post(address, {"quarter": "2026Q1", "confirm": "yes"}).status_code == 400


@pytest.mark.parametrize("key", ["none", "150", "within_7", "longer", "unknown", "u4c", "harassment", "ban", "x"])
def test_every_key_has_a_name(key):
    assert label(key)


def test_charts_say_what_the_release_says(release):
    ((_key, name, total, charts), *_rest) = charts_of(release.content)
    assert (name, total) == ("Reports received", 75)
    assert charts[0].series[-1].total == 75
