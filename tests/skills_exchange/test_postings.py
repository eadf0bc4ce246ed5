"""The posting lists: kept by triggers, equal to making them anew; and who counts as under-represented."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from skills_exchange.enums import ClaimKind, Format, LanguageLevel, MatchState, ParityKind, SkillStatus
from skills_exchange.matching.scoring import Pairs, Weights, parts
from skills_exchange.models import MatchingWeights, OfferPosting, ParityEntry, Party
from tests.factories.movement import TerritoryFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory

pytestmark = pytest.mark.django_db


def postings(party):
    return sorted(OfferPosting.objects.filter(party=party, free=True).values_list("language", "tag", "speaks"))


def equal_to_recompute() -> bool:
    """No row differs from the view, but for the seconds that have passed."""
    columns = "claim_id, language, tag, speaks, level, formats, verified, valid_until, free"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM skills_exchange_postings_now EXCEPT "
            f"SELECT {columns} FROM skills_exchange_offerposting"
        )
        missing = cursor.fetchall()
        cursor.execute(
            f"SELECT {columns} FROM skills_exchange_offerposting EXCEPT "
            f"SELECT {columns} FROM skills_exchange_postings_now"
        )
        return not missing and not cursor.fetchall()


@pytest.fixture
def claim():
    return ClaimFactory(party=PartyFactory(speaks=["en", "pt-br"]), formats=[Format.CALL, Format.WRITTEN])


def test_an_offer_stands_in_each_language(claim):
    assert postings(claim.party) == [("en", "en", 3), ("pt", "pt-br", 3)]
    assert set(OfferPosting.objects.values_list("formats", flat=True)) == {1 | 8}
    assert equal_to_recompute()


def change_claim_languages(claim):
    claim.languages = ["pt"]
    claim.save()


def learn_a_language(claim):
    claim.party.speaks.create(language="ar", level=LanguageLevel.INTERMEDIATE)


def forget_a_language(claim):
    claim.party.speaks.filter(language="en").delete()


def speak_badly(claim):
    claim.party.speaks.filter(language="en").update(level=LanguageLevel.BASIC)


def be_full(claim):
    for _ in range(2):
        match = MatchFactory(sharer=claim.party, sharer_agreed_at=timezone.now())
        type(match).objects.filter(pk=match.pk).update(state=MatchState.ACCEPTED)


def hide(claim):
    Party.objects.filter(pk=claim.party_id).update(listed=False)


def retire(claim):
    claim.skill.status = SkillStatus.RETIRED
    claim.skill.save()


def want_it_instead(claim):
    claim.kind = ClaimKind.WANTED
    claim.save()


def end_it(claim):
    claim.delete()


@pytest.mark.parametrize(
    ("happens", "languages"),
    [
        (change_claim_languages, ["pt"]),
        (learn_a_language, ["ar", "en", "pt"]),
        (forget_a_language, ["pt"]),
        (speak_badly, ["pt"]),
        (be_full, []),
        (hide, []),
        (retire, []),
        (want_it_instead, []),
        (end_it, []),
    ],
)
def test_postings_follow_whatever_happens(claim, happens, languages):
    happens(claim)
    assert [language for language, _tag, _level in postings(claim.party)] == languages
    assert equal_to_recompute()


def test_a_party_goes_with_its_postings(claim):
    claim.party.delete()
    assert not OfferPosting.objects.exists()


def prior_of(claim) -> float:
    return OfferPosting.objects.filter(claim=claim).first().prior


def test_the_prior_is_what_the_score_says():
    party = PartyFactory(max_active=2, exposure=10, active_at=timezone.now() - timedelta(days=30))
    claim = ClaimFactory(party=party, verified=True)
    columns = Pairs(
        1, 1, verified=1, overlap=0, mutual=0, free=2, idle=30, territory=0, underrepresented=0, exposure=10
    )
    for weights in (Weights(), Weights(verified=2, exposure=40, half_recent=10)):
        if weights != Weights():
            MatchingWeights.objects.create(values=weights.as_dict(), reason="A test")
        found = parts(columns, weights)
        expected = sum(float(found[name]) for name in ("verified", "free", "recent", "exposure"))
        assert prior_of(claim) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("kind", "code", "counts"),
    [
        (ParityKind.TERRITORY, "NG", True),
        (ParityKind.TERRITORY, "GH", False),
        (ParityKind.LANGUAGE, "ig", True),
        (ParityKind.LANGUAGE, "en", False),
    ],
)
def test_parity_follows_the_public_list(kind, code, counts):
    party = PartyFactory(speaks=["en"])
    party.territories.add(TerritoryFactory(code="NG"))
    party.speaks.create(language="ig", level=LanguageLevel.NATIVE)
    entry = ParityEntry.objects.create(kind=kind, code=code, reason="A test")
    assert Party.objects.get(pk=party.pk).underrepresented is counts
    entry.delete()
    assert Party.objects.get(pk=party.pk).underrepresented is False


def test_parity_follows_the_profile():
    ParityEntry.objects.create(kind=ParityKind.TERRITORY, code="NG", reason="A test")
    ParityEntry.objects.create(kind=ParityKind.LANGUAGE, code="ig", reason="A test")
    party = PartyFactory(speaks=["en"])
    territory = TerritoryFactory(code="NG")

    def counts() -> bool:
        return Party.objects.get(pk=party.pk).underrepresented

    party.territories.add(territory)
    assert counts()
    party.territories.clear()
    assert not counts()
    spoken = party.speaks.create(language="ig", level=LanguageLevel.NATIVE)
    assert counts()
    spoken.level = LanguageLevel.ADVANCED
    spoken.save()
    assert not counts()


def test_ten_thousand_claims_of_one_person_are_no_quadratic_trouble():
    party = PartyFactory()
    skills = [SkillFactory.build(slug=f"many-{number}", path=f"many-{number}/") for number in range(300)]
    type(skills[0]).objects.bulk_create(skills)
    claims = [ClaimFactory.build(party=party, skill=skill) for skill in skills]
    type(claims[0]).objects.bulk_create(claims)
    assert len(postings(party)) == 300
