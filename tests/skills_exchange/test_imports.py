"""Bringing a profile along: what never changes by it, and tables of answers step by step."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from skills_exchange import answer_tables
from skills_exchange.actions.bringing import bring_profile, decide_answers, forget_imports, leave_answers
from skills_exchange.actions.claims import MOST_CLAIMS, forget_claims
from skills_exchange.actions.parties import party_of
from skills_exchange.actions.skill_names import write_names
from skills_exchange.answer_tables import TableRefused, read_lines, read_table
from skills_exchange.enums import ClaimKind, ClaimSource, SkillStatus
from skills_exchange.errors import NotYours
from skills_exchange.imports import Foreign, plan_for
from skills_exchange.models import AnswersImport, PartyLanguage, SkillClaim, WaitingAnswers
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.models import Notice
from wikilearn.people.signals import person_renamed

pytestmark = pytest.mark.django_db


@pytest.fixture
def amaka():
    """Somebody with a linked account."""
    return PersonFactory(username="Amaka", central_id=77, languages=["ig"])


def foreign(*claims, **more):
    return Foreign(claims=[(skill.slug, str(kind)) for skill, kind in claims], **more)


def test_nothing_that_was_entered_changes_and_twice_is_once():
    party = PartyFactory(about="Mine", speaks=["en"])
    PartyLanguage.objects.update(level=5)
    here, new = ClaimFactory(party=party, note="Mine", level=4), SkillFactory()
    said = foreign((here.skill, ClaimKind.OFFERED), (here.skill, ClaimKind.KNOWN), (new, ClaimKind.WANTED))
    said.about, said.languages = "Theirs", {"en": 1, "fr": 3}
    plan = bring_profile(actor=party.person, party=party, foreign=said, source=ClaimSource.CAPX)
    assert ([skill for skill, _kind in plan.claims], plan.there, plan.about) == ([new], 1, "")
    before = list(SkillClaim.objects.order_by("pk").values())
    assert bring_profile(actor=party.person, party=party, foreign=said, source=ClaimSource.CAPX).is_empty
    assert list(SkillClaim.objects.order_by("pk").values()) == before
    here.refresh_from_db()
    party.refresh_from_db()
    assert (here.note, here.level, here.source, party.about) == ("Mine", 4, ClaimSource.OWN, "Mine")
    assert dict(party.speaks.values_list("language", "level")) == {"en": 5, "fr": 3}


def test_merged_skills_come_as_their_target_and_retired_ones_are_named():
    party, target = PartyFactory(), SkillFactory()
    merged = SkillFactory(status=SkillStatus.MERGED, merged_into=target)
    gone = SkillFactory(status=SkillStatus.RETIRED)
    said = foreign((merged, ClaimKind.KNOWN), (target, ClaimKind.KNOWN), (gone, ClaimKind.KNOWN))
    said.claims.append(("never-heard-of", "known"))
    plan = plan_for(party, said)
    assert plan.claims == [(target, ClaimKind.KNOWN)]
    assert (plan.gone, plan.unknown) == ([gone], ["never-heard-of"])


def test_an_import_stops_at_the_limit():
    party = PartyFactory()
    skills = SkillFactory._meta.model.objects.bulk_create(SkillFactory.build() for _ in range(MOST_CLAIMS + 3))
    said = foreign(*((skill, ClaimKind.KNOWN) for skill in skills))
    plan = bring_profile(actor=party.person, party=party, foreign=said, source=ClaimSource.CAPX)
    assert (len(plan.claims), plan.too_many) == (MOST_CLAIMS, 3)
    assert SkillClaim.objects.count() == MOST_CLAIMS


def test_nobody_brings_a_profile_for_somebody_else():
    party = PartyFactory()
    with pytest.raises(NotYours):
        bring_profile(actor=PersonFactory(), party=party, foreign=Foreign(about="x"), source=ClaimSource.CAPX)


TABLE = "Username,I can share,I want to learn,Languages I speak\n"
ROWS = [
    ["Username", "I can share", "I want to learn", "Languages I speak"],
    ["Amaka", "Fotos; Wikidata", "", "Igbo, English"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_tables_of_any_separator_and_encoding(encoding, separator):
    text = (
        separator.join(["Nom d’utilisateur", "Compétences"]) + "\r\n" + separator.join(["Amélie", '"a, b; c"']) + "\r\n"
    )
    assert read_table(text.encode(encoding)) == [["Nom d’utilisateur", "Compétences"], ["Amélie", "a, b; c"]]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "no answers"),
        (b"Username,Skills\n", "no answers"),
        (b"only one column\nAmaka\n", "columns"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\n\0,\0", "not a text"),
        (b"a,b\n" + b"x" * (1024 * 1024), "too large"),
        (b"a,b\n" + b"x,y\n" * 2001, "too many rows"),
    ],
)
def test_what_is_no_table_is_refused(raw, message):
    with pytest.raises(TableRefused, match=message):
        read_table(raw)


def test_columns_are_guessed_from_their_headings():
    assert answer_tables.guess_columns(ROWS[0]) == {"username": 0, "offered": 1, "wanted": 2, "languages": 3}


def test_rows_are_read_with_their_problems():
    columns = {"username": 0, "offered": 1, "wanted": 2, "languages": 3}
    rows = [
        *ROWS,
        ["", "Fotos", "", ""],
        ["Bad[name]", "Fotos", "", ""],
        ["Chidi", "", "", ""],
        ["Dayo", "Fotos", "Maps", "Igbo, Martian"],
        ["user:amaka", "Fotos", "", "Igbo"],
    ]
    lines = read_lines(rows, columns, {"Fotos": "photography"})
    assert [(line.number, bool(line.problem)) for line in lines] == [
        (2, True),  # the last row counts
        (3, True),
        (4, True),
        (5, True),
        (6, False),
        (7, False),
    ]
    dayo = lines[4]
    assert (dayo.foreign.claims, dayo.foreign.unknown) == ([("photography", "offered")], ["Maps"])
    assert (dayo.foreign.languages, dayo.strange_languages) == ({"ig": 3}, ("Martian",))
    assert [line.username for line in read_lines(rows, columns, {}, only="Dayo")] == ["Dayo"]


@pytest.fixture
def skills():
    for slug, label in (("photography", "Photography"), ("wikidata", "Wikidata"), ("maps", "Maps")):
        write_names([SkillFactory(slug=slug, labels={"en": label})])


def upload(client, text, **more):
    file = SimpleUploadedFile("answers.csv", text.encode())
    return client.post(reverse("skills_exchange:import_answers"), {"file": file, **more})


def columns(client):
    said = {"username": "0", "offered": "1", "wanted": "2", "languages": "3"}
    return client.post(reverse("skills_exchange:import_columns"), said)


def test_own_answers_step_by_step(client, amaka, skills):
    client.force_login(amaka)
    assert client.get(reverse("skills_exchange:import_answers")).status_code == 200
    text = TABLE + "amaka,Photografy; Wikidata,Juggling,English\nOther,Wikidata,,\n"
    assert upload(client, text).status_code == 302
    assert client.get(reverse("skills_exchange:import_columns")).status_code == 200
    assert columns(client).status_code == 302
    page = client.get(reverse("skills_exchange:import_skills"))
    fields = {field.label: field for field in page.context["form"]}
    assert set(fields) == {"Photografy", "Juggling"}
    assert fields["Photografy"].value() == "photography"
    said = {fields["Photografy"].name: "photography", fields["Juggling"].name: ""}
    assert client.post(reverse("skills_exchange:import_skills"), said).status_code == 302
    check = client.get(reverse("skills_exchange:import_check"))
    assert (check.context["good"], check.context["bad"]) == (1, 0)
    assert "Juggling" in check.content.decode()
    assert not SkillClaim.objects.exists()
    assert client.post(reverse("skills_exchange:import_check")).status_code == 302
    claims = SkillClaim.objects.filter(party__person=amaka)
    assert {claim.skill.slug for claim in claims} == {"photography", "wikidata"}
    assert {claim.source for claim in claims} == {ClaimSource.LETS_CONNECT}
    assert not AnswersImport.objects.exists()
    assert client.get(reverse("skills_exchange:import_check")).status_code == 404


def test_an_organisation_brings_answers_that_wait_for_their_people(client, amaka, skills):
    coordinator = PersonFactory()
    organisation = MembershipFactory(person=coordinator, role=MemberRole.COORDINATOR).organisation
    text = TABLE + "Amaka,Wikidata,Maps,English\nChidi,Photography,,\nNobody at all,,,\n"
    for _again in range(2):
        client.force_login(coordinator)
        upload(client, text, whose=organisation.slug)
        columns(client)
        assert client.get(reverse("skills_exchange:import_skills")).status_code == 302
        client.get(reverse("skills_exchange:import_check"))
        client.post(reverse("skills_exchange:import_check"))
    assert sorted(WaitingAnswers.objects.values_list("username", flat=True)) == ["Amaka", "Chidi"]
    assert not SkillClaim.objects.exists()
    assert [notice.person for notice in Notice.objects.filter(kind="skill_answers_waiting")] == [amaka]
    client.force_login(amaka)
    assert "Wikidata" in client.get(reverse("skills_exchange:import_profile")).content.decode()
    waiting = WaitingAnswers.objects.get(username="Amaka")
    client.post(reverse("skills_exchange:decide_answers", args=[waiting.pk]), {"do": "take"})
    assert {claim.skill.slug for claim in SkillClaim.objects.filter(party__person=amaka)} == {"wikidata", "maps"}
    waiting.refresh_from_db()
    assert (waiting.answers, waiting.answered_at is None) == ({}, False)


def test_answers_of_others_are_not_mine(client, amaka):
    organisation = OrganisationFactory()
    waiting = WaitingAnswers.objects.create(
        username="Amaka", organisation=organisation, answers=Foreign(about="x").as_json(), digest="d"
    )
    for person in (PersonFactory(), PersonFactory(username="Amaka2", central_id=5)):
        client.force_login(person)
        address = reverse("skills_exchange:decide_answers", args=[waiting.pk])
        assert client.post(address, {"do": "take"}).status_code == 404
        with pytest.raises(NotYours):
            decide_answers(actor=person, party=party_of(person), waiting=waiting, take=True)
    decide_answers(actor=amaka, party=party_of(amaka), waiting=waiting, take=False)
    assert party_of(amaka).about == ""
    assert WaitingAnswers.objects.get().answers == {}


def test_only_coordinators_bring_answers(client):
    organisation = OrganisationFactory()
    with pytest.raises(NotYours):
        leave_answers(actor=PersonFactory(), organisation=organisation, answers=[("Amaka", Foreign(about="x"))])
    client.force_login(PersonFactory())
    upload(client, TABLE + "Amaka,Wikidata,,\n", whose=organisation.slug)
    assert AnswersImport.objects.get().organisation is None


@pytest.mark.parametrize("said", [{}, {"username": "0"}, {"username": "0", "offered": "0"}, {"username": "9"}])
def test_columns_that_make_no_sense_are_refused(client, amaka, said):
    client.force_login(amaka)
    upload(client, TABLE + "Amaka,Wikidata,,\n")
    assert client.post(reverse("skills_exchange:import_columns"), said).status_code == 400


def test_a_file_that_is_no_table_is_refused_on_the_page(client, amaka):
    client.force_login(amaka)
    assert upload(client, "nothing").status_code == 400
    assert client.post(reverse("skills_exchange:import_answers"), {}).status_code == 400


def test_what_is_old_is_forgotten():
    organisation, now = OrganisationFactory(), timezone.now()
    AnswersImport.objects.create(by=PersonFactory(), rows=[], forget_at=now)
    AnswersImport.objects.create(by=PersonFactory(), rows=[])
    for days in (1, 181):
        WaitingAnswers.objects.create(
            username=f"U{days}",
            organisation=organisation,
            answers={},
            digest="d",
            created_at=now - timedelta(days=days),
        )
    assert forget_imports() == 2
    kept = ClaimFactory(valid_until=today() - timedelta(days=300))
    ClaimFactory(valid_until=today() - timedelta(days=370))
    assert forget_claims() == 1
    assert SkillClaim.objects.get() == kept


def test_answers_follow_a_new_name(amaka):
    organisation = OrganisationFactory()
    for name in ("Amaka", "Other"):
        WaitingAnswers.objects.create(username=name, organisation=organisation, answers={}, digest="d")
    person_renamed.send(sender=type(amaka), person=amaka, old="Amaka", new="Amaka N", proven=True)
    person_renamed.send(sender=type(amaka), person=amaka, old="Other", new="Amaka O", proven=False)
    assert sorted(WaitingAnswers.objects.values_list("username", flat=True)) == ["Amaka N", "Other"]
