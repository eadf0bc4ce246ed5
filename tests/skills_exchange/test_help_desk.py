"""The help desk: who is asked, what is promised, what happens if nobody answers, what stays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from skills_exchange.actions import help as acts
from skills_exchange.actions.parties import block_party
from skills_exchange.enums import SkillStatus
from skills_exchange.enums_help import AskState, HelpAudience, HelpRoute, HelpState
from skills_exchange.errors import HelpRefused, NotYours
from skills_exchange.models import HelpAnswer, HelpAsk, HelpRequest, PartyBlock, Resource
from skills_exchange.personal_data_help import erase, export
from skills_exchange.queries.help import PROMISES, helpers_for, promise_with, wait_for
from tests.factories.help_desk import HelpRequestFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.notices.models import Notice
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill():
    return SkillFactory()


@pytest.fixture
def asker():
    return PersonFactory()


def helper(skill, **fields):
    """A party that offers the skill in English."""
    claim = {
        name: fields.pop(name) for name in ("verified", "level", "kind", "languages", "valid_until") if name in fields
    }
    return ClaimFactory(skill=skill, party=PartyFactory(**fields), **claim).party


def ask(asker, skill=None, **fields):
    said = {"title": "How do I write a module?", "language": "en"} | fields
    return acts.ask_for_help(actor=asker, skill=skill, **said)


def told(person):
    return set(Notice.objects.filter(person=person).values_list("kind", flat=True))


def later(request, **ago):
    """As if it had been asked so long ago, with everything that hangs on it."""
    span = timedelta(**ago)
    HelpRequest.objects.filter(pk=request.pk).update(promised_by=request.promised_by - span)
    for each in HelpAsk.objects.filter(request=request):
        HelpAsk.objects.filter(pk=each.pk).update(until=each.until - span)


class TestWhoCouldHelp:
    @pytest.mark.parametrize(
        ("changes", "could"),
        [
            ({}, True),
            ({"kind": "wanted"}, False),
            ({"kind": "known"}, False),
            ({"languages": ["fr"]}, False),
            ({"languages": ["fr", "en"]}, True),
            ({"valid_until": today() - timedelta(days=1)}, False),
            ({"speaks": ["fr"]}, False),
            ({"listed": False}, False),
            ({"max_active": 0}, False),
            ({"away_from": today()}, False),
            ({"away_until": today() - timedelta(days=1)}, True),
            ({"person__is_active": False}, False),
        ],
    )
    def test_table(self, skill, asker, changes, could):
        party = helper(skill, **changes)
        assert (party in helpers_for(skill, "en", asker=asker)) is could

    def test_organisations_and_hidden_offers_are_not_promised(self, skill, asker):
        organisation = PartyFactory(kind="organisation", person=None, organisation=OrganisationFactory())
        ClaimFactory(skill=skill, party=organisation)
        hidden = ClaimFactory(skill=skill, visibility="matches").party
        assert list(helpers_for(skill, "en", asker=asker)) == [hidden]
        assert not wait_for(skill, "en", asker=asker).helpers

    def test_what_only_helpers_read_is_not_published(self, asker):
        request = ask(asker, audience=HelpAudience.HELPERS, may_be_published=True)
        assert not request.may_be_published

    def test_a_skill_below_counts_and_one_above_does_not(self, skill, asker):
        below, above = helper(SkillFactory(parent=skill)), SkillFactory()
        skill_of_above = SkillFactory(parent=above)
        helper(above)
        assert list(helpers_for(skill, "en", asker=asker)) == [below]
        assert not helpers_for(skill_of_above, "en", asker=asker).exists()

    def test_never_oneself_nor_over_a_block(self, skill):
        mine, blocked, blocking = helper(skill), helper(skill), helper(skill)
        PartyBlock.objects.create(by=mine, blocked=blocked)
        PartyBlock.objects.create(by=blocking, blocked=mine)
        assert not helpers_for(skill, "en", asker=mine.person).exists()

    def test_verified_first_then_level_then_who_was_suggested_least(self, skill, asker):
        basic = helper(skill, level=1)
        shown, fresh = helper(skill, level=3, exposure=9), helper(skill, level=3)
        verified = helper(skill, level=1, verified=True)
        assert list(helpers_for(skill, "en", asker=asker)) == [verified, fresh, shown, basic]

    @pytest.mark.parametrize(("helpers", "hours"), [(0, 168), (1, 96), (2, 96), (3, 48), (30, 48)])
    def test_promise(self, helpers, hours):
        assert promise_with(helpers) == timedelta(hours=hours)

    def test_the_usual_wait_is_said_from_five_answers_on(self, skill, asker):
        now = timezone.now()
        for number in range(5):
            assert wait_for(skill, "en", asker=asker).usual is None
            HelpRequestFactory(asked_at=now - timedelta(hours=number + 1), answered_at=now)
        assert wait_for(skill, "en", asker=asker).usual == timedelta(hours=3)


class TestAsking:
    def test_the_three_best_are_asked_and_told(self, skill, asker):
        parties = [helper(skill, level=level) for level in (1, 4, 3, 2)]
        request = ask(asker, skill)
        asked = set(request.asks.values_list("party", flat=True))
        assert asked == {party.pk for party in parties[1:]}
        assert request.route == HelpRoute.HELPER
        assert told(parties[1].person) == {"help_asked"}
        assert told(parties[0].person) == set()
        assert request.promised_by - request.asked_at == PROMISES[0][1]

    @pytest.mark.parametrize(
        ("audience", "route"), [(HelpAudience.MEMBERS, HelpRoute.QUEUE), (HelpAudience.HELPERS, HelpRoute.CURATORS)]
    )
    def test_with_nobody_to_ask(self, skill, asker, audience, route):
        assert ask(asker, skill, audience=audience).route == route

    def test_a_merged_skill_is_its_target_and_a_retired_one_refused(self, skill, asker):
        merged = SkillFactory(status=SkillStatus.MERGED, merged_into=skill)
        assert ask(asker, merged).skill == skill
        with pytest.raises(HelpRefused) as refused:
            ask(asker, SkillFactory(status=SkillStatus.RETIRED))
        assert refused.value.field == "skill"

    def test_five_open_questions_and_no_more(self, asker):
        requests = [ask(asker) for _ in range(acts.MOST_OPEN)]
        with pytest.raises(HelpRefused):
            ask(asker)
        acts.withdraw_question(actor=asker, request=requests[0])
        ask(asker)


class TestAnswering:
    def test_who_takes_it_is_alone_with_it(self, skill, asker):
        one, two = helper(skill), helper(skill)
        request = ask(asker, skill)
        mine, other = request.asks.get(party=one), request.asks.get(party=two)
        acts.answer_ask(actor=one.person, ask=mine, takes=True)
        acts.answer_ask(actor=one.person, ask=mine, takes=True)  # again changes nothing
        with pytest.raises(HelpRefused, match="just taken"):
            acts.answer_ask(actor=two.person, ask=other, takes=True)
        with pytest.raises(NotYours):
            acts.answer_ask(actor=two.person, ask=mine, takes=False)

    def test_who_passes_is_replaced_by_the_next(self, skill, asker):
        first = [helper(skill, level=4) for _ in range(3)]
        spare = helper(skill, level=1)
        request = ask(asker, skill)
        acts.answer_ask(actor=first[0].person, ask=request.asks.get(party=first[0]), takes=False)
        assert request.asks.filter(party=spare, state=AskState.ASKED).exists()

    def test_the_first_answer_counts_and_is_told(self, asker):
        request, friend = ask(asker), PersonFactory()
        acts.answer_question(actor=asker, request=request, text="I tried this")
        request.refresh_from_db()
        assert request.state == HelpState.OPEN
        acts.answer_question(actor=friend, request=request, text="Do that")
        request.refresh_from_db()
        assert request.state == HelpState.ANSWERED
        assert told(asker) == {"help_answered"}
        acts.answer_question(actor=asker, request=request, text="It does not work")
        assert told(friend) == {"help_answered"}

    def test_solved_by_an_answer_of_somebody_else(self, asker):
        request, friend = ask(asker), PersonFactory()
        own = acts.answer_question(actor=asker, request=request, text="x")
        answer = acts.answer_question(actor=friend, request=request, text="y")
        with pytest.raises(HelpRefused):
            acts.solve_question(actor=asker, request=request, answer=own)
        with pytest.raises(NotYours):
            acts.solve_question(actor=friend, request=request, answer=answer)
        acts.solve_question(actor=asker, request=request, answer=answer)
        acts.solve_question(actor=asker, request=request, answer=answer)
        answer.refresh_from_db()
        assert answer.accepted
        assert told(friend) == {"help_solved"}
        with pytest.raises(HelpRefused):
            acts.answer_question(actor=friend, request=request, text="late")

    def test_not_solved_after_all(self, asker):
        request = ask(asker)
        answer = acts.answer_question(actor=PersonFactory(), request=request, text="y")
        acts.solve_question(actor=asker, request=request, answer=answer)
        again = acts.reopen_question(actor=asker, request=request)
        assert (again.state, again.solved_at) == (HelpState.OPEN, None)
        assert not HelpAnswer.objects.filter(accepted=True).exists()


class TestPromises:
    def test_silence_asks_the_next_and_a_second_run_nothing(self, skill, asker):
        for _ in range(4):
            helper(skill)
        request = ask(asker, skill)
        later(request, hours=25)
        assert acts.tend_questions() == 1
        assert acts.tend_questions() == 0
        states = sorted(request.asks.values_list("state", flat=True))
        assert states == [AskState.ASKED, *[AskState.LAPSED] * 3]

    def test_what_is_overdue_goes_to_an_affiliate_then_to_the_curators(self, skill, asker):
        curator = PersonFactory(role=Role.CURATOR)
        coordinator = MembershipFactory(
            organisation=OrganisationFactory(kind=OrganisationKind.USER_GROUP, languages=["en"]),
            role=MemberRole.COORDINATOR,
        )
        request = ask(asker, skill)
        for route, person in ((HelpRoute.AFFILIATE, coordinator.person), (HelpRoute.CURATORS, curator)):
            request.refresh_from_db()
            later(request, days=8)
            assert acts.tend_questions() == 1
            assert acts.tend_questions() == 0
            request.refresh_from_db()
            assert request.route == route
            assert request.promised_by > timezone.now()
            assert "help_waits" in told(person)
        later(request, days=30)
        assert acts.tend_questions() == 0  # it stays with the curators
        assert HelpRequest.objects.visible_to(coordinator.person).filter(pk=request.pk).exists()

    def test_an_organisation_without_members_is_never_asked(self, asker):
        OrganisationFactory(kind=OrganisationKind.USER_GROUP, languages=["en"])
        request = ask(asker)
        later(request, days=8)
        acts.tend_questions()
        request.refresh_from_db()
        assert request.route == HelpRoute.CURATORS

    def test_an_answered_question_is_left_alone(self, asker):
        request = ask(asker)
        acts.answer_question(actor=PersonFactory(), request=request, text="y")
        later(request, days=30)
        assert acts.tend_questions() == 0

    def test_an_answer_that_does_not_help_does_not_end_the_promise(self, asker):
        request = ask(asker)
        acts.answer_question(actor=PersonFactory(), request=request, text="No idea")
        again = acts.reopen_question(actor=asker, request=request)
        assert again.state == HelpState.OPEN
        later(again, days=30)
        assert acts.tend_questions() == 1

    def test_a_hidden_answer_lets_the_question_wait_again(self, asker):
        request, curator = ask(asker), PersonFactory(role=Role.CURATOR)
        answer = acts.answer_question(actor=PersonFactory(), request=request, text="Buy my book")
        acts.hide_answer(actor=curator, answer=answer, hidden=True)
        request.refresh_from_db()
        assert request.state == HelpState.OPEN


class TestBlocks:
    def test_who_is_blocked_is_no_longer_asked_and_the_next_one_is(self, skill):
        first = [helper(skill, level=4) for _ in range(3)]
        spare = helper(skill, level=1)
        asker = PartyFactory()
        request = ask(asker.person, skill)
        block_party(actor=asker.person, party=first[0])
        states = dict(request.asks.values_list("party", "state"))
        assert (states[first[0].pk], states[spare.pk]) == (AskState.LAPSED, AskState.ASKED)

    def test_answers_of_people_kept_away_are_not_shown_nor_told(self, client):
        reader, author = PartyFactory(), PartyFactory()
        request = HelpRequestFactory()
        acts.answer_question(actor=author.person, request=request, text="From somebody kept away")
        PartyBlock.objects.create(by=reader, blocked=author)
        client.force_login(reader.person)
        assert b"From somebody kept away" not in client.get(request.get_absolute_url()).content
        PartyBlock.objects.create(by=PartyFactory(person=request.asker), blocked=author)
        acts.answer_question(actor=request.asker, request=request, text="Thanks")
        assert told(author.person) == set()


class TestWhoReads:
    @pytest.mark.parametrize(
        ("state", "audience", "published", "visitor", "member"),
        [
            (HelpState.OPEN, HelpAudience.MEMBERS, True, False, True),
            (HelpState.OPEN, HelpAudience.HELPERS, True, False, False),
            (HelpState.ANSWERED, HelpAudience.MEMBERS, False, False, True),
            (HelpState.SOLVED, HelpAudience.MEMBERS, True, True, True),
            (HelpState.SOLVED, HelpAudience.HELPERS, True, True, True),
            (HelpState.SOLVED, HelpAudience.MEMBERS, False, False, False),
            (HelpState.WITHDRAWN, HelpAudience.MEMBERS, True, False, False),
        ],
    )
    def test_table(self, client, state, audience, published, visitor, member):
        request = HelpRequestFactory(
            state=state, audience=audience, may_be_published=published, solved_at=timezone.now()
        )
        seen = []
        for person in (None, PersonFactory(), request.asker, PersonFactory(role=Role.CURATOR)):
            if person is not None:
                client.force_login(person)
            seen.append(client.get(request.get_absolute_url()).status_code == 200)
        assert seen == [visitor, member, True, True]

    def test_nobody_over_a_block(self):
        asker, other = PartyFactory(), PartyFactory()
        request = HelpRequestFactory(asker=asker.person)
        PartyBlock.objects.create(by=asker, blocked=other)
        assert not HelpRequest.objects.visible_to(other.person).filter(pk=request.pk).exists()
        with pytest.raises(NotYours):
            acts.answer_question(actor=other.person, request=request, text="x")

    def test_the_page_never_names_whoever_asked(self, client):
        request = HelpRequestFactory(asker__username="Very Rare Name")
        client.force_login(PersonFactory())
        assert b"Very Rare Name" not in client.get(request.get_absolute_url()).content

    def test_hidden_answers(self, client):
        request, curator = HelpRequestFactory(), PersonFactory(role=Role.CURATOR)
        answer = acts.answer_question(actor=PersonFactory(), request=request, text="Buy my book")
        with pytest.raises(NotYours):
            acts.hide_answer(actor=PersonFactory(), answer=answer, hidden=True)
        acts.hide_answer(actor=curator, answer=answer, hidden=True)
        client.force_login(PersonFactory())
        assert b"Buy my book" not in client.get(request.get_absolute_url()).content


class TestKeeping:
    def test_solved_questions_become_entries_once(self, asker, skill):
        request, friend = ask(asker, skill), PersonFactory()
        answer = acts.answer_question(actor=friend, request=request, text="Do that")
        said = {"request": request, "title": "How to", "body": "Do that", "skills": [skill]}
        with pytest.raises(NotYours):
            acts.keep_as_resource(actor=friend, **said)  # not solved yet, so not by them
        acts.solve_question(actor=asker, request=request, answer=answer)
        resource = acts.keep_as_resource(actor=friend, **said)
        assert (resource.kind, resource.body, list(resource.skills.all())) == ("answer", "Do that", [skill])
        with pytest.raises(HelpRefused):
            acts.keep_as_resource(actor=asker, **said)
        with pytest.raises(HelpRefused):
            acts.reopen_question(actor=asker, request=request)

    def test_what_nobody_may_read_stays_out(self, asker):
        request = ask(asker, may_be_published=False)
        acts.solve_question(actor=asker, request=request)
        with pytest.raises(HelpRefused):
            acts.keep_as_resource(actor=asker, request=request, title="x", body="y", skills=[])


class TestPersonalData:
    def test_export_and_erasure(self, asker, skill):
        friend = PersonFactory()
        solved, open_one, private = ask(asker, skill), ask(asker), ask(asker, may_be_published=False)
        answer = acts.answer_question(actor=friend, request=solved, text="Do that")
        acts.solve_question(actor=asker, request=solved, answer=answer)
        acts.solve_question(actor=asker, request=private)
        kept = acts.keep_as_resource(actor=asker, request=solved, title="How to", body="Do that", skills=[])
        assert len(export(asker)["questions"]) == 3
        assert export(friend)["answers"][0]["text"] == "Do that"
        erase(asker)
        erase(friend)
        assert list(HelpRequest.objects.values_list("pk", "asker")) == [(solved.pk, None)]
        assert HelpAnswer.objects.get().author is None
        assert Resource.objects.get(pk=kept.pk).added_by is None
        assert not HelpRequest.objects.filter(pk=open_one.pk).exists()


class TestPages:
    def test_asking_by_the_form(self, client, asker, skill):
        client.force_login(asker)
        address = reverse("skills_exchange:help_ask")
        assert client.get(address, {"q": "How do I?"}).status_code == 200
        sent = {"title": "How?", "language": "en", "skill": skill.slug, "audience": "members"}
        assert client.post(address, sent | {"title": ""}).status_code == 400
        assert client.post(address, sent | {"skill": "no-such-skill"}).status_code == 400
        assert client.post(address, sent | {"audience": "friends"}).status_code == 400
        answer = client.post(address, sent)
        assert answer.status_code == 302
        assert HelpRequest.objects.get().skill == skill

    def test_solving_withdrawing_and_keeping_by_the_pages(self, client, asker):
        request = HelpRequestFactory(asker=asker)
        answer = acts.answer_question(actor=PersonFactory(), request=request, text="Do that")
        client.force_login(asker)
        address = reverse("skills_exchange:help_solve", args=[request.uid])
        states = []
        for sent in ({"do": "withdraw"}, {"do": "reopen"}, {"answer": answer.pk}):
            assert client.post(address, sent).status_code == 302
            request.refresh_from_db()
            states.append(request.state)
        assert states == [HelpState.WITHDRAWN, HelpState.OPEN, HelpState.SOLVED]
        page = reverse("skills_exchange:help_keep", args=[request.uid])
        assert client.get(page).status_code == 200
        sent = {"title": "How to", "body": "Do that", "skill": SkillFactory().slug}
        assert client.post(page, sent | {"body": ""}).status_code == 400
        kept = client.post(page, sent, follow=True)
        assert b"How to" in kept.content
        assert client.get(page).status_code == 403  # once only

    def test_taking_by_the_page(self, client, skill):
        party, request = helper(skill), HelpRequestFactory(skill=skill)
        HelpAsk.objects.create(request=request, party=party, until=timezone.now() + timedelta(hours=1))
        client.force_login(party.person)
        address = reverse("skills_exchange:help_take", args=[request.uid])
        assert client.get(reverse("skills_exchange:help_desk")).context["asks"][0].request == request
        client.post(address, {"takes": "yes"})
        assert request.asks.get().state == AskState.TAKEN
        client.post(address, {"takes": "no"})
        assert request.asks.get().state == AskState.PASSED

    def test_the_wait_follows_what_is_chosen(self, client, asker, skill):
        for _ in range(3):
            helper(skill)
        client.force_login(asker)
        address = reverse("skills_exchange:help_ask")
        waits = [
            client.get(address, {"skill": skill.slug, "language": tag}).context["wait"].promise for tag in ("en", "fr")
        ]
        assert waits == [timedelta(hours=48), timedelta(days=7)]

    def test_too_much_in_an_hour(self, client, settings):
        person, request = PersonFactory(), HelpRequestFactory()
        client.force_login(person)
        for _ in range(30):
            client.post(request.get_absolute_url(), {"text": "x"})
        assert client.post(request.get_absolute_url(), {"text": "x"}).status_code == 400

    def test_a_visitor_writes_nothing(self, client):
        request = HelpRequestFactory(state=HelpState.SOLVED, solved_at=timezone.now())
        assert client.post(request.get_absolute_url(), {"text": "x"}).status_code == 403

    def test_others_are_asked_so_i_cannot_take_it(self, client, skill):
        request = HelpRequestFactory(skill=skill)
        client.force_login(PersonFactory())
        address = reverse("skills_exchange:help_take", args=[request.uid])
        assert client.post(address, {"takes": "yes"}).status_code == 404

    @pytest.mark.parametrize("number", [1, 30])
    @pytest.mark.parametrize(("name", "queries"), [("help_queue", 4), ("my_questions", 3), ("help_desk", 3)])
    def test_queries(self, client, django_assert_num_queries, asker, number, name, queries):
        own = name != "help_queue"
        for _each in range(number):
            HelpRequestFactory(skill=SkillFactory(), asker=asker if own else PersonFactory())
        client.force_login(asker)
        client.get(reverse(f"skills_exchange:{name}"))
        with django_assert_num_queries(queries):
            client.get(reverse(f"skills_exchange:{name}"))
