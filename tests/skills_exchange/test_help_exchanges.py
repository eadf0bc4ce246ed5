"""From a question of the help desk to an exchange: who may, what it becomes, who sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from skills_exchange.actions import help as desk
from skills_exchange.actions.help_exchanges import learn_from_helper, offer_to_teach, take_offer_back
from skills_exchange.actions.matches import cancel_match, decline_match
from skills_exchange.actions.parties import block_party
from skills_exchange.enums import Format, MatchOrigin, MatchState, Visibility
from skills_exchange.errors import HelpRefused, MatchRefused, NoFreePlace, NotYours
from skills_exchange.models import HelpAnswer, HelpExchange, Match, Party
from skills_exchange.personal_data_help import erase, export
from skills_exchange.queries.help import exchanges_on
from tests.factories.help_desk import HelpRequestFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return HelpRequestFactory(asker=PartyFactory().person, skill=SkillFactory())


@pytest.fixture
def helper(question):
    """Somebody who has answered it, and lists nothing."""
    party = PartyFactory()
    desk.answer_question(actor=party.person, request=question, text="Do that")
    question.refresh_from_db()
    return party


def learn(question, helper, **changed):
    said = {"actor": question.asker, "language": "en", "format": Format.WRITTEN, "message": "Step by step?"} | changed
    return learn_from_helper(request=question, helper=helper, **said)


def told(person):
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_an_offer_is_taken_up_and_begins_at_once(question, helper):
    offer = offer_to_teach(actor=helper.person, request=question)
    assert offer_to_teach(actor=helper.person, request=question) == offer
    assert told(question.asker) == ["help_answered", "help_answered"]
    assert not Match.objects.exists()
    match = learn(question, helper)
    assert (match.state, match.origin, match.skill) == (MatchState.ACCEPTED, MatchOrigin.HELP_DESK, question.skill)
    assert told(helper.person) == ["match_answer"]
    assert Party.objects.get(pk=helper.pk).active == 1
    with pytest.raises(MatchRefused):
        learn(question, helper)
    assert HelpExchange.objects.get().match == match


def test_without_an_offer_the_helper_is_asked_and_an_old_offer_is_none(question, helper):
    offer_to_teach(actor=helper.person, request=question)
    HelpExchange.objects.update(offered_at=timezone.now() - timedelta(days=15))
    match = learn(question, helper)
    assert (match.state, told(helper.person)) == (MatchState.REQUESTED, ["match_asked"])
    assert learn(question, helper) == match


@pytest.mark.parametrize("agreed", [timezone.now(), None])
def test_an_offer_is_taken_up_too_where_the_same_was_asked_or_suggested_before(question, helper, agreed):
    """Asked from the profile, or suggested by a round; the helper offers without knowing who it is."""
    asking, state = Party.objects.get(person=question.asker), MatchState.REQUESTED if agreed else MatchState.SUGGESTED
    before = MatchFactory(learner=asking, sharer=helper, skill=question.skill, state=state, learner_agreed_at=agreed)
    offer_to_teach(actor=helper.person, request=question)
    assert learn(question, helper) == before
    before.refresh_from_db()
    assert (before.state, told(helper.person)) == (MatchState.ACCEPTED, ["match_answer"])
    assert Party.objects.get(pk=helper.pk).active == 1


@pytest.mark.parametrize("end", [decline_match, cancel_match])
def test_what_has_ended_can_begin_anew(question, helper, end):
    """Whoever asked can ask again, the helper can offer again, and this is told again."""
    ended = learn(question, helper)
    end(actor=helper.person if end is decline_match else question.asker, match=ended)
    (possible,) = exchanges_on(question.asker, question)["teachers"]
    assert (possible.pk, possible.party) == (None, helper)
    assert exchanges_on(helper.person, question)["may_offer"]
    assert offer_to_teach(actor=helper.person, request=question).match is None
    assert told(question.asker)[-1] == "help_answered"
    again = learn(question, helper)
    assert (again.state, again != ended) == (MatchState.ACCEPTED, True)


@pytest.mark.parametrize("number", [1, 30])
def test_queries(question, number, django_assert_num_queries):
    for party in PartyFactory.create_batch(number):
        HelpAnswer.objects.create(request=question, author=party.person, text="Do that")
        HelpExchange.objects.create(request=question, party=party, offered_at=timezone.now())
    with django_assert_num_queries(3):
        assert len({each.party.name for each in exchanges_on(question.asker, question)["teachers"]}) == number


def test_an_offer_can_be_taken_back_until_it_became_an_exchange(question, helper):
    offer_to_teach(actor=helper.person, request=question)
    take_offer_back(actor=helper.person, request=question)
    assert not HelpExchange.objects.exists()
    learn(question, helper)
    take_offer_back(actor=helper.person, request=question)
    assert HelpExchange.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"party": {"away_from": today()}}, MatchRefused),
        ({"party": {"max_active": 0}}, NoFreePlace),
        ({"party": {"listed": False}}, MatchRefused),
        ({"block": "asker"}, MatchRefused),
        ({"block": "helper"}, MatchRefused),
        ({"hidden": True}, MatchRefused),
        ({"state": "withdrawn"}, HelpRefused),
        ({"skill": None}, HelpRefused),
        ({"said": {"language": "no tag"}}, MatchRefused),
        ({"said": {"format": "smoke"}}, MatchRefused),
        ({"said": {"actor": "stranger"}}, NotYours),
    ],
)
def test_refusals(question, helper, changed, error):
    Party.objects.filter(pk=helper.pk).update(**changed.pop("party", {}))
    if side := changed.pop("block", ""):
        asking = Party.objects.get(person=question.asker)
        by, blocked = (asking, helper) if side == "asker" else (helper, asking)
        block_party(actor=by.person, party=blocked)
    question.answers.update(hidden=changed.pop("hidden", False))
    said = changed.pop("said", {})
    said |= {"actor": PersonFactory()} if said.get("actor") else {}
    for name, value in changed.items():
        setattr(question, name, value)
    question.save()
    with pytest.raises(error):
        learn(question, helper, **said)
    assert not Match.objects.exists()


def test_only_who_helps_offers_and_a_claim_that_is_hidden_tells_nothing(question, helper):
    with pytest.raises(NotYours):
        offer_to_teach(actor=PersonFactory(), request=question)
    Party.objects.filter(pk=helper.pk).update(max_active=0)
    with pytest.raises(NoFreePlace):
        offer_to_teach(actor=helper.person, request=question)
    Party.objects.filter(pk=helper.pk).update(max_active=1)
    ClaimFactory(party=helper, skill=question.skill, visibility=Visibility.MATCHES, formats=[Format.CALL])
    assert learn(question, helper, format=Format.REVIEW).state == MatchState.REQUESTED


def test_a_block_ends_what_was_offered(question, helper):
    offer_to_teach(actor=helper.person, request=question)
    block_party(actor=question.asker, party=helper)
    assert not HelpExchange.objects.exists()
    assert exchanges_on(question.asker, question)["teachers"] == []


def test_the_two_see_where_it_stands_and_nobody_else(question, helper, client):
    address, teach = question.get_absolute_url(), reverse("skills_exchange:help_teach", args=[question.uid])
    learn_url = reverse("skills_exchange:help_learn", args=[question.uid, helper.uid])
    client.force_login(helper.person)
    assert b"Offer to teach it" in client.get(address).content
    shown = client.post(teach, {"do": "offer"}, follow=True).content.decode()
    assert "Take the offer back" in shown
    assert question.asker.username not in shown
    assert client.get(learn_url).status_code == 403
    client.force_login(question.asker)
    assert f"Learn this from {helper.name}" in client.get(address).content.decode()
    assert b"it begins at once" in client.get(learn_url).content
    assert client.post(learn_url, {"language": "fr", "format": "call"}).status_code == 400
    page = client.post(learn_url, {"language": "en", "format": "call"}, follow=True).content.decode()
    assert question.title in page
    match = Match.objects.get()
    for person, sees in ((question.asker, True), (helper.person, True), (PersonFactory(), False)):
        client.force_login(person)
        assert (match.get_absolute_url() in client.get(address).content.decode()) is sees
    client.force_login(PersonFactory())
    assert client.post(teach, {"do": "offer"}, follow=True).status_code == 200
    assert HelpExchange.objects.count() == 1


def test_export_and_erasure(question, helper):
    offer_to_teach(actor=helper.person, request=question)
    learn(question, helper)
    match = Match.objects.get()
    assert export(helper.person)["exchanges_from_questions"][0]["match"] == str(match.uid)
    erase(question.asker)
    assert not HelpExchange.objects.exists()
