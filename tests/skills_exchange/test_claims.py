"""Claims: made, changed, confirmed, ended; merged and retired skills; how many one may have."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from skills_exchange.actions.claims import MOST_CLAIMS, confirm_claims, counts_until, end_claim, make_claim
from skills_exchange.actions.parties import party_of_organisation
from skills_exchange.enums import ClaimKind, Format, SkillLevel, SkillStatus, Visibility
from skills_exchange.errors import NotYours, ProfileRefused
from skills_exchange.models import SkillClaim
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole


def make(party, skill=None, kind=ClaimKind.OFFERED, **more):
    return make_claim(actor=party.person, party=party, skill=skill or SkillFactory(), kind=kind, **more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "visibility"),
    [
        (ClaimKind.KNOWN, Visibility.MEMBERS),
        (ClaimKind.OFFERED, Visibility.MEMBERS),
        (ClaimKind.WANTED, Visibility.MATCHES),
    ],
)
def test_what_a_claim_begins_with(kind, visibility):
    claim = make(PartyFactory(), kind=kind)
    assert claim.visibility == visibility
    assert claim.valid_until == counts_until(today())
    assert claim in SkillClaim.objects.live(today())
    (event,) = Event.objects.filter(action="skill_claim.make")
    assert (event.target, event.details) == (claim.party.reference, {})


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2026, 3, 1), date(2027, 3, 1)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_claim_counts_for_a_year(day, until):
    assert counts_until(day) == until


@pytest.mark.django_db
def test_claiming_again_changes_the_claim_and_confirms_it():
    party, skill = PartyFactory(), SkillFactory()
    first = make(party, skill, note="Old")
    SkillClaim.objects.update(valid_until=today() - timedelta(days=3))
    second = make(party, skill, level=SkillLevel.EXPERT, formats=[Format.CALL, Format.CALL], note="New")
    assert second.pk == first.pk
    second.refresh_from_db()
    assert (second.level, second.formats, second.note) == (SkillLevel.EXPERT, [Format.CALL], "New")
    assert second.valid_until == counts_until(today())


@pytest.mark.django_db
def test_a_claim_for_a_merged_skill_goes_to_the_target():
    target = SkillFactory()
    middle = SkillFactory(status=SkillStatus.MERGED, merged_into=target)
    old = SkillFactory(status=SkillStatus.MERGED, merged_into=middle)
    assert make(PartyFactory(), old).skill == target


@pytest.mark.django_db
@pytest.mark.parametrize("status", [SkillStatus.RETIRED, SkillStatus.DECLINED])
def test_a_skill_out_of_use_is_refused_with_the_nearest(status):
    area = SkillFactory(slug="research")
    gone = SkillFactory(slug="punched-cards", status=status, parent=SkillFactory(parent=area, status=status))
    with pytest.raises(ProfileRefused, match=r"“Punched cards” .* “Research”") as refusal:
        make(PartyFactory(), gone)
    assert refusal.value.field == "skill"


@pytest.mark.django_db
def test_a_skill_out_of_use_without_anything_near_is_refused():
    with pytest.raises(ProfileRefused, match="choose another"):
        make(PartyFactory(), SkillFactory(status=SkillStatus.RETIRED))


@pytest.mark.django_db
def test_a_merge_into_a_retired_skill_is_refused():
    target = SkillFactory(status=SkillStatus.RETIRED)
    with pytest.raises(ProfileRefused):
        make(PartyFactory(), SkillFactory(status=SkillStatus.MERGED, merged_into=target))


@pytest.mark.django_db
def test_a_proposed_skill_can_be_claimed_but_does_not_count_yet():
    claim = make(PartyFactory(), SkillFactory(status=SkillStatus.PROPOSED))
    assert claim not in SkillClaim.objects.live(today())


@pytest.mark.django_db
def test_ten_thousand_claims_by_one_person_stop_at_the_limit():
    party = PartyFactory()
    skill, until = SkillFactory(), today()
    skills = type(skill).objects.bulk_create(SkillFactory.build() for _ in range(MOST_CLAIMS))
    SkillClaim.objects.bulk_create(
        SkillClaim(party=party, skill=each, kind=ClaimKind.KNOWN, valid_until=until) for each in skills
    )
    with pytest.raises(ProfileRefused, match="room for 100 claims"):
        make(party, skill)
    make(party, skills[0], ClaimKind.KNOWN, note="Still mine")
    assert SkillClaim.objects.filter(party=party).count() == MOST_CLAIMS


@pytest.mark.django_db(transaction=True)
def test_the_limit_holds_when_many_claims_come_at_once():
    party = PartyFactory()
    skills = [SkillFactory() for _ in range(4)]
    more = type(skills[0]).objects.bulk_create(SkillFactory.build() for _ in range(MOST_CLAIMS - 1))
    SkillClaim.objects.bulk_create(
        SkillClaim(party=party, skill=each, kind=ClaimKind.KNOWN, valid_until=today()) for each in more
    )
    together = Barrier(4)

    def claim(skill) -> bool:
        together.wait(timeout=10)
        try:
            make(party, skill)
        except ProfileRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(claim, skills)) == 1


@pytest.mark.django_db
def test_all_claims_are_confirmed_at_once():
    party = PartyFactory()
    old = today() - timedelta(days=40)
    ended, soon = ClaimFactory(party=party, valid_until=old), ClaimFactory(party=party)
    gone = ClaimFactory(party=party, skill=SkillFactory(status=SkillStatus.RETIRED), valid_until=old)
    other = ClaimFactory(valid_until=old)
    assert confirm_claims(actor=party.person, party=party) == 2
    days = dict(SkillClaim.objects.values_list("pk", "valid_until"))
    assert days == {
        ended.pk: counts_until(today()),
        soon.pk: counts_until(today()),
        gone.pk: old,
        other.pk: old,
    }
    assert Event.objects.get(action="skill_claim.confirm").details == {"claims": 2}


@pytest.mark.django_db
def test_some_claims_are_confirmed():
    old = today() - timedelta(days=1)
    one = ClaimFactory(valid_until=old)
    other = ClaimFactory(party=one.party, valid_until=old)
    assert confirm_claims(actor=one.party.person, party=one.party, claims=[one]) == 1
    other.refresh_from_db()
    assert other.valid_until == old


@pytest.mark.django_db
def test_a_claim_ends():
    claim = ClaimFactory()
    end_claim(actor=claim.party.person, claim=claim)
    assert not SkillClaim.objects.exists()
    assert Event.objects.filter(action="skill_claim.end").count() == 1


@pytest.mark.django_db
def test_a_coordinator_claims_for_the_organisation():
    organisation = OrganisationFactory()
    coordinator = MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person
    party = party_of_organisation(organisation)
    claim = make_claim(actor=coordinator, party=party, skill=SkillFactory(), kind=ClaimKind.OFFERED)
    assert claim.party == party


@pytest.mark.django_db
def test_nobody_claims_for_somebody_else():
    claim, stranger = ClaimFactory(), PersonFactory()
    with pytest.raises(NotYours):
        make_claim(actor=stranger, party=claim.party, skill=claim.skill, kind=ClaimKind.KNOWN)
    with pytest.raises(NotYours):
        confirm_claims(actor=stranger, party=claim.party)
    with pytest.raises(NotYours):
        end_claim(actor=stranger, claim=claim)
    assert SkillClaim.objects.get() == claim
