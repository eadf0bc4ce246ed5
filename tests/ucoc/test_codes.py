"""The universal code: reference data, reading, links, comparison."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from tests.factories.ucoc import follower, universal
from ucoc.models import Clause, ClauseItem, CodeVersion
from ucoc.queries.codes import changes_between
from ucoc.reference_data import load_universal_code

pytestmark = pytest.mark.django_db
NUMBERS = ["2.1", "2.2", "3.1", "3.2", "3.3"]


def test_reference_data_loads_once_and_leaves_changes_alone():
    first = load_universal_code()
    assert list(Clause.objects.order_by("position").values_list("number", flat=True)) == NUMBERS
    Clause.objects.filter(number="3.1").update(summary_en="Worded by a curator.")
    second = load_universal_code()
    assert second.created == 0
    assert second.unchanged == first.created
    assert Clause.objects.get(number="3.1").summary_en == "Worded by a curator."


@pytest.mark.parametrize("field", ["title", "summary"])
@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh_hans"])
def test_clauses_speak_six_languages(field, language):
    universal()
    assert not Clause.objects.filter(**{f"{field}_{language}": ""}).exists()
    assert not Clause.objects.filter(**{f"{field}_{language}": None}).exists()
    assert not ClauseItem.objects.filter(**{f"text_{language}": None}).exists()


def test_version_in_force_follows_the_day():
    first, second = universal(), follower(in_force_from=date(2026, 6, 1))
    assert CodeVersion.objects.in_force(date(2026, 5, 31)) == first
    assert CodeVersion.objects.in_force(date(2026, 6, 1)) == second
    assert CodeVersion.objects.in_force(date(2020, 1, 1)) is None


@pytest.mark.parametrize("change", [{"number": "9.9"}, {"kind": "expected"}])
def test_database_keeps_what_a_clause_is(change):
    universal()
    with pytest.raises(InternalError), transaction.atomic():
        Clause.objects.filter(number="3.1").update(**change)
    ClauseItem.objects.all().delete()
    with pytest.raises(InternalError), transaction.atomic():
        Clause.objects.filter(number="3.1").delete()


def test_two_versions_of_a_day_are_refused():
    first = universal()
    with pytest.raises(IntegrityError):
        CodeVersion.objects.create(code=first.code, number="x", in_force_from=first.in_force_from, official_url="x")


def test_reading_page_is_open_and_links_each_clause(client, django_assert_num_queries):
    universal()
    with django_assert_num_queries(5):
        page = client.get("/conduct/").content.decode()
    for number in NUMBERS:
        assert f'id="clause-{number.replace(".", "-")}"' in page
        assert f"/conduct/versions/1/{number}/" in page
    assert "foundation.wikimedia.org/wiki/Special:MyLanguage/Policy:Universal_Code_of_Conduct#3.1" in page


def test_reading_page_without_a_code_is_not_there(client):
    assert client.get("/conduct/").status_code == 404


def test_clause_has_a_page_and_unknown_ones_have_not(client):
    universal()
    assert "Harassment" in client.get("/conduct/versions/1/3.1/").content.decode()
    for wrong in ("1/9.9", "7/3.1"):
        assert client.get(f"/conduct/versions/{wrong}/").status_code == 404
    assert client.get("/conduct/versions/7/").status_code == 404


def test_changes_between_versions():
    changes = {change.number: change for change in changes_between(universal(), follower())}
    assert {number: change.deed for number, change in changes.items()} == {
        "2.1": "changed",  # its items are gone
        "2.2": "removed",
        "3.1": "changed",
        "3.2": "changed",
        "3.3": "changed",
        "3.4": "added",
    }
    assert (
        "".join(p.text for p in changes["3.1"].summary if p.deed != "removed") == "Nobody may frighten another person."
    )


def test_comparison_page_survives_any_address(client):
    universal()
    assert "one version so far" in client.get("/conduct/compare/").content.decode()
    follower(in_force_from=date(2026, 6, 1))
    assert "Retaliation" in client.get("/conduct/compare/").content.decode()
    for query in ("?from=1&to=1", "?from=zzz", "?to=%00", "?from=2&to=1"):
        assert client.get(f"/conduct/compare/{query}").status_code == 200
