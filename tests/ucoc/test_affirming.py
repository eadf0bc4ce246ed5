"""Affirming the code: in which capacity, once, kept for ever, with a proof; figures that pick nobody out."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.db import InternalError, transaction

from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from tests.factories.ucoc import follower, universal
from tests.ucoc.test_local_codes import open_consultation
from ucoc import personal_data
from ucoc.actions.affirming import affirm_code
from ucoc.actions.consulting import comment_on, report_comment
from ucoc.errors import AffirmationRefused
from ucoc.models import Affirmation
from ucoc.queries.affirming import capacities_of, measure, open_for
from wikilearn.audit.models import Event
from wikilearn.people.actions.erasing import erase_person

pytestmark = pytest.mark.django_db


def holder(**fields):
    person = PersonFactory(**fields)
    wiki, sysop = WikiFactory(dbname="dewiki"), RightFactory(key="sysop")
    HoldingFactory(person=person, username=person.username, wiki=wiki, right=sysop)
    HoldingFactory(
        person=person, username=person.username, wiki=None, right=RightFactory(key="steward", scope="global")
    )
    return person


def test_a_member_affirms_once_and_it_is_logged():
    version, person = universal(), PersonFactory()
    rows = affirm_code(actor=person, version=version, language="en")
    assert [(row.capacity, row.right, row.wiki) for row in rows] == [("member", None, None)]
    assert open_for(person, version) == []
    assert Event.objects.filter(action="code.affirmed", actor=person.reference, target="code:universal:1").count() == 1
    with pytest.raises(AffirmationRefused):
        affirm_code(actor=person, version=version, language="en")


def test_holders_affirm_in_each_capacity_and_again_for_a_new_right():
    version, person = universal(), holder()
    assert len(affirm_code(actor=person, version=version, language="ar")) == 3
    HoldingFactory(person=person, username=person.username, wiki=WikiFactory(dbname="frwiki"))
    assert len(open_for(person, version)) == 1
    assert len(capacities_of(person)) == 4


@pytest.mark.parametrize("starts", [date(2026, 6, 1), date(2099, 1, 1)])
def test_only_the_version_in_force_can_be_affirmed(starts):
    first, later = universal(), follower(in_force_from=starts, follow_up_by=None)
    wrong = first if starts.year == 2026 else later
    with pytest.raises(AffirmationRefused):
        affirm_code(actor=PersonFactory(), version=wrong, language="en")


def test_a_new_version_asks_again():
    first, person = universal(), PersonFactory()
    affirm_code(actor=person, version=first, language="en")
    second = follower()
    assert len(open_for(person, second)) == 1


def test_the_database_keeps_affirmations():
    person = holder()
    affirm_code(actor=person, version=universal(), language="en")
    for change in ({"language": "fr"}, {"at": datetime(2020, 1, 1, tzinfo=UTC)}, {"capacity": "member"}):
        with pytest.raises(InternalError), transaction.atomic():
            Affirmation.objects.filter(right__isnull=False).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Affirmation.objects.all().delete()


def test_export_and_erasure():
    person = holder()
    affirm_code(actor=person, version=universal(), language="en")
    assert {row["right"] for row in personal_data.export(person)["affirmations"]} == {None, "sysop", "steward"}
    erase_person(actor=person, person=person)
    assert set(Affirmation.objects.values_list("right", "wiki")) == {(None, None)}


def test_the_page_affirms_and_the_proof_follows(client):
    universal()
    person = holder()
    client.force_login(person)
    assert "Harassment" in client.get("/conduct/affirm/").content.decode()
    assert client.post("/conduct/affirm/", {}).status_code == 400
    choices = ["-"]
    assert client.post("/conduct/affirm/", {"capacities": choices}).status_code == 302
    assert client.post("/conduct/affirm/", {"capacities": ["99-99"]}).status_code == 400
    proof = client.get("/conduct/affirmations/?format=json").json()
    assert proof["person"] == person.username
    assert [row["capacity"] for row in proof["affirmations"]] == ["member"]
    assert proof["affirmations"][0]["address"].endswith("/conduct/versions/1/")


def test_banner_asks_and_blocks_nothing(client):
    universal()
    person = PersonFactory()
    client.force_login(person)
    page = client.get("/me/")
    assert page.status_code == 200
    assert "/conduct/affirm/" in page.content.decode()
    client.post("/conduct/affirm/", {"capacities": ["-"]})
    assert "Read and affirm" not in client.get("/me/").content.decode()


def test_banner_comes_back_with_a_new_version_within_a_day(client):
    version, person = universal(), PersonFactory()
    affirm_code(actor=person, version=version, language="en")
    client.force_login(person)
    follower()
    session = client.session
    session["conduct_asked_on"] = "2026-01-01"
    session.save()
    assert "/conduct/affirm/banner/" in client.get("/me/").content.decode()
    assert "Read and affirm" in client.get("/conduct/affirm/banner/").content.decode()
    assert "Read and affirm" in client.get("/me/").content.decode()


@pytest.mark.parametrize(("rows", "queries"), [(1, 6), (30, 6)])
def test_my_affirmations_asks_few_queries(client, django_assert_num_queries, rows, queries):
    version, person = universal(), PersonFactory()
    right = RightFactory(key="sysop")
    for number in range(rows - 1):
        HoldingFactory(person=person, username=person.username, wiki=WikiFactory(dbname=f"w{number}wiki"), right=right)
    affirm_code(actor=person, version=version, language="en")
    client.force_login(person)
    with django_assert_num_queries(queries):
        client.get("/conduct/affirmations/")


def test_figures_by_wiki_hide_small_groups(client):
    version, sysop = universal(), RightFactory(key="sysop")
    for dbname, affirming, others in (("bigwiki", 12, 9), ("smallwiki", 2, 2), ("otherwiki", 3, 9)):
        wiki = WikiFactory(dbname=dbname)
        for number in range(affirming + others):
            person = PersonFactory()
            HoldingFactory(person=person, username=person.username, wiki=wiki, right=sysop)
            if number < affirming:
                affirm_code(actor=person, version=version, language="en")
    told = {row.project: row.percent for row in measure(version).rows}
    assert told == {None: 45, "bigwiki": 55}
    assert measure(version).hidden == 2
    table = list(
        csv.reader(io.StringIO(b"".join(client.get("/conduct/affirmations/figures/?format=csv")).decode("utf-8-sig")))
    )
    assert ["bigwiki", "55"] in table
    assert "smallwiki" not in client.get("/conduct/affirmations/figures/").content.decode()


def test_what_somebody_wrote_for_local_codes_is_exported_and_erased(community):
    version = open_consultation(community)
    comment = comment_on(actor=community.outsider, version=version, text="My words", language="en")
    report_comment(actor=community.outsider, comment=comment, reason="Mine")
    told = personal_data.export(community.outsider)
    assert [row["text"] for row in told["comments"]] == ["My words"]
    assert [row["reason"] for row in told["reports_of_comments"]] == ["Mine"]
    assert {row["heading"] for row in personal_data.export(community.writer)["local_texts"]} == {"3.1", "3.2", "3.3"}
    erase_person(actor=community.outsider, person=community.outsider)
    comment.refresh_from_db()
    assert comment.text == ""
    assert not comment.reports.exists()
