"""What confirmed hours earn: badges at thresholds, facts by rules of certification, a line in a report."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certification.actions.evidence import add_rule, end_rule
from certification.badges.models import Credential
from certification.enums import EvidenceKind, Path
from certification.errors import RuleRefused
from certification.models import EvidenceRule, Fact
from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.recognition import be_counted
from skills_exchange.actions.skill_merging import merge_skill
from skills_exchange.actions.thanking import say_thanks, show_thanks
from skills_exchange.errors import NotYours
from skills_exchange.models import HoursAward
from skills_exchange.queries.hours import hours_by_quarter, minutes_shared, thanks_shown
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from tests.skills_exchange.test_exchanges import done
from tests.skills_exchange.test_matches import agreed, told
from wikilearn.core.dates import today
from wikilearn.people.enums import Role


def shared(sharer, skill, hours):
    """An exchange of so many hours that both have confirmed."""
    return confirmed(agreed(sharer=sharer, skill=skill), hours)


def confirmed(match, hours):
    """The same of a match that both have agreed to."""
    mark_done(actor=match.learner.person, match=match, minutes=60 * hours)
    return confirm_match(actor=match.sharer.person, match=match)


@pytest.mark.django_db
def test_hours_earn_a_badge_at_each_threshold_once():
    sharer, skill = PartyFactory(), SkillFactory(slug="facilitation")
    earned = []
    for hours in (4, 1, 10, 5, 31):
        shared(sharer, skill, hours)
        badges = Credential.objects.of(sharer.person)
        earned.append(list(badges.order_by("pk").values_list("achievement__deed", flat=True)))
    five, twenty, fifty = (f"shared/facilitation/{hours}" for hours in (5, 20, 50))
    assert earned == [[], [five], [five], [five, twenty], [five, twenty, fifty]]
    assert minutes_shared(sharer, skill) == 51 * 60
    said = Credential.objects.get(achievement__deed=twenty).achievement
    assert (said.name, said.topic_key) == ("Shared for 20 hours: Facilitation", twenty)
    assert told(sharer.person).count("You have shared 20 hours: Facilitation") == 1


@pytest.mark.django_db
def test_hours_of_one_skill_do_not_count_for_another_and_those_of_a_merged_one_do():
    sharer, skill, other = PartyFactory(), SkillFactory(), SkillFactory()
    shared(sharer, other, 4)
    shared(sharer, skill, 4)
    assert HoursAward.objects.count() == 0
    other.status, other.merged_into = "merged", skill
    other.save()
    shared(sharer, skill, 1)
    assert HoursAward.objects.get().skill == skill


@pytest.mark.django_db
def test_the_learner_earns_no_badge_and_an_organisation_an_award_alone():
    member = MembershipFactory()
    party = PartyFactory(kind="organisation", person=None, organisation=member.organisation)
    match = agreed(sharer=party)
    mark_done(actor=match.learner.person, match=match, minutes=300)
    confirm_match(actor=member.person, match=match)
    assert (HoursAward.objects.get().party, Credential.objects.count()) == (party, 0)


def rule_of(topic, hours=2, per_cycle=1):
    return add_rule(
        actor=PersonFactory(role=Role.CURATOR),
        kind=EvidenceKind.SHARED,
        topic=topic,
        path=Path.FIRST,
        in_force_from=today(),
        hours=hours,
        per_cycle=per_cycle,
    )


def teacher(topic, verified=True):
    skill = SkillFactory()
    skill.topics.add(topic)
    claim = ClaimFactory(skill=skill)
    claim.verified = verified
    claim.save()
    return claim.party, skill


@pytest.mark.django_db
def test_teaching_a_topic_counts_only_by_a_rule():
    topic = TopicFactory(mandatory=True)
    party, skill = teacher(topic)
    shared(party, skill, 3)
    assert Fact.objects.count() == 0
    rule = rule_of(topic)
    shared(party, skill, 2)
    fact = Fact.objects.get(person=party.person)
    assert (fact.topic, fact.rule, fact.evidence) == (topic, rule, skill.slug)
    shared(party, skill, 2)
    assert Fact.objects.count() == 1, "too early to renew"


@pytest.mark.django_db
def test_teaching_counts_on_when_the_skill_was_merged():
    topic = TopicFactory(mandatory=True)
    party, skill = teacher(topic)
    old = SkillFactory()
    rule_of(topic)
    before, last = (agreed(sharer=party, skill=old) for _ in range(2))
    confirmed(before, 1)
    merge_skill(actor=PersonFactory(role=Role.SKILLS_CURATOR), skill=old, into=skill)
    assert Fact.objects.count() == 0
    confirmed(last, 1)
    fact = Fact.objects.get(person=party.person)
    assert (fact.topic, fact.evidence) == (topic, skill.slug)


@pytest.mark.django_db
@pytest.mark.parametrize("lacks", ["verified", "hours", "topic", "rule"])
def test_what_does_not_count_for_certification(lacks):
    topic = TopicFactory(mandatory=True)
    party, skill = teacher(topic, verified=lacks != "verified")
    rule = rule_of(topic, hours=3 if lacks == "hours" else 2)
    if lacks == "topic":
        skill.topics.clear()
    if lacks == "rule":
        end_rule(actor=PersonFactory(role=Role.CURATOR), rule=rule)
    shared(party, skill, 2)
    assert Fact.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"hours": None}, "number of hours"), ({"kind": EvidenceKind.TAUGHT}, "Only for teaching others")],
)
def test_rules_that_make_no_sense(changed, sentence):
    terms = {"kind": EvidenceKind.SHARED, "hours": 5, "path": Path.FIRST, "in_force_from": today()} | changed
    with pytest.raises(RuleRefused, match=sentence):
        add_rule(actor=PersonFactory(role=Role.CURATOR), topic=TopicFactory(mandatory=True), **terms)
    assert EvidenceRule.objects.count() == 0


@pytest.mark.django_db
def test_who_wants_it_is_counted_for_their_organisation_and_few_people_are_not_shown():
    organisation = OrganisationFactory()
    sharers = [PartyFactory() for _number in range(5)]
    for party in sharers:
        MembershipFactory(organisation=organisation, person=party.person, role="author")
        shared(party, SkillFactory(), 2)
        be_counted(actor=party.person, party=party, organisation=organisation, counted=True)
    (quarter,) = hours_by_quarter(organisation)
    assert (quarter.people, quarter.hours) == (5, 10)
    be_counted(actor=sharers[0].person, party=sharers[0], organisation=organisation, counted=False)
    (quarter,) = hours_by_quarter(organisation)
    assert (quarter.people, quarter.hours) == (None, None)


@pytest.mark.django_db
def test_nobody_is_counted_against_their_will_or_where_they_do_not_belong():
    party, organisation = PartyFactory(), OrganisationFactory()
    for actor in (party.person, PersonFactory()):
        with pytest.raises(NotYours):
            be_counted(actor=actor, party=party, organisation=organisation, counted=True)
    member = MembershipFactory(organisation=organisation, person=party.person, role="author")
    be_counted(actor=party.person, party=party, organisation=organisation, counted=True)
    shared(party, SkillFactory(), 2)
    assert len(hours_by_quarter(organisation)) == 1
    member.until = timezone.now() - timedelta(seconds=1)
    member.save()
    assert hours_by_quarter(organisation) == []


@pytest.mark.django_db
def test_thanks_stand_on_a_profile_while_both_want_it():
    match = done()
    say_thanks(actor=match.learner.person, match=match, text="Thank you", shown=True)
    assert list(thanks_shown(match.sharer)) == []
    show_thanks(actor=match.sharer.person, match=match, shown=True)
    assert [each.text for each in thanks_shown(match.sharer)] == ["Thank you"]
    reader = PartyFactory()
    assert thanks_shown(match.sharer, reader.person).count() == 1
    match.learner.blocks.create(blocked=reader)
    assert thanks_shown(match.sharer, reader.person).count() == 0
    show_thanks(actor=match.learner.person, match=match, shown=False)
    assert list(thanks_shown(match.sharer)) == []


@pytest.mark.django_db
def test_erasing_keeps_the_hours_of_the_other_side_without_the_name():
    from skills_exchange.actions.messages import send_message
    from skills_exchange.personal_data_exchanges import export
    from skills_exchange.queries.telling import name_of
    from tests.factories.skills_exchange import MatchFactory
    from wikilearn.people.actions.erasing import erase_person

    match = done()
    learner, sharer = match.learner.person, match.sharer.person
    send_message(actor=learner, match=match, text="My words")
    send_message(actor=sharer, match=match, text="Their words")
    say_thanks(actor=learner, match=match, text="Thank you", shown=True)
    open_one = MatchFactory(learner=match.learner, message="About me")
    said = export(learner)
    assert [row["text"] for row in said["messages"]] == ["My words"]
    assert {row["confirmed_minutes"] for row in said["matches"]} == {120, None}
    assert sharer.username not in str(said)
    erase_person(actor=learner, person=learner)
    match.refresh_from_db()
    open_one.refresh_from_db()
    assert (match.exchange.minutes, match.state, open_one.state) == (120, "confirmed", "cancelled")
    assert list(match.messages.values_list("text", flat=True)) == ["Their words"]
    assert (open_one.message, name_of(match.learner), hasattr(match, "thanks")) == ("", "Somebody", False)
    assert minutes_shared(match.sharer, match.skill) == 120
