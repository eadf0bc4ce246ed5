"""Pages of one's own profile and of others': who sees what, what forms refuse, how many queries they take."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from skills_exchange import weeks
from skills_exchange.actions.parties import block_party, party_of, party_of_organisation
from skills_exchange.enums import ClaimKind, EvidenceKind, Format, MatchState, SkillLevel, SkillStatus, Visibility
from skills_exchange.models import Evidence, Party, PartyBlock, SkillClaim
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db

OWN = ["", "edit", "time", "confirm", "blocked", "add_claim"]


def own(name, *args, slug=None):
    end = f"_{name}" if name else ""
    return reverse(f"skills_exchange:{'of' if slug else 'me'}{end}", args=[*([slug] if slug else []), *args])


@pytest.fixture
def person(client):
    person = PersonFactory(languages=["en", "ig"], time_zone="Africa/Lagos")
    client.force_login(person)
    return person


@pytest.mark.parametrize("name", OWN)
def test_every_page_of_ones_own_opens_for_a_newcomer(client, person, name):
    assert client.get(own(name)).status_code == 200
    assert Party.objects.get().person == person


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("author", 403), ("stranger", 403), ("anonymous", 302)]
)
def test_who_opens_the_pages_of_an_organisation(client, name, who, status):
    organisation, somebody = OrganisationFactory(slug="guild"), PersonFactory()
    if who in MemberRole.values:
        MembershipFactory(organisation=organisation, person=somebody, role=who)
    if who != "anonymous":
        client.force_login(somebody)
    assert client.get(own(name, slug="guild")).status_code == status
    assert Party.objects.exists() is (status == 200)


@pytest.mark.parametrize("state", ["missing", "ended"])
def test_an_organisation_that_is_not_there_has_no_pages(client, person, state):
    if state == "ended":
        MembershipFactory(organisation=OrganisationFactory(slug="guild", active=False), person=person)
    assert client.get(own("", slug="guild")).status_code == 404


def test_the_profile_is_changed(client, person):
    TerritoryFactory(code="NG", region="011")
    said = {
        "about": "I teach.",
        "language_1": "Igbo",
        "level_1": "5",
        "language_2": "en",
        "level_2": "3",
        "language_3": "igbo",
        "level_3": "2",
        "territory_1": "NG",
    }
    response = client.post(own("edit"), said)
    assert response.status_code == 302, response.context["form"].errors
    party = Party.objects.get()
    assert (party.about, party.listed) == ("I teach.", False)
    assert {each.language: each.level for each in party.speaks.all()} == {"ig": 5, "en": 3}
    assert [each.code for each in party.territories.all()] == ["NG"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("language_1", "Klingonish"), ("level_1", "9"), ("territory_1", "XX"), ("about", "x" * 2001)],
)
def test_a_profile_with_nonsense_is_refused(client, person, field, value):
    response = client.post(own("edit"), {"language_1": "en", "level_1": "3", field: value})
    assert response.status_code == 400
    assert field in response.context["form"].errors


TIME = {"zone": "Asia/Kathmandu", "hours": ["18", "19"], "hours_a_week": "3", "max_active": "1"}


def test_time_is_kept(client, person):
    assert client.post(own("time"), TIME).status_code == 302
    party = Party.objects.get()
    assert (party.zone, list(weeks.hours_of(party.week))) == ("Asia/Kathmandu", [18, 19])
    assert (party.hours_a_week, party.max_active, party.week_utc.bit_count()) == (3, 1, 8)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", ["168"]),
        ("hours", ["-1"]),
        ("hours", ["x"]),
        ("zone", "Mars/Olympus"),
        ("hours_a_week", "0"),
        ("hours_a_week", "41"),
        ("max_active", "51"),
        ("max_active", "-1"),
        ("away_until", "2026-01-01"),
    ],
)
def test_impossible_times_are_refused(client, person, field, value):
    response = client.post(own("time"), TIME | {"away_from": "2026-02-01", field: value})
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert Party.objects.get().week == 0


@pytest.mark.parametrize(("preset", "hours"), [("evenings", 21), ("weekends", 25), ("none", 0), ("nonsense", 0)])
def test_a_preset_fills_in_without_scripts_and_saves_nothing(client, person, preset, hours):
    response = client.post(own("time"), TIME | {"hours": ["0"], "preset": preset})
    assert response.status_code == 200
    assert response.content.count(b" checked>") == hours
    assert Party.objects.get().week == 0


def test_a_claim_is_made_changed_and_removed(client, person):
    skill = SkillFactory(parent=SkillFactory())
    said = {
        "skill": skill.slug,
        "level": "3",
        "formats": ["call", "written"],
        "languages": ["ig"],
        "note": "On phones",
        "visibility": "everyone",
    }
    assert client.post(own("add_claim") + "?kind=offered", said).status_code == 302
    claim = SkillClaim.objects.get()
    assert (claim.kind, claim.level, claim.formats, claim.languages) == (
        ClaimKind.OFFERED,
        SkillLevel.ADVANCED,
        [Format.CALL, Format.WRITTEN],
        ["ig"],
    )
    assert client.get(own("edit_claim", claim.uid)).status_code == 200
    changed = {"level": "4", "note": "", "visibility": "members"}
    assert client.post(own("edit_claim", claim.uid), changed).status_code == 302
    claim.refresh_from_db()
    assert (claim.level, claim.formats, claim.visibility) == (SkillLevel.EXPERT, [], Visibility.MEMBERS)
    assert client.get(own("claim", claim.uid)).status_code == 200
    assert client.get(own("end_claim", claim.uid)).status_code == 200
    assert client.post(own("end_claim", claim.uid)).status_code == 302
    assert not SkillClaim.objects.exists()


def test_wants_begin_as_something_between_matches(client, person):
    response = client.get(own("add_claim") + "?kind=wanted")
    assert response.context["form"]["visibility"].value() == Visibility.MATCHES
    assert "formats" not in client.get(own("add_claim") + "?kind=known").context["form"].fields
    assert client.get(own("add_claim") + "?kind=sold").status_code == 404


@pytest.mark.parametrize("status", [SkillStatus.RETIRED, SkillStatus.PROPOSED, SkillStatus.DECLINED, "unknown"])
def test_skills_out_of_use_are_refused_in_the_form(client, person, status):
    skill = SkillFactory(parent=SkillFactory(slug="research"))
    type(skill).objects.filter(pk=skill.pk).update(status=status if status != "unknown" else skill.status)
    slug = "no-such-skill" if status == "unknown" else skill.slug
    response = client.post(own("add_claim"), {"skill": slug, "level": "2", "visibility": "members"})
    assert response.status_code == 400
    assert "skill" in response.context["form"].errors
    if status == SkillStatus.RETIRED:
        assert "Research" in str(response.context["form"].errors["skill"])


def test_claims_of_others_are_not_there(client, person):
    claim = ClaimFactory()
    for name in ("claim", "edit_claim", "end_claim", "add_badge"):
        assert client.get(own(name, claim.uid)).status_code == 404
    assert client.post(own("end_claim", claim.uid)).status_code == 404


def test_one_press_confirms_all_and_some_can_be_left_out(client, person):
    party = party_of(person)
    old = today() + timedelta(days=3)
    first, second = ClaimFactory(party=party, valid_until=old), ClaimFactory(party=party, valid_until=old)
    page = client.get(own("confirm"))
    assert page.content.count(b"checked") == 2
    assert client.post(own("confirm"), {"claims": [str(first.uid)]}).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.valid_until > old, second.valid_until) == (True, old)
    assert client.post(own("confirm"), {"claims": []}).status_code == 400
    assert client.post(own("confirm"), {"claims": [str(ClaimFactory().uid)]}).status_code == 400


def test_evidence_is_hidden_and_shown(client, person):
    claim = ClaimFactory(party=party_of(person), verified=True)
    evidence = Evidence.objects.create(claim=claim, kind=EvidenceKind.BADGE, source="badge:x", title="Badge")
    address = own("evidence", claim.uid, evidence.pk)
    client.post(address, {"do": "hide"})
    claim.refresh_from_db()
    assert not claim.verified
    client.post(address, {"do": "show"})
    claim.refresh_from_db()
    assert claim.verified
    client.post(address, {"do": "remove"})
    claim.refresh_from_db()
    assert not claim.verified
    assert client.post(address, {"do": "hide"}).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize(
    ("reader", "visibility", "shown"),
    [
        ("anonymous", Visibility.EVERYONE, True),
        ("anonymous", Visibility.MEMBERS, False),
        ("anonymous", Visibility.MATCHES, False),
        ("member", Visibility.EVERYONE, True),
        ("member", Visibility.MEMBERS, True),
        ("member", Visibility.MATCHES, False),
        ("matched", Visibility.MATCHES, True),
        ("matched about something else", Visibility.MATCHES, False),
        ("matched once", Visibility.MATCHES, False),
    ],
)
@pytest.mark.parametrize("kind", [ClaimKind.OFFERED, ClaimKind.WANTED])
def test_who_reads_a_claim_on_a_profile(client, reader, visibility, shown, kind):
    claim = ClaimFactory(visibility=visibility, kind=kind, skill=SkillFactory(labels={"en": "Quiet listening"}))
    ClaimFactory(party=claim.party, visibility=Visibility.EVERYONE)
    if reader != "anonymous":
        mine = PartyFactory()
        client.force_login(mine.person)
        if reader.startswith("matched"):
            skill = SkillFactory() if "else" in reader else claim.skill
            state = MatchState.DECLINED if "once" in reader else MatchState.REQUESTED
            MatchFactory(learner=mine, sharer=claim.party, skill=skill, state=state)
    response = client.get(claim.party.get_absolute_url())
    assert response.status_code == 200
    assert ("Quiet listening" in response.content.decode()) is shown


@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("listed", 200),
        ("not listed", 404),
        ("not listed but matched", 200),
        ("blocked by them", 404),
        ("blocks them", 404),
        ("blocked though matched", 404),
        ("erased", 404),
        ("an organisation that ended", 404),
        ("nothing for everyone, anonymous", 404),
    ],
)
def test_who_opens_a_profile(client, what, status):
    mine, other = PartyFactory(), PartyFactory(listed="not listed" not in what)
    ClaimFactory(party=other)
    if "matched" in what:
        MatchFactory(learner=mine, sharer=other)
    if "blocked" in what:
        PartyBlock.objects.create(by=other, blocked=mine)
    if what == "blocks them":
        block_party(actor=mine.person, party=other)
    if what == "erased":
        type(other.person).objects.filter(pk=other.person.pk).update(erased_at=timezone.now(), is_active=False)
    if what == "an organisation that ended":
        other = party_of_organisation(OrganisationFactory(active=False))
    if "anonymous" not in what:
        client.force_login(mine.person)
    assert client.get(other.get_absolute_url()).status_code == status


def test_a_profile_shows_no_contact_data(client, person):
    claim = ClaimFactory(visibility=Visibility.EVERYONE)
    text = client.get(claim.party.get_absolute_url()).content.decode()
    assert claim.party.person.username in text
    assert claim.party.person.email not in text
    assert "User_talk" not in text


def test_times_are_shown_on_the_readers_clock(client, person):
    party = PartyFactory(week=weeks.from_hours([20]), zone="Asia/Kolkata")
    Party.objects.filter(pk=party.pk).update(week_utc=weeks.universal(party.week, party.zone, today()))
    ClaimFactory(party=party)
    text = client.get(party.get_absolute_url()).content.decode()
    assert "3:30 p.m. – 4:30 p.m." in text  # in Lagos


def test_somebody_is_kept_away_and_let_in_again(client, person):
    party = ClaimFactory().party
    address = reverse("skills_exchange:block_party", args=[party.uid])
    assert client.get(address).status_code == 200
    response = client.post(address, follow=True)
    assert party.person.username in response.content.decode()
    assert client.get(party.get_absolute_url()).status_code == 404
    assert client.post(address).status_code == 404
    undo = reverse("skills_exchange:unblock_party", args=[party.uid])
    assert client.post(undo).status_code == 302
    assert client.get(party.get_absolute_url()).status_code == 200
    assert client.post(undo).status_code == 404
    assert client.get(reverse("skills_exchange:block_party", args=[party_of(person).uid])).status_code == 404


def test_an_organisation_keeps_somebody_away_and_lets_them_in_again(client, person):
    organisation = MembershipFactory(person=person, role=MemberRole.COORDINATOR).organisation
    by, party = party_of_organisation(organisation), PartyFactory()
    address = reverse("skills_exchange:block_party", args=[party.uid])
    assert organisation.name in client.get(address).content.decode()
    for stranger in (OrganisationFactory().slug, "none"):
        assert client.post(address, {"of": stranger}).status_code == 400
    assert client.post(address, {"of": organisation.slug}).url == own("blocked", slug=organisation.slug)
    assert list(PartyBlock.objects.values_list("by", "blocked")) == [(by.pk, party.pk)]
    assert client.get(party.get_absolute_url()).status_code == 200, "the coordinator themself keeps nobody away"
    block_party(actor=person, party=party)
    assert client.post(address, {"of": organisation.slug}).status_code == 302
    PartyBlock.objects.exclude(by=by).delete()
    assert party.person.username in client.get(own("blocked", slug=organisation.slug)).content.decode()
    undo = reverse("skills_exchange:unblock_party", args=[party.uid])
    assert client.post(undo).status_code == 404
    assert client.post(undo, {"of": organisation.slug}).status_code == 302
    assert not PartyBlock.objects.exists()


def test_vouching_on_the_page(client, person):
    claim = ClaimFactory()
    ClaimFactory(party=party_of(person), skill=claim.skill, verified=True)
    page = client.get(claim.party.get_absolute_url())
    address = reverse("skills_exchange:endorse", args=[claim.uid])
    assert address in page.content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"note": "x" * 301}).status_code == 400
    assert client.post(address, {"note": "Clear and kind"}).status_code == 302
    assert "Clear and kind" in client.get(claim.party.get_absolute_url()).content.decode()
    assert client.post(reverse("skills_exchange:withdraw_endorsement", args=[claim.uid])).status_code == 302
    assert not Evidence.objects.exists()


def test_vouching_without_reason_is_refused(client, person):
    claim = ClaimFactory()
    address = reverse("skills_exchange:endorse", args=[claim.uid])
    assert client.post(address, {"note": ""}).status_code == 400
    hidden = ClaimFactory(visibility=Visibility.MATCHES)
    assert client.get(reverse("skills_exchange:endorse", args=[hidden.uid])).status_code == 404


def test_endorsers_who_are_blocked_do_not_show(client, person):
    claim, endorser = ClaimFactory(), PartyFactory()
    Evidence.objects.create(
        claim=claim, kind=EvidenceKind.ENDORSEMENT, source="person:x", title="x", endorser=endorser.person, counts=False
    )
    assert endorser.person.username in client.get(claim.party.get_absolute_url()).content.decode()
    block_party(actor=person, party=endorser)
    assert endorser.person.username not in client.get(claim.party.get_absolute_url()).content.decode()


def fill(party, number):
    for _ in range(number):
        claim = ClaimFactory(party=party, languages=["en"])
        Evidence.objects.create(claim=claim, kind=EvidenceKind.CERTIFICATION, source="topic:none", title="Topic")
        Evidence.objects.create(claim=claim, kind=EvidenceKind.COURSE, source="course:none", title="Course")
        endorser = PartyFactory().person
        Evidence.objects.create(
            claim=claim, kind=EvidenceKind.ENDORSEMENT, source="person:x", title="x", endorser=endorser, counts=False
        )


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("which", "queries"), [("me", 9), ("confirm", 6), ("party", 14)])
def test_queries_do_not_grow_with_claims(client, person, django_assert_num_queries, which, queries, number):
    party = party_of(person) if which != "party" else PartyFactory()
    party_of(person)
    fill(party, number)
    address = party.get_absolute_url() if which == "party" else own("confirm" if which == "confirm" else "")
    client.get(address)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_blocks(client, person, django_assert_num_queries, number):
    party = party_of(person)
    for _ in range(number):
        PartyBlock.objects.create(by=party, blocked=PartyFactory())
    client.get(own("blocked"))
    with django_assert_num_queries(4):
        client.get(own("blocked"))
