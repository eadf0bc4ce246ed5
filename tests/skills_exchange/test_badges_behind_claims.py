"""Open Badges behind claims: whose they are, whose word counts, and what becomes of them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from certification.badges import actions as badges
from certification.badges.enums import RevokedReason
from certification.badges.open_badges import documents, multibase, proofs
from skills_exchange.actions.badges import add_badge
from skills_exchange.actions.evidence import recompute_evidence
from skills_exchange.actions.parties import party_of
from skills_exchange.enums import ClaimKind, EvidenceKind
from skills_exchange.errors import NotYours, ProfileRefused
from skills_exchange.models import Evidence, SkillClaim, TrustedIssuer
from tests.badges import samples
from tests.badges.conftest import _data_folder, issue, signed  # noqa: F401 - fixtures
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, SkillFactory
from wikilearn.core.dates import add_months, today

pytestmark = pytest.mark.django_db

PUBLIC = multibase.public_key(samples.raw_key(b"7"))
DID = f"did:key:{PUBLIC}"


@pytest.fixture
def amaka():
    person = PersonFactory(username="Amaka", central_id=77)
    EmailAddress.objects.create(user=person, email="Amaka@example.org", verified=True)
    return person


@pytest.fixture
def claim(amaka):
    """She shares digital security."""
    skill = SkillFactory(wikidata="Q3510521", labels={"en": "Computer safety"})
    return ClaimFactory(party=party_of(amaka), skill=skill)


HERS = documents.Identity("userName", "Amaka")


def foreign(*, identity=HERS, until=None, alter=None, **changes):
    """A badge of another issuer, as a file."""
    issuer = documents.Profile(DID, "Elsewhere", "https://elsewhere.example.org")
    said = {"id": "urn:uuid:5b0e1f7e-3d51-4c5e-8a2e-444455557777", "issuer": issuer, "identity": identity}
    said["valid_until"] = until or datetime.now(UTC) + timedelta(days=100)
    document = samples.credential(**said | changes).as_json()
    del document["credentialStatus"]
    signed_ = proofs.sign(document, samples.signer(b"7", f"{DID}#{PUBLIC}"), created=samples.CREATED)
    return json.dumps(alter(signed_) if alter else signed_, default=str).encode()


def trust(**more):
    return TrustedIssuer.objects.create(did=DID, name="Elsewhere", reason="Known for years", **more)


def verified(claim):
    return SkillClaim.objects.get(pk=claim.pk).verified


def email(address, salt="s"):
    return documents.Identity("emailAddress", f"sha256${hashlib.sha256((address + salt).encode()).hexdigest()}", salt)


@pytest.mark.parametrize(
    "identity",
    [
        documents.Identity("userName", "amaka"),
        documents.Identity("emailAddress", "AMAKA@example.org"),
        email("amaka@example.org"),
    ],
)
def test_a_badge_of_a_trusted_issuer_counts(claim, amaka, identity):
    trust()
    file = foreign(identity=identity)
    evidence = add_badge(actor=amaka, claim=claim, file=file)
    assert (evidence.kind, evidence.counts, evidence.issuer) == (EvidenceKind.BADGE, True, DID)
    assert evidence.title == "Digital security"
    assert verified(claim)
    again = add_badge(actor=amaka, claim=claim, file=file)
    assert again.pk == evidence.pk
    assert recompute_evidence() == 0


@pytest.mark.parametrize(
    "identity",
    [
        None,
        documents.Identity("userName", "Chidi"),
        documents.Identity("emailAddress", "chidi@example.org"),
        documents.Identity("name", "Amaka"),
        email("chidi@example.org"),
    ],
)
def test_a_badge_that_does_not_name_them_is_refused(claim, amaka, identity):
    trust()
    with pytest.raises(ProfileRefused, match="belongs to you"):
        add_badge(actor=amaka, claim=claim, file=foreign(identity=identity))


def test_a_username_that_is_not_proven_proves_nothing(amaka, claim):
    type(amaka).objects.update(central_id=None)
    with pytest.raises(ProfileRefused, match="belongs to you"):
        add_badge(actor=amaka, claim=claim, file=foreign())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alter": lambda said: said | {"name": "Other"}}, "changed"),
        ({"alter": lambda said: {key: value for key, value in said.items() if key != "proof"}}, "."),
        ({"alter": lambda said: said | {"issuer": {**said["issuer"], "id": "did:key:z6MkOther"}}}, "."),
        ({"until": datetime(2026, 4, 1, tzinfo=UTC)}, "Expired"),
        (
            {"valid_from": datetime(2999, 1, 1, tzinfo=UTC), "until": datetime(3000, 1, 1, tzinfo=UTC)},
            "Valid only from",
        ),
        ({"alter": lambda _said: {"hello": "world"}}, "."),
    ],
)
def test_bad_badges_are_refused_with_what_speaks_against_them(claim, amaka, change, message):
    trust()
    with pytest.raises(ProfileRefused, match=message):
        add_badge(actor=amaka, claim=claim, file=foreign(**change))
    assert not Evidence.objects.exists()


def test_a_badge_of_an_issuer_that_nobody_trusts_is_shown_and_does_not_count(claim, amaka):
    """Anybody can sign a badge for themself with a key of their own."""
    evidence = add_badge(actor=amaka, claim=claim, file=foreign())
    assert not evidence.counts
    assert not verified(claim)
    issuer = trust()
    assert recompute_evidence() == 1
    assert verified(claim)
    TrustedIssuer.objects.filter(pk=issuer.pk).update(active=False)
    recompute_evidence()
    assert not verified(claim)


def test_a_badge_about_something_else_does_not_count(amaka):
    trust()
    claim = ClaimFactory(party=party_of(amaka), skill=SkillFactory(labels={"en": "Photography"}))
    assert not add_badge(actor=amaka, claim=claim, file=foreign()).counts
    recompute_evidence()
    assert not verified(claim)


def test_a_badge_is_to_be_brought_again_after_a_year(claim, amaka):
    trust()
    far = datetime.now(UTC) + timedelta(days=3650)
    assert add_badge(actor=amaka, claim=claim, file=foreign(until=far)).expires_on == add_months(today(), 12)
    assert add_badge(actor=amaka, claim=claim, file=foreign(until=far - timedelta(days=3600))).expires_on < far.date()


def test_a_badge_of_ours_follows_its_revocation(signed):  # noqa: F811 - the fixture
    credential = signed()
    topic, person = credential.period.topic, credential.person
    skill = SkillFactory(labels={"en": "Safety"})
    claim = ClaimFactory(party=party_of(person), skill=skill)
    evidence = add_badge(actor=person, claim=claim, file=credential.document.encode())
    assert not evidence.counts  # nobody says that the skill is about this topic
    skill.topics.add(topic)
    evidence = add_badge(actor=person, claim=claim, link=str(credential.uid))
    assert evidence.counts
    assert Evidence.objects.filter(kind=EvidenceKind.BADGE).count() == 1
    skill.topics.clear()
    recompute_evidence()
    assert verified(claim)
    badges.withdraw_credential(actor="system", credential=credential, reason=RevokedReason.ERROR)
    recompute_evidence()
    assert not verified(claim)
    assert not Evidence.objects.exists()


def test_a_badge_of_ours_for_somebody_else_is_refused(claim, amaka, signed):  # noqa: F811 - the fixture
    credential = signed()
    with pytest.raises(ProfileRefused, match="somebody else"):
        add_badge(actor=amaka, claim=claim, file=credential.document.encode())
    with pytest.raises(ProfileRefused, match="no badge with this link"):
        add_badge(actor=amaka, claim=claim, link="nonsense")


def test_a_wish_has_no_badge_and_nobody_adds_one_for_others(claim, amaka):
    with pytest.raises(NotYours):
        add_badge(actor=PersonFactory(), claim=claim, file=foreign())
    SkillClaim.objects.update(kind=ClaimKind.WANTED)
    claim.refresh_from_db()
    with pytest.raises(ProfileRefused, match="knows or shares"):
        add_badge(actor=amaka, claim=claim, file=foreign())


def test_badges_on_the_page(client, claim, amaka):
    trust()
    client.force_login(amaka)
    address = reverse("skills_exchange:me_add_badge", args=[claim.uid])
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"text": "{}"}).status_code == 400
    huge = SimpleUploadedFile("badge.json", b" " * (1024 * 1024 + 1))
    assert client.post(address, {"file": huge}).status_code == 400
    assert client.post(address, {"text": foreign().decode()}).status_code == 302
    assert "Digital security" in client.get(claim.party.get_absolute_url()).content.decode()
    assert "proof" not in json.dumps(list(Evidence.objects.values()), default=str)


def test_the_list_of_issuers_is_kept_by_commands(claim, amaka):
    add_badge(actor=amaka, claim=claim, file=foreign())
    call_command("trust_issuer", DID, "--name", "Elsewhere", "--reason", "Known for years")
    assert verified(claim)
    call_command("trust_issuer", DID, "--end")
    assert not verified(claim)
    call_command("recompute_evidence")
    for wrong in (["did:key:zOther", "--end"], [DID], ["https://x", "--name", "x", "--reason", "x"]):
        with pytest.raises(CommandError):
            call_command("trust_issuer", *wrong)
