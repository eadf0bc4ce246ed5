"""Whom we suggest: hard filters, order, reasons, "not for me", and what was shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skills_exchange import weeks
from skills_exchange.actions.suggestions import count_shown, dismiss_suggestion, renew_matching, undo_dismissal
from skills_exchange.enums import ClaimKind, EvidenceKind, Format, MatchState, NotForMeReason, SkillLevel, Visibility
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.matching.reasons import longest_slot
from skills_exchange.models import Evidence, NotForMe, OfferPosting, Party, PartyBlock, SuggestionDay
from skills_exchange.queries.suggestions import rank_wishes, suggestions_for, wishes_of
from tests.days import as_of_now, in_days
from tests.factories.courses import TopicFactory
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db
ADDRESS = "/skills/suggestions/"


@pytest.fixture
def skill():
    return SkillFactory(labels={"en": "Mediation"})


@pytest.fixture
def learner(skill):
    party = PartyFactory(speaks=["en", "ig"])
    ClaimFactory(party=party, skill=skill, kind=ClaimKind.WANTED, level=SkillLevel.PRACTISED, formats=[])
    return party


def sharer_of(skill, claim=None, **party):
    """Somebody who shares the skill on a call."""
    made = PartyFactory(**party)
    ClaimFactory(party=made, skill=skill, level=SkillLevel.ADVANCED, **(claim or {}))
    return made


def found(learner):
    (wish,) = suggestions_for(learner.person, learner, zone="UTC", most=50)
    return wish


def suggested(learner):
    return [each.sharer.pk for each in found(learner).found]


@pytest.mark.parametrize(
    ("party", "claim", "fits"),
    [
        ({}, {}, True),
        ({"speaks": ["ig"]}, {}, True),
        ({"speaks": ["fr"]}, {}, False),
        ({}, {"languages": ["ig"]}, False),
        ({"speaks": ["en", "ig"]}, {"languages": ["ig"]}, True),
        ({"max_active": 0}, {}, False),
        ({"listed": False}, {}, False),
        ({"away_from": in_days(0), "away_until": in_days(0)}, {}, False),
        ({"away_from": in_days(0)}, {}, False),
        ({"away_until": in_days(-1)}, {}, True),
        ({"away_from": in_days(1)}, {}, True),
        ({"week_utc": 0}, {}, False),
        ({"week_utc": 0b111}, {}, False),
        ({"week_utc": 0b1111}, {}, True),
        ({"week_utc": 0}, {"formats": [Format.CALL, Format.WRITTEN]}, True),
        ({"week_utc": 0}, {"formats": []}, True),
        ({}, {"valid_until": in_days(-1)}, False),
        ({}, {"valid_until": in_days(0)}, True),
        ({}, {"kind": ClaimKind.KNOWN}, False),
    ],
)
def test_hard_filters(skill, learner, party, claim, fits):
    sharer = sharer_of(skill, as_of_now(claim), **as_of_now(party))
    assert suggested(learner) == ([sharer.pk] if fits else [])


def block(learner, sharer):
    PartyBlock.objects.create(by=learner, blocked=sharer)


def be_blocked(learner, sharer):
    PartyBlock.objects.create(by=sharer, blocked=learner)


def dismiss(learner, sharer):
    dismiss_suggestion(
        actor=learner.person, learner=learner, sharer=sharer, skill=learner.claims.get().skill, reason="time"
    )


def ask(learner, sharer):
    MatchFactory(learner=learner, sharer=sharer, skill=learner.claims.get().skill)


def be_declined(learner, sharer):
    MatchFactory(learner=learner, sharer=sharer, skill=learner.claims.get().skill, state=MatchState.DECLINED)


def close_account(_learner, sharer):
    sharer.person.is_active = False
    sharer.person.save()


@pytest.mark.parametrize("happens", [block, be_blocked, dismiss, ask, be_declined, close_account])
def test_who_is_not_suggested_any_more(skill, learner, happens):
    sharer, other = sharer_of(skill), sharer_of(skill)
    happens(learner, sharer)
    assert suggested(learner) == [other.pk]


def test_nobody_is_suggested_to_themself_or_to_who_speaks_for_them(skill, learner):
    ClaimFactory(party=learner, skill=skill, kind=ClaimKind.OFFERED)
    mine = OrganisationFactory()
    MembershipFactory(organisation=mine, person=learner.person, role=MemberRole.COORDINATOR)
    sharer_of(skill, person=None, kind="organisation", organisation=mine)
    assert suggested(learner) == []


def test_the_best_stands_first(skill, learner):
    plain = sharer_of(skill)
    verified = sharer_of(skill, {"verified": True})
    busy = sharer_of(skill, max_active=1)
    near = sharer_of(skill, {"verified": True})
    territory = TerritoryFactory(code="NG")
    for party in (near, learner):
        party.territories.add(territory)
    assert suggested(learner) == [near.pk, verified.pk, plain.pk, busy.pk]


def test_parts_add_up_and_are_named(skill, learner):
    sharer_of(skill, {"verified": True})
    (only,) = found(learner).found
    assert sum(value for _name, value in only.parts) == pytest.approx(only.score, abs=0.05)
    assert ("Evidence for the skill", 15.0) in only.parts


def test_reasons_say_why(skill, learner):
    taught = SkillFactory(labels={"en": "Photography"})
    ClaimFactory(party=learner, skill=taught)
    sharer = sharer_of(skill, {"verified": True}, speaks=["ig"], zone="Africa/Lagos")
    ClaimFactory(party=sharer, skill=taught, kind=ClaimKind.WANTED)
    claim = sharer.claims.get(skill=skill)
    Evidence.objects.create(claim=claim, kind=EvidenceKind.COURSE, source="x", title="Conflict resolution")
    territory = TerritoryFactory(code="NG")
    for party in (sharer, learner):
        party.territories.add(territory)
    tuesday = weeks.universal(weeks.from_hours([24 + 18, 24 + 19]), "Africa/Lagos", today())
    Party.objects.filter(pk=sharer.pk).update(week_utc=tuesday)
    (wish,) = suggestions_for(learner.person, learner, zone="Africa/Lagos")
    assert wish.found[0].reasons == [
        "Speaks Igbo.",
        "Free on Tuesday from 6 p.m. to 8 p.m., your time.",
        "Shown by: Conflict resolution.",
        "Shares it at the level “Advanced”.",
        "Would like to learn something that you share: Photography.",
        "Is in the same territory: Nigeria.",
        "Has 2 free places.",
        "Was here in the last two weeks.",
    ]


def test_only_what_verifies_is_told_and_by_its_name(skill, learner):
    sharer = sharer_of(skill, {"verified": True})
    said = {"claim": sharer.claims.get(), "kind": EvidenceKind.CERTIFICATION}
    topic, endorser = TopicFactory(name="Mediation among editors"), PersonFactory()
    Evidence.objects.create(**said, source=f"topic:{topic.key}", title=topic.key)
    later = {"verified_at": timezone.now() + timedelta(hours=1)}
    Evidence.objects.create(**said, source="topic:a", title="Hidden thing", hidden=True, **later)
    Evidence.objects.create(**said, source="topic:b", title="Badge of anybody", counts=False, **later)
    Evidence.objects.create(**said, source="topic:c", title="Over", expires_on=today() - timedelta(days=1), **later)
    endorsed = said | {"kind": EvidenceKind.ENDORSEMENT, "endorser": endorser, "counts": False}
    Evidence.objects.create(**endorsed, source=str(endorser.uid), title=str(endorser.uid), **later)
    assert "Shown by: Mediation among editors." in found(learner).found[0].reasons


def test_what_is_wanted_for_suggestions_only_is_no_reason(skill, learner):
    taught = SkillFactory(labels={"en": "Photography"})
    ClaimFactory(party=learner, skill=taught)
    want = ClaimFactory(party=sharer_of(skill), skill=taught, kind=ClaimKind.WANTED, visibility=Visibility.MATCHES)
    (hidden,) = found(learner).found
    assert not any("Photography" in reason for reason in hidden.reasons)
    assert "You can help each other" not in dict(hidden.parts)
    type(want).objects.filter(pk=want.pk).update(visibility=Visibility.MEMBERS)
    (told,) = found(learner).found
    assert "Would like to learn something that you share: Photography." in told.reasons
    assert "You can help each other" in dict(told.parts)


@pytest.mark.parametrize(
    ("quarters", "slot"),
    [
        ([], None),
        ([1, 2, 3], None),
        (range(10, 18), (10, 18)),
        ([*range(4), *range(100, 106)], (100, 106)),
        (range(668, 676), (668, 676)),
        (range(672), (0, 96)),
    ],
)
def test_the_longest_common_stretch(quarters, slot):
    assert longest_slot(sum(1 << quarter % 672 for quarter in set(quarters))) == slot


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda skill: None, "unshared"),
        (lambda skill: sharer_of(skill, speaks=["fr"]), "language"),
        (lambda skill: sharer_of(skill, max_active=0), "full"),
        (lambda skill: sharer_of(skill, week_utc=0), "hours"),
    ],
)
def test_an_empty_list_says_why(skill, learner, prepare, why):
    prepare(skill)
    assert found(learner).nobody == why


def test_who_finds_nobody_is_led_to_the_help_desk(client, learner):
    page = client.get(ADDRESS).content.decode()
    assert f'<a href="{reverse("skills_exchange:help_desk")}">Ask the help desk</a>' in page


def test_not_for_me_and_back(skill, learner):
    sharer = sharer_of(skill)
    made = dismiss_suggestion(actor=learner.person, learner=learner, sharer=sharer, skill=skill, reason="level")
    again = dismiss_suggestion(actor=learner.person, learner=learner, sharer=sharer, skill=skill, reason="time")
    assert made.pk == again.pk
    assert NotForMe.objects.get().reason == NotForMeReason.TIME
    undo_dismissal(actor=learner.person, dismissal=made)
    assert suggested(learner) == [sharer.pk]


def test_not_for_me_only_by_oneself(skill, learner):
    sharer = sharer_of(skill)
    with pytest.raises(NotYours):
        dismiss_suggestion(actor=sharer.person, learner=learner, sharer=sharer, skill=skill)
    with pytest.raises(MatchRefused):
        dismiss_suggestion(actor=learner.person, learner=learner, sharer=learner, skill=skill)
    made = dismiss_suggestion(actor=learner.person, learner=learner, sharer=sharer, skill=skill)
    with pytest.raises(NotYours):
        undo_dismissal(actor=sharer.person, dismissal=made)


def test_what_is_shown_counts_once_a_day_and_fades(skill, learner):
    sharer, other = sharer_of(skill), sharer_of(skill)
    for _ in range(3):
        count_shown(learner=learner, shown=[(skill, sharer)])
    count_shown(learner=learner, shown=[(skill, sharer), (skill, other)])
    assert SuggestionDay.objects.get().sharers == sorted([sharer.pk, other.pk])
    count_shown(learner=learner, shown=[(SkillFactory(), sharer)])  # for another want the same day: counts once
    SuggestionDay.objects.create(learner=other, skill=skill, day=today() - timedelta(days=7), sharers=[sharer.pk])
    SuggestionDay.objects.create(learner=other, skill=skill, day=today() - timedelta(days=31), sharers=[sharer.pk])
    Party.objects.filter(pk=learner.pk).update(exposure=9)
    renew_matching()

    def exposure(party):
        return Party.objects.get(pk=party.pk).exposure

    assert (exposure(sharer), exposure(other), exposure(learner)) == (1.5, 1, 0)
    assert SuggestionDay.objects.count() == 3


def test_what_was_shown_before_is_not_even_locked(skill, learner):
    """A page that is read again waits for no disk."""
    sharer, other = sharer_of(skill), sharer_of(skill)
    count_shown(learner=learner, shown=[(skill, sharer), (skill, other)])
    count_shown(learner=learner, shown=[(skill, other)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmax::text FROM skills_exchange_suggestionday")
        assert cursor.fetchall() == [("0",)]


def test_making_the_lists_anew_leaves_out_what_has_run_out(skill):
    claim = sharer_of(skill).claims.get()
    type(claim).objects.filter(pk=claim.pk).update(valid_until=today() - timedelta(days=1))
    assert OfferPosting.objects.count() == 1
    assert renew_matching() == 0
    assert not OfferPosting.objects.exists()


def test_few_candidates_are_enough(skill, learner):
    """The lists are cut short; the ten best of the short ones are the ten best of all."""
    for number in range(40):
        sharer_of(skill, {"verified": number % 3 == 0}, week_utc=(1 << 8 * (number % 7)) - 1 | 0b1111, exposure=number)
    renew_matching()
    _claims, wishes = wishes_of(learner)
    short = rank_wishes(learner, wishes, most=10, deep=30, near=15)
    whole = rank_wishes(learner, wishes, most=10, deep=10_000, near=10_000)
    assert [row.candidate.party for row in short[0]] == [row.candidate.party for row in whole[0]]


@pytest.fixture
def client(learner):
    client = Client()
    client.force_login(learner.person)
    return client


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_asks_the_same_whatever_its_length(client, learner, skill, rows, django_assert_num_queries):
    for _ in range(rows):
        sharer_of(skill)
    client.get(ADDRESS)
    with django_assert_num_queries(11):
        page = client.get(ADDRESS, {"skill": skill.slug}).content.decode()
    assert page.count("suggestion__name") == min(rows, 10)


def test_the_page_dismisses_and_offers_to_undo(client, learner, skill):
    sharer = sharer_of(skill)
    answer = client.post(
        reverse("skills_exchange:dismiss"), {"party": sharer.uid, "skill": skill.slug, "reason": "known"}, follow=True
    )
    page = answer.content.decode()
    made = NotForMe.objects.get()
    undo = reverse("skills_exchange:undo_dismiss", args=[made.pk])
    assert "is not suggested to you for “Mediation” any more" in page
    assert undo in page
    assert "suggestion__name" not in page
    page = client.post(undo, follow=True).content.decode()
    assert "suggestion__name" in page
    assert not NotForMe.objects.exists()


def unlist(_learner, sharer):
    Party.objects.filter(pk=sharer.pk).update(listed=False)


@pytest.mark.parametrize("happens", [block, be_blocked, unlist, close_account])
@pytest.mark.parametrize("as_organisation", [False, True])
def test_dismissals_name_nobody_who_is_not_seen_any_more(client, learner, skill, happens, as_organisation):
    mine = OrganisationFactory()
    MembershipFactory(organisation=mine, person=learner.person, role=MemberRole.COORDINATOR)
    party = PartyFactory(kind="organisation", person=None, organisation=mine) if as_organisation else learner
    gone, there = sharer_of(skill), sharer_of(skill)
    for sharer in (gone, there):
        dismiss_suggestion(actor=learner.person, learner=party, sharer=sharer, skill=skill)
    happens(learner, gone)
    page = client.get(ADDRESS, {"for": mine.slug} if as_organisation else {}).content.decode()
    assert there.name in page
    assert gone.name not in page


def test_dismissals_of_an_organisation_follow_its_own_blocks(client, learner, skill):
    mine = OrganisationFactory()
    MembershipFactory(organisation=mine, person=learner.person, role=MemberRole.COORDINATOR)
    party = PartyFactory(kind="organisation", person=None, organisation=mine)
    gone = sharer_of(skill)
    dismiss_suggestion(actor=learner.person, learner=party, sharer=gone, skill=skill)
    be_blocked(party, gone)
    assert gone.name not in client.get(ADDRESS, {"for": mine.slug}).content.decode()


@pytest.mark.parametrize("change", [{"party": "x"}, {"skill": "no-such"}, {"reason": "bogus"}, {"for": "no-such"}])
def test_nonsense_is_not_found(client, learner, skill, change):
    data = {"party": str(sharer_of(skill).uid), "skill": skill.slug, "reason": "known"} | change
    assert client.post(reverse("skills_exchange:dismiss"), data).status_code == 404
    assert not NotForMe.objects.exists()


def test_dismissals_of_others_are_not_found(client, skill):
    other = PartyFactory()
    made = NotForMe.objects.create(learner=other, sharer=sharer_of(skill), skill=skill)
    assert client.post(reverse("skills_exchange:undo_dismiss", args=[made.pk])).status_code == 404


def test_coordinators_look_for_their_organisation(skill):
    person, organisation = PersonFactory(), OrganisationFactory()
    MembershipFactory(organisation=organisation, person=person, role=MemberRole.COORDINATOR)
    party = PartyFactory(kind="organisation", person=None, organisation=organisation)
    ClaimFactory(party=party, skill=skill, kind=ClaimKind.WANTED)
    sharer_of(skill)
    client = Client()
    client.force_login(person)
    page = client.get(ADDRESS, {"for": organisation.slug}).content.decode()
    assert f"?skill={skill.slug}&amp;for={organisation.slug}" in page
    assert SuggestionDay.objects.get().learner == party
    assert client.get(ADDRESS, {"for": OrganisationFactory().slug}).status_code == 404


@pytest.mark.parametrize("by_sharer", [True, False])
def test_coordinators_do_not_go_round_a_block_as_their_organisation(skill, learner, by_sharer):
    mine = OrganisationFactory()
    MembershipFactory(organisation=mine, person=learner.person, role=MemberRole.COORDINATOR)
    party = PartyFactory(kind="organisation", person=None, organisation=mine)
    ClaimFactory(party=party, skill=skill, kind=ClaimKind.WANTED)
    sharer, other = sharer_of(skill), sharer_of(skill)
    by, blocked = (sharer, learner) if by_sharer else (learner, sharer)
    PartyBlock.objects.create(by=by, blocked=blocked)
    (wish,) = suggestions_for(learner.person, party, zone="UTC")
    assert [each.sharer.pk for each in wish.found] == [other.pk]


def test_who_wants_nothing_is_asked_what(client, learner):
    learner.claims.all().delete()
    assert "What would you like to learn?" in client.get(ADDRESS).content.decode()


def test_strangers_sign_in_first(db):
    assert Client().get(ADDRESS).status_code == 302


def test_nothing_of_contact_is_on_the_page(client, learner, skill):
    sharer = sharer_of(skill)
    sharer.person.email = "secret@example.org"
    sharer.person.save()
    page = client.get(ADDRESS).content.decode()
    assert sharer.person.username in page
    assert "secret@example.org" not in page


def test_activity_counts_to_the_day(skill, learner):
    old = sharer_of(skill, active_at=timezone.now() - timedelta(days=90))
    new = sharer_of(skill)
    assert suggested(learner) == [new.pk, old.pk]
