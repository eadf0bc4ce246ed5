"""Saved views, and the daily word about changes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.actions.following import CHANGES, follow_place, save_view, tell_changes
from certification.errors import DecisionRefused, NotYours
from certification.models import Following, Outlook, SavedView
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice
from wikilearn.notices.rendering import text_of
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE = "/steward/following/"


@pytest.fixture
def steward(client):
    steward = PersonFactory(username="Steward", role=Role.STEWARD)
    client.force_login(steward)
    return steward


def changed(wiki, count=1, on=None):
    right = RightFactory(key="checkuser")
    for number in range(count):
        holding = HoldingFactory(right=right, wiki=wiki, username=f"Holder {number:02}")
        Outlook.objects.create(holding=holding, state="lapsed", before="renewal_due", changed_on=on or today())


def test_changes_of_complete_days_are_told_once(steward):
    wiki = WikiFactory(dbname="dewiki")
    follow_place(actor=steward, wiki=wiki)
    follow_place(actor=steward, right=RightFactory(key="checkuser"))
    changed(wiki, 22)
    changed(WikiFactory(dbname="other"), 0)
    assert tell_changes() == 0
    assert [tell_changes(today() + DAY), tell_changes(today() + DAY), tell_changes(today() + 2 * DAY)] == [1, 0, 0]
    notice = Notice.objects.get(kind=CHANGES)
    assert (notice.context["count"], len(notice.context["names"]), notice.context["more"]) == (22, 20, 2)


def test_new_holders_and_those_whose_right_ended_are_told(steward):
    wiki = WikiFactory(dbname="dewiki")
    follow_place(actor=steward, wiki=wiki)
    right = RightFactory(key="checkuser")
    new = HoldingFactory(right=right, wiki=wiki, username="New here")
    Outlook.objects.create(holding=new, state="never", before="", changed_on=today())
    HoldingFactory(right=right, wiki=wiki, username="Gone", until=timezone.now() - timedelta(minutes=1))
    HoldingFactory(right=right, wiki=wiki, username="Gone long ago", until=timezone.now() - 3 * DAY)
    assert tell_changes(today() + DAY) == 1
    text = str(text_of(Notice.objects.get(kind=CHANGES)))
    assert "Gone · dewiki · holds the right no longer" in text
    assert "New here · dewiki · new holder: Not yet certified" in text
    assert "Gone long ago" not in text


def test_who_may_no_longer_look_up_is_told_nothing(steward):
    wiki = WikiFactory(dbname="dewiki")
    follow_place(actor=steward, wiki=wiki)
    changed(wiki)
    Following.objects.update(person=PersonFactory())
    assert tell_changes(today() + DAY) == 0


def test_only_stewards_save_and_follow():
    with pytest.raises(NotYours):
        save_view(actor=PersonFactory(), name="x", path="/steward/", query="")
    with pytest.raises(NotYours):
        follow_place(actor=PersonFactory(), wiki=WikiFactory())


def test_a_view_leads_to_a_page_of_stewards_only(steward):
    with pytest.raises(DecisionRefused):
        save_view(actor=steward, name="x", path="//evil.example/", query="")


def test_views_and_followings_are_kept_and_deleted_on_the_page(client, steward):
    WikiFactory(dbname="dewiki")
    saved = {"name": "Lapsed", "path": "/steward/rights/checkuser/", "query": "state=lapsed"}
    assert client.post(f"{PAGE}save/", saved).status_code == 302
    assert client.post(f"{PAGE}follow/", {"wiki": "dewiki"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "/steward/rights/checkuser/?state=lapsed" in page
    view, row = SavedView.objects.get(), Following.objects.get()
    assert client.post(f"{PAGE}save/", saved | {"path": "https://evil.example"}).status_code == 400
    assert client.post(f"{PAGE}follow/", {}).status_code == 400
    assert client.post(f"{PAGE}follow/", {"wiki": "none"}).status_code == 400
    client.force_login(PersonFactory(role=Role.STEWARD))
    assert client.post(f"{PAGE}views/{view.pk}/delete/").status_code == 404
    client.force_login(steward)
    assert client.post(f"{PAGE}views/{view.pk}/delete/").status_code == 302
    assert client.post(f"{PAGE}{row.pk}/end/").status_code == 302
    assert not SavedView.objects.exists()
    assert not Following.objects.exists()


def test_others_get_nothing(client):
    client.force_login(PersonFactory())
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_any_number(client, steward, count, django_assert_num_queries):
    for number in range(count):
        save_view(actor=steward, name=f"View {number}", path="/steward/", query="")
        follow_place(actor=steward, wiki=WikiFactory(dbname=f"w{number}wiki"))
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)


def test_the_word_names_holders_and_states(steward):
    wiki = WikiFactory(dbname="dewiki")
    follow_place(actor=steward, wiki=wiki)
    changed(wiki)
    tell_changes(today() + DAY)
    assert "Holder 00 · dewiki · Lapsed" in str(text_of(Notice.objects.get(kind=CHANGES)))
