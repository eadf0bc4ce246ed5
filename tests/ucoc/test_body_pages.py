"""Pages of bodies, of responsibility and of what watches over them: who gets in, what they show, how many queries."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.enforcing import BodyFactory, LocalBodyFactory, MeasureFactory, member_of
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from ucoc.actions.appeals import file_appeal
from ucoc.actions.decisions import record_decision
from ucoc.actions.figures import record_case_step, watch_bodies
from ucoc.actions.jurisdiction import draft_table
from ucoc.actions.measures import MeasureWish
from ucoc.enums import BodyKind, CaseStepKind, MeasureKind
from ucoc.models import BodyFailure, BodyMember, EnforcementBody, JurisdictionTable, MemberFact
from ucoc.reference_data_bodies import load_bodies, load_jurisdiction, load_thresholds
from wikilearn.core.dates import today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    """A fresh site with the U4C (three members) and trust and safety (one) at work."""
    load_bodies()
    load_jurisdiction()
    load_thresholds()
    u4c, trust = BodyFactory(slug="u4c"), BodyFactory(slug="trust-and-safety")
    trust.topics.clear()
    for _ in range(3):
        member_of(u4c)
    member_of(trust)
    return u4c


@pytest.fixture
def local(site):
    return LocalBodyFactory(
        slug="local", name="Administrators", wiki=WikiFactory(dbname="dewiki", url="https://de.wikipedia.org")
    )


@pytest.fixture
def admin(local):
    return member_of(local, PersonFactory(username="Admin", two_factor=True))


@pytest.fixture
def accused():
    return PersonFactory(username="Concerned")


@pytest.fixture
def decision(admin, local, accused):
    wish = MeasureWish(MeasureKind.TEMPORARY_BLOCK, accused, until=today() + timedelta(days=30), public=True)
    return record_decision(actor=admin, body=local, case=uuid.uuid4(), reasons="It broke the code.", measures=[wish])


def fell_short(local):
    for _ in range(6):
        case = uuid.uuid4()
        for step in (CaseStepKind.RECEIVED, CaseStepKind.CLIMBED_UNACKNOWLEDGED):
            record_case_step(case=case, body=local, step=step, conduct="hate", severity="normal", wiki=local.wiki)
    (failure,) = watch_bodies()
    return failure


WHO = ("anyone", "member", "curator", "staff", "trust", "admin", "u4c")


@pytest.mark.parametrize(
    ("name", "args", "allowed"),
    [
        ("finder", [], set(WHO)),
        ("bodies", [], set(WHO)),
        ("body", ["local"], set(WHO)),
        ("jurisdiction", [], set(WHO)),
        ("jurisdiction_version", [1], set(WHO)),
        ("thresholds", [], set(WHO)),
        ("public_measures", [], set(WHO)),
        ("my_measures", [], set(WHO) - {"anyone"}),
        ("new_body", [], {"curator", "staff", "trust"}),
        ("edit_body", ["local"], {"curator", "staff", "trust"}),
        ("suspend_body", ["local"], {"curator", "staff", "trust"}),
        ("add_body_member", ["local"], {"curator", "staff", "trust"}),
        ("body_desk", ["local"], {"admin"}),
        ("decide", ["local"], {"admin"}),
        ("draft_jurisdiction", [], {"staff", "trust", "u4c"}),
        ("watch", [], {"staff", "trust", "u4c"}),
        ("propose_thresholds", [], {"staff", "trust", "u4c"}),
    ],
)
def test_who_gets_in(client, admin, site, name, args, allowed):
    people = {
        "anyone": None,
        "member": PersonFactory(),
        "curator": PersonFactory(role=Role.CURATOR),
        "staff": PersonFactory(role=Role.STAFF),
        "trust": PersonFactory(role=Role.TRUST_AND_SAFETY),
        "admin": admin,
        "u4c": member_of(site, PersonFactory(two_factor=True)),
    }
    got_in = set()
    for who, person in people.items():
        client.logout()
        if person is not None:
            client.force_login(person)
        status = client.get(reverse(f"ucoc:{name}", args=args)).status_code
        assert status in (200, 302, 403, 404)
        if status == 200:
            got_in.add(who)
    assert got_in == allowed


def test_a_member_without_two_factor_decides_nothing(client, local):
    client.force_login(member_of(local))
    assert client.get(reverse("ucoc:body_desk", args=["local"])).status_code == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("place=one_wiki&wiki=dewiki&conduct=harassment", "Administrators"),
        ("place=one_wiki&wiki=https://de.m.wikipedia.org/wiki/X&conduct=harassment", "Administrators"),
        ("place=one_wiki&wiki=&conduct=harassment", "U4C"),
        ("place=one_wiki&wiki=dewiki&conduct=harassment&danger=on", "Trust and safety"),
        ("place=one_wiki&wiki=dewiki&conduct=physical_threat", "Trust and safety"),
        ("place=elsewhere&conduct=not_sure", "U4C"),
    ],
)
def test_the_finder_names_who_is_responsible(client, admin, query, expected):
    response = client.get(f"{reverse('ucoc:finder')}?{query}")
    assert response.context["first"].body.name == expected
    assert expected in response.content.decode()
    assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "query", ["place=nonsense&conduct=hate", "place=one_wiki&wiki=xxwiki&conduct=hate", "place=\x00"]
)
def test_the_finder_survives_nonsense(client, site, query):
    response = client.get(f"{reverse('ucoc:finder')}?{query}")
    assert response.status_code == 200
    assert response.context["first"] is None


def test_the_finder_says_so_on_a_site_without_a_table(client):
    response = client.get(f"{reverse('ucoc:finder')}?place=elsewhere&conduct=hate")
    assert response.context["nobody"]


def test_a_body_of_a_private_wiki_is_not_there_for_others(client, site):
    LocalBodyFactory(slug="secret-body", wiki=WikiFactory(private=True))
    assert client.get(reverse("ucoc:body", args=["secret-body"])).status_code == 404
    assert "secret-body" not in client.get(reverse("ucoc:bodies")).content.decode()


def test_only_curators_and_members_read_what_a_member_lacks(client, local, admin):
    lacking = BodyMember.objects.create(body=local, person=PersonFactory(username="New one"))
    page = reverse("ucoc:body", args=["local"])
    said = "No confidentiality agreement is on record."
    assert said not in client.get(page).content.decode()
    client.force_login(admin)
    assert said in client.get(page).content.decode()
    assert lacking.person.username in client.get(page).content.decode()


def test_a_curator_sets_up_a_body_with_its_members(client, site):
    curator = PersonFactory(role=Role.CURATOR)
    WikiFactory(dbname="eswiki")
    client.force_login(curator)
    data = {
        "name_en": "Spanish administrators",
        "kind": BodyKind.LOCAL_ADMINISTRATORS,
        "slug": "eswiki-admins",
        "wiki": "eswiki",
        "languages": "es",
        "quorum": 1,
        "acknowledge_within": 48,
        "decide_within": 14,
        "zone": "Europe/Madrid",
        "working_days": ["1", "2", "3", "4", "5"],
        "holidays": "2026-12-25",
        "needs_agreement": "on",
    }
    response = client.post(reverse("ucoc:new_body"), data)
    assert response.status_code == 302, response.context["form"].errors
    body = EnforcementBody.objects.get(slug="eswiki-admins")
    assert (body.name, body.working_days, body.wiki.dbname) == ("Spanish administrators", [1, 2, 3, 4, 5], "eswiki")
    response = client.post(reverse("ucoc:new_body"), data | {"slug": "again"})
    assert response.status_code == 400
    PersonFactory(username="Ana")
    assert (
        client.post(
            reverse("ucoc:add_body_member", args=[body.slug]), {"username": "ana", "capacity": "member"}
        ).status_code
        == 302
    )
    member = body.members.get()
    staff = PersonFactory(role=Role.STAFF)
    client.force_login(staff)
    confirmed = client.post(
        reverse("ucoc:confirm_member_fact", args=[body.slug, member.pk]),
        {"kind": "agreement", "on": today().isoformat()},
    )
    assert confirmed.status_code == 302
    assert MemberFact.objects.get(person=member.person).confirmed_by == staff
    assert client.post(reverse("ucoc:end_body_member", args=[body.slug, member.pk])).status_code == 302
    assert not body.members.live().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "u4c"},
        {"zone": "Mars/Olympus"},
        {"quorum": 0},
        {"working_days": []},
        {"wiki": ""},
        {"languages": "xx-nonsense-"},
        {"holidays": "yesterday"},
        {"name_en": ""},
    ],
)
def test_a_body_that_contradicts_itself_is_refused(client, site, wrong):
    client.force_login(PersonFactory(role=Role.CURATOR))
    WikiFactory(dbname="eswiki")
    data = {
        "name_en": "X",
        "kind": BodyKind.LOCAL_ADMINISTRATORS,
        "slug": "x",
        "wiki": "eswiki",
        "quorum": 1,
        "acknowledge_within": 48,
        "decide_within": 14,
        "zone": "UTC",
        "working_days": ["1"],
    }
    assert client.post(reverse("ucoc:new_body"), data | wrong).status_code == 400


def test_a_body_is_edited_suspended_and_resumed(client, local):
    client.force_login(PersonFactory(role=Role.CURATOR))
    page = client.get(reverse("ucoc:edit_body", args=["local"]))
    data = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    data = {name: value for name, value in data.items() if value not in (None, "", [])}
    response = client.post(reverse("ucoc:edit_body", args=["local"]), data | {"name_en": "Renamed", "quorum": 4})
    assert response.status_code == 302, response.context["form"].errors
    local.refresh_from_db()
    assert (local.name, local.quorum) == ("Renamed", 4)
    client.post(reverse("ucoc:suspend_body", args=["local"]), {"reason": "Election"})
    local.refresh_from_db()
    assert (local.suspended, local.suspended_reason) == (True, "Election")
    client.post(reverse("ucoc:resume_body", args=["local"]))
    local.refresh_from_db()
    assert (local.suspended, local.suspended_reason) == (False, "")


# Decisions


def test_a_member_decides_on_the_page_with_the_ladder_beside(client, admin, local, accused):
    client.force_login(admin)
    page = client.get(reverse("ucoc:decide", args=["local"]), {"person": "concerned"})
    assert "Warning" in page.content.decode()
    data = {
        "conduct": "harassment",
        "severity": "normal",
        "finding": "breach",
        "reasons": "Insults.",
        "m1-kind": "warning",
        "m1-username": "Concerned",
        "m1-local_account": "on",
    }
    response = client.post(reverse("ucoc:decide", args=["local"]), data)
    assert response.status_code == 302
    decision = local.decisions.get()
    assert decision.measures.get().person == accused
    assert "Insults." in client.get(response.url).content.decode()


def test_a_name_alone_does_not_make_somebody_the_person_of_a_wiki(client, admin, local, accused):
    client.force_login(admin)
    data = {
        "conduct": "hate",
        "severity": "normal",
        "finding": "breach",
        "reasons": "x",
        "m1-kind": "warning",
        "m1-username": "Concerned",
    }
    client.post(reverse("ucoc:decide", args=["local"]), data)
    measure = local.decisions.get().measures.get()
    assert (measure.person, measure.username) == (None, "Concerned")


def test_what_is_wrong_is_said_on_the_page(client, admin, local):
    client.force_login(admin)
    data = {"conduct": "hate", "severity": "normal", "finding": "breach", "reasons": "x", "m1-kind": "temporary_block"}
    response = client.post(reverse("ucoc:decide", args=["local"]), data)
    assert response.status_code == 400
    assert not local.decisions.exists()


def test_the_person_concerned_reads_and_appeals_and_others_see_nothing(client, decision, accused, site):
    mine = reverse("ucoc:my_measures")
    client.force_login(PersonFactory())
    assert "It broke the code." not in client.get(mine).content.decode()
    assert client.get(reverse("ucoc:decision", args=[decision.uid])).status_code == 404
    assert client.get(reverse("ucoc:decision_appeal_form", args=[decision.uid])).status_code == 404
    client.force_login(accused)
    assert "It broke the code." in client.get(mine).content.decode()
    form = reverse("ucoc:decision_appeal_form", args=[decision.uid])
    assert "U4C" in client.get(form).content.decode()
    assert client.post(form, {"factors": ["new_facts"], "text": ""}).status_code == 400
    assert client.post(form, {"factors": ["new_facts"], "text": "I was away."}).status_code == 302
    appeal = decision.appeals.get()
    judge = site.members.first().person
    colleague = PersonFactory(two_factor=True)
    member_of(site, colleague)
    client.force_login(colleague)
    page = reverse("ucoc:decision_appeal", args=[appeal.uid])
    assert "I was away." in client.get(page).content.decode()
    others = [str(member.person.uid) for member in site.members.exclude(person=colleague)][:2]
    data = {"outcome": "overturned", "reasons": "True.", "deciders": others}
    assert client.post(page, data).status_code == 302
    appeal.refresh_from_db()
    assert appeal.status == "overturned"
    assert judge.pk in {part.person_id for part in appeal.parts.all()} or len(others) == 2


def test_a_member_who_is_concerned_sees_the_case_of_their_body_nowhere(client, decision, local, accused):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(accused, generate_totp_secret())
    member_of(local, accused)
    client.force_login(accused)
    desk = client.get(reverse("ucoc:body_desk", args=["local"]))
    assert desk.status_code == 200
    assert list(desk.context["page"].object_list) == []
    assert client.get(reverse("ucoc:decision", args=[decision.uid])).status_code == 404


def test_measures_are_public_only_where_a_body_said_so(client, decision, admin, local):
    record_decision(
        actor=admin,
        body=local,
        case=uuid.uuid4(),
        reasons="x",
        measures=[MeasureWish(MeasureKind.BAN, PersonFactory(username="Private one"))],
    )
    page = client.get(reverse("ucoc:public_measures")).content.decode()
    assert "Concerned" in page
    assert "Private one" not in page
    assert b"Concerned" in b"".join(client.get(reverse("ucoc:public_measures"), {"format": "csv"}).streaming_content)


# Queries


def public_measure():
    return MeasureFactory(public=True, kind=MeasureKind.BAN)


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("name", "args", "make", "queries"),
    [
        ("bodies", [], LocalBodyFactory, 2),
        ("public_measures", [], public_measure, 2),
        ("jurisdiction", [], LocalBodyFactory, 4),
        ("thresholds", [], LocalBodyFactory, 2),
        ("body", ["u4c"], lambda: member_of(BodyFactory(slug="u4c")), 3),
    ],
)
def test_public_pages_take_the_same_queries_for_one_row_and_thirty(
    client, site, django_assert_num_queries, name, args, make, queries, number
):
    for _ in range(number):
        make()
    client.get(reverse(f"ucoc:{name}", args=args))
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"ucoc:{name}", args=args)).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_my_measures_takes_the_same_queries(client, accused, django_assert_num_queries, number):
    for _ in range(number):
        MeasureFactory(person=accused)
    client.force_login(accused)
    client.get(reverse("ucoc:my_measures"))
    with django_assert_num_queries(5):
        client.get(reverse("ucoc:my_measures"))


@pytest.mark.parametrize("number", [1, 30])
def test_the_desk_takes_the_same_queries(client, admin, local, django_assert_num_queries, number):
    for _ in range(number):
        MeasureFactory(decision__body=local)
    client.force_login(admin)
    client.get(reverse("ucoc:body_desk", args=["local"]))
    with django_assert_num_queries(9):
        client.get(reverse("ucoc:body_desk", args=["local"]))


@pytest.mark.parametrize("number", [1, 30])
def test_the_figures_take_the_same_queries(client, site, django_assert_num_queries, number):
    for _ in range(number):
        record_case_step(case=uuid.uuid4(), body=LocalBodyFactory(), step="received", conduct="hate", severity="low")
    client.force_login(PersonFactory(role=Role.STAFF))
    client.get(reverse("ucoc:watch"))
    with django_assert_num_queries(5):
        client.get(reverse("ucoc:watch"))


# Responsibility and watching


def test_two_people_change_the_table_on_its_pages(client, site):
    first, second = PersonFactory(role=Role.STAFF), PersonFactory(role=Role.TRUST_AND_SAFETY)
    client.force_login(first)
    client.post(reverse("ucoc:draft_jurisdiction"), {"summary": "Hate goes to the U4C."})
    table = JurisdictionTable.objects.get(number=2)
    data = {"key": "hate", "conducts": ["hate"], "kind": "u4c", "reference": "Hate"}
    assert client.post(reverse("ucoc:new_rule", args=[2]), data).status_code == 302
    for _ in range(30):
        client.post(reverse("ucoc:change_rule", args=[2, "hate"]), {"do": "up"})
    page = client.get(table.get_absolute_url())
    assert page.context["problems"] == []
    assert page.context["changes"]
    day = (today() + timedelta(days=1)).isoformat()
    step = reverse("ucoc:jurisdiction_step", args=[2])
    client.post(step, {"do": "propose", "in_force_from": day})
    assert client.post(step, {"do": "approve"}).status_code == 409
    client.force_login(second)
    assert client.post(step, {"do": "approve"}).status_code == 302
    table.refresh_from_db()
    assert (table.state, table.approved_by) == ("approved", second)
    client.logout()
    assert client.get(table.get_absolute_url()).status_code == 200


def test_drafts_are_for_those_who_change_the_table(client, site):
    draft_table(actor=PersonFactory(role=Role.STAFF), summary="x")
    assert client.get(reverse("ucoc:jurisdiction_version", args=[2])).status_code == 404


def test_the_file_about_a_body_is_sent_and_closed(client, local):
    failure = fell_short(local)
    client.force_login(PersonFactory(role=Role.STAFF))
    page = client.get(failure.get_absolute_url()).content.decode()
    assert "It refuses to act" in page
    client.post(failure.get_absolute_url(), {"do": "send", "note": "Three years now."})
    failure.refresh_from_db()
    assert (failure.state, failure.note) == ("with_u4c", "Three years now.")
    assert client.post(failure.get_absolute_url(), {"do": "close", "reason": ""}).status_code == 400
    client.post(failure.get_absolute_url(), {"do": "close", "reason": "New administrators."})
    assert BodyFailure.objects.get().state == "closed"


@pytest.mark.parametrize("name", ["bodies", "jurisdiction", "watch"])
def test_tables_come_as_files(client, local, name):
    fell_short(local)
    client.force_login(PersonFactory(role=Role.STAFF))
    response = client.get(reverse(f"ucoc:{name}"), {"format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert len(b"".join(response.streaming_content).splitlines()) > 1


def test_an_appeal_of_who_reported_shows_no_words(decision):
    assert file_appeal(decision=decision, by="reporter", factors=["code"], text="secret").text == ""
