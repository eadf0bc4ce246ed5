"""Pages of handlers: every role × every address by the one policy, what they cost, what they do."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.receiving import add_walls
from reporting.actions.cases.recusing import recuse
from reporting.conflicts import tokens_against
from reporting.models import Alarm, Case, CaseStep, ForwardPass, Grant, OnCall, Relation, SealedItem, Telling
from reporting.models.cases import new_reference
from reporting.policy import Act, may
from reporting.urls.asking import urlpatterns as asking
from reporting.urls.cases import urlpatterns
from reporting.urls.merging import urlpatterns as merging
from tests.factories.cases import arrived, bodies, handler
from tests.factories.enforcing import BodyFactory
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE
from ucoc.enums import BodyKind, Severity
from ucoc.jurisdiction import Question
from ucoc.models import BodyMember
from wikilearn.audit.models import Event
from wikilearn.core.tables import PAGE_SIZE
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
OF_A_CASE = [pattern for pattern in [*urlpatterns, *merging, *asking] if "<str:reference>" in str(pattern.pattern)]
LISTS = ["cases", "triage", "emergencies", "rota", "relations"]
ROLES = [
    "handler", "above", "walled", "recused", "former", "untrained", "desk", "walled_desk", "stranger", "superuser",
    "staff", "signed_out",
]  # fmt: skip


def signed_in(person, *, unlock=False):
    client = Client()
    client.force_login(person)
    if unlock:
        answer = client.post(reverse("reporting:unlock_vault"), {"passphrase": PASSPHRASE})
        assert answer.status_code == 302, answer.content
    return client


@pytest.fixture
def world():
    first, last, (ada, bob, cy, dan, eve), (uma, _ulf) = bodies(local=5)
    walled_desk = PersonFactory(role=Role.TRUST_AND_SAFETY)
    opened = arrived(first, last, people=[bob.person, walled_desk], question=Question(severity=Severity.EMERGENCY))
    case = opened.case
    recuse(actor=cy.person, case=case)
    BodyMember.objects.filter(person=dan.person).update(until=timezone.now() - timedelta(seconds=1))
    add_walls(case, tokens_against([]))
    from tests.factories.courses import TopicFactory

    first.topics.add(TopicFactory(key="risk", mandatory=True))
    from tests.factories.certification import certify

    for vault in (ada, bob, cy, dan):
        certify(vault.person, first.topics.get(), timezone.now() - timedelta(days=10))
    return {
        "case": case,
        "handler": ada.person,
        "walled": bob.person,
        "recused": cy.person,
        "former": dan.person,
        "untrained": eve.person,
        "above": uma.person,
        "desk": PersonFactory(role=Role.TRUST_AND_SAFETY),
        "walled_desk": walled_desk,
        "stranger": PersonFactory(two_factor=True),
        "superuser": PersonFactory(two_factor=True, is_superuser=True, is_staff=True),
        "staff": PersonFactory(role=Role.STAFF),
        "signed_out": None,
    }


def address(pattern, reference):
    kwargs = {"reference": reference}
    if "<int:pk>" in str(pattern.pattern):
        kwargs["pk"] = 1
    if "<uuid:uid>" in str(pattern.pattern):
        kwargs["uid"] = uuid.UUID(int=1)
    return reverse(f"reporting:{pattern.name}", kwargs=kwargs)


def bare(answer):
    """What an answer says, without what differs in each."""
    return re.sub(rb"nonce=\"[^\"]*\"|name=\"csrfmiddlewaretoken\"[^>]*|/reporting/cases/[\w/-]+", b"", answer.content)


def test_every_role_gets_from_every_address_what_the_policy_says(world):
    for role in ROLES:
        gets_what_the_policy_says(role, world[role], world["case"])
    for role in ("stranger", "handler"):
        finds_nothing_where_nothing_is(signed_in(world[role]))
    assert Case.objects.get().state == "received"


def finds_nothing_where_nothing_is(client):
    """Else an address that says something else of a missing case than of a hidden one tells that this one exists."""
    for pattern in OF_A_CASE:
        for ask in (client.get, client.post):
            assert ask(address(pattern, "2222-3333-4444")).status_code == 404, pattern.name


def gets_what_the_policy_says(role, person, case):
    """A case that somebody may not see is at every address like one that does not exist: word by word."""
    client = signed_in(person) if person else Client()
    sees = person is not None and may(person, Act.SEE, case)
    assert sees == (role in ("handler", "desk"))
    nowhere = client.get(address(OF_A_CASE[0], "2222-3333-4444"))
    for pattern in OF_A_CASE:
        here = address(pattern, case.reference)
        allowed = sees and may(person, pattern.callback.act, case)
        for ask in (client.get, client.post) if not allowed else (client.get,):
            answer = ask(here)
            if person is None:
                assert answer.status_code == nowhere.status_code == 302, pattern.name
            elif not sees:
                assert answer.status_code == nowhere.status_code == 404, (role, pattern.name)
                assert bare(answer) == bare(nowhere), (role, pattern.name)
            elif not allowed:
                assert answer.status_code == 403, (role, pattern.name)
            else:
                assert answer.status_code in (200, 302, 405) or "<int:pk>" in str(pattern.pattern), pattern.name
                assert nowhere.status_code == 404


def test_no_list_search_count_or_file_shows_a_case_that_is_not_there(world):
    for role in ROLES:
        is_shown_to_whom_it_exists_for(role, world[role], world["case"])


def is_shown_to_whom_it_exists_for(role, person, case):
    client = signed_in(person) if person else Client()
    for name in LISTS:
        for query in ({}, {"reference": case.reference}, {"state": "all"}, {"format": "csv"}):
            answer = client.get(reverse(f"reporting:{name}"), query)
            content = answer.getvalue() if answer.streaming else answer.content
            shown = f"/{case.reference}/".encode() in content or (
                query.get("format") and case.reference.encode() in content
            )
            expected = (role == "handler" and name in ("cases", "emergencies")) or (
                role == "desk" and name in ("triage", "emergencies")
            )
            assert bool(shown) == expected, (role, name, query)


def test_training_that_ends_in_mid_session_closes_the_case_at_the_next_click(world):
    from certification.models import Fact

    person, case = world["handler"], world["case"]
    client = signed_in(person, unlock=True)
    page = reverse("reporting:case", args=[case.reference])
    assert "What happened" in client.get(page).text
    from certification.actions.revoking import revoke_certification
    from certification.enums import ReasonCategory

    steward = PersonFactory(role=Role.STEWARD)
    topic = Fact.objects.filter(person=person).first().topic
    revoke_certification(actor=steward, person=person, topic=topic, category=ReasonCategory.ERROR, reason="x")
    assert client.get(page).status_code == 404
    assert client.post(reverse("reporting:note", args=[case.reference]), {"text": "x"}).status_code == 404
    assert case.reference not in client.get(reverse("reporting:cases")).text


def test_recused_with_the_page_open_cannot_write_any_more(world):
    person, case = world["handler"], world["case"]
    client, other = signed_in(person, unlock=True), signed_in(person, unlock=True)
    assert client.post(reverse("reporting:step_back", args=[case.reference])).status_code == 302
    for name, wanted in (("note", {"text": "x"}), ("message", {"text": "x"}), ("take", {}), ("acknowledge", {})):
        assert other.post(reverse(f"reporting:{name}", args=[case.reference]), wanted).status_code == 404
    assert SealedItem.objects.filter(kind="note").count() == 0


@pytest.fixture
def mine():
    first, last, (ada, bob), (uma, _ulf) = bodies()
    opened = arrived(first, last, text="Canary words of the reporter")
    return {"first": first, "last": last, "ada": ada, "bob": bob, "uma": uma, "case": opened.case, "opened": opened}


def test_locked_vault_shows_clear_fields_and_keeps_what_was_typed(mine):
    client = signed_in(mine["ada"].person)
    page = reverse("reporting:case", args=[mine["case"].reference])
    text = client.get(page).text
    assert "Canary words" not in text
    assert "Your vault is locked" in text
    answer = client.post(reverse("reporting:note", args=[mine["case"].reference]), {"text": "Typed for an hour"})
    assert answer.status_code == 400
    assert "Typed for an hour" in answer.text


def test_handler_works_on_a_case_from_taking_to_closing(mine):
    client, case = signed_in(mine["ada"].person, unlock=True), mine["case"]
    page = reverse("reporting:case", args=[case.reference])

    def post(name, **wanted):
        answer = client.post(reverse(f"reporting:{name}", args=[case.reference]), wanted)
        assert answer.status_code == 302, answer.text[:2000]
        case.refresh_from_db()

    assert "Canary words of the reporter" in client.get(page).text
    assert case.state == "received"
    post("acknowledge")
    assert case.state == "reading"
    post("take")
    assert (case.state, case.assignee) == ("in_work", mine["ada"].person)
    post("note", text="A note <script>alert(1)</script>")
    post("message", text="When was it?", wait="on")
    assert case.state == "waiting"
    accused = PersonFactory()
    add_walls(mine["case"], tokens_against([accused]))
    mine["opened"].write("accused", accused.username, author=None)
    add_walls(case, tokens_against([accused]))
    post("ask_accused", username=accused.username, days=14, text="Did you write on the talk page in March?")
    text = client.get(page).text
    assert "A note &lt;script&gt;" in text
    assert "When was it?" in text
    post("assign", to=mine["bob"].person.pk, text="Please take over, I am away")
    assert case.assignee == mine["bob"].person
    assert client.post(reverse("reporting:close", args=[case.reference]), {"outcome": " "}).status_code == 400
    post("close", outcome="We spoke with everybody.")
    assert case.state == "closed"
    assert case.keep_until > timezone.now().date()
    assert client.post(reverse("reporting:take", args=[case.reference])).status_code == 403
    post("reopen")
    assert (case.state, case.keep_until, case.acknowledged_at) == ("reopened", None, None)
    kinds = list(SealedItem.objects.order_by("id").values_list("kind", flat=True))
    asked = ["message_to_reporter", "accused", "question_to_accused", "inlet_key", "message_to_reporter"]
    assert kinds == ["report", "note", *asked, "handover", "outcome"]
    assert not any(b"Canary" in bytes(row) for row in SealedItem.objects.values_list("box", flat=True))
    said = str(list(Event.objects.values_list("actor", "action", "target", "details")))
    assert "Canary" not in said
    assert mine["ada"].person.username not in said


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Did you write canary words of the reporter?", 400),
        ("Did you say CANARY, words: of the reporter", 400),
        ("Were you there in March?", 302),
        ("You may know that this was shared freely already", 302),
        ("  ", 400),
    ],
)
def test_question_to_the_accused_tells_only_what_is_shareable(mine, text, status):
    accused = PersonFactory()
    add_walls(mine["case"], tokens_against([accused]))
    mine["opened"].write("accused", accused.username, author=None)
    mine["opened"].write("links", "this was shared freely", author=None, shareable=True)
    client = signed_in(mine["ada"].person, unlock=True)
    answer = client.post(
        reverse("reporting:ask_accused", args=[mine["case"].reference]),
        {"username": accused.username, "days": 14, "text": text},
    )
    assert answer.status_code == status


def test_passing_on_makes_a_case_of_its_own_with_what_the_reporter_allows_once(mine, settings):
    client, case = signed_in(mine["ada"].person, unlock=True), mine["case"]
    mine["opened"].write("links", "May go along", author=None, shareable=True)
    mine["opened"].write("reach_me", "secret@example.org", author=None, shareable=True)
    start = reverse("reporting:forward", args=[case.reference])
    assert client.post(start, {"kind": "forwarded", "body": mine["first"].pk}).status_code == 400
    answer = client.post(start, {"kind": "forwarded", "body": mine["last"].pk})
    assert answer.status_code == 302
    confirm = answer["Location"]
    settings.VAULT_STEP_UP = -1
    for page in (start, confirm):
        assert "/step-up/" in client.get(page)["Location"]
    assert "/step-up/" in client.post(confirm, {"text": "Beyond us"})["Location"]
    settings.VAULT_STEP_UP = 300
    assert "2 people can read it" in client.get(confirm).text
    assert client.post(confirm, {"text": "Beyond us"}).status_code == 302
    assert client.post(confirm, {"text": "Beyond us"}).status_code == 404
    new = Case.objects.exclude(pk=case.pk).get()
    assert (new.body, new.origin, new.epoch) == (mine["last"], case, 1)
    assert list(SealedItem.objects.filter(case=new).order_by("id").values_list("kind", flat=True)) == [
        "links",
        "handover",
    ]
    case.refresh_from_db()
    assert case.state == "closed"
    assert not may(mine["ada"].person, Act.SEE, new)
    above = signed_in(mine["uma"].person, unlock=True)
    text = above.get(reverse("reporting:case", args=[new.reference])).text
    assert "May go along" in text
    assert "Canary words" not in text
    back = above.post(
        reverse("reporting:forward", args=[new.reference]), {"kind": "referred", "body": mine["first"].pk}
    )
    assert back.status_code == 400
    assert ForwardPass.objects.filter(spent_at=None).count() == 0


def test_permit_of_another_case_or_of_yesterday_is_no_permit(mine):
    client, case = signed_in(mine["ada"].person, unlock=True), mine["case"]
    other = arrived(mine["first"], mine["last"]).case
    now = timezone.now()
    foreign = ForwardPass.objects.create(case=other, body=mine["last"], kind="forwarded", expires_at=now + timedelta(1))
    old = ForwardPass.objects.create(case=case, body=mine["last"], kind="forwarded", expires_at=now)
    wrong = reverse("reporting:forward_confirm", args=[case.reference, foreign.pk])
    assert client.post(wrong, {"text": "x"}).status_code == 404
    late = reverse("reporting:forward_confirm", args=[case.reference, old.pk])
    assert client.post(late, {"text": "x"}).status_code == 400
    assert Case.objects.count() == 2


def test_item_and_file_of_a_foreign_case_do_not_open_under_ones_own(mine):
    foreign = arrived(mine["last"])
    file = foreign.attach([b"content"], "a.txt", "text/plain")
    own = mine["opened"].attach([b"own content"], "b.html", "text/html")
    client = signed_in(mine["ada"].person, unlock=True)
    assert client.get(reverse("reporting:case_file", args=[mine["case"].reference, file.uid])).status_code == 404
    answer = client.get(reverse("reporting:case_file", args=[mine["case"].reference, own.uid]))
    assert b"".join(answer.streaming_content) == b"own content"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_case_that_climbed_gets_a_new_key_at_the_first_opening(mine):
    from reporting.actions.cases.climbing import climb_overdue

    climb_overdue(timezone.now() + timedelta(days=2))
    client = signed_in(mine["uma"].person, unlock=True)
    page = reverse("reporting:case", args=[mine["case"].reference])
    for _twice in range(2):
        assert "Canary words" in client.get(page).text
        case = Case.objects.get()
        assert (case.epoch, case.rekey_due) == (2, False)


COSTS = {"cases": 5, "triage": 6, "emergencies": 4, "rota": 7}


def copied(case, number):
    """Rows of cases like this one for lists, which open none: with the grants and the alarm of theirs."""
    cases, grants = [], []
    for _each in range(number):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.reference = uuid.uuid4(), new_reference()
        cases.append(copy)
        for grant in Grant.objects.filter(case=case):
            grant.pk, grant.case = None, copy
            grants.append(grant)
    Case.objects.bulk_create(cases)
    Grant.objects.bulk_create(grants)
    Alarm.objects.bulk_create(Alarm(case=copy) for copy in cases)


def test_lists_cost_the_same_with_1_and_30_rows(django_assert_num_queries):
    first, last, (ada, _bob), _above = bodies()
    desk, handling, now = signed_in(PersonFactory(role=Role.TRUST_AND_SAFETY)), signed_in(ada.person), timezone.now()
    case = arrived(first, last, question=Question(severity=Severity.EMERGENCY)).case
    for number in (1, 30):
        copied(case, number - Case.objects.count())
        for _each in range(number - OnCall.objects.count()):
            OnCall.objects.create(body=first, person=ada.person, since=now, until=now + timedelta(days=1))
        for name, cost in COSTS.items():
            client = desk if name in ("triage", "emergencies") else handling
            page = reverse(f"reporting:{name}")
            shown = set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", client.get(page).text))
            assert len(shown) == (0 if name == "rota" else min(number, PAGE_SIZE)), name
            with django_assert_num_queries(cost):
                assert client.get(page).status_code == 200


def test_case_page_costs_the_same_with_1_and_30_items(mine, django_assert_num_queries):
    client = signed_in(mine["ada"].person, unlock=True)
    page = reverse("reporting:case", args=[mine["case"].reference])
    for number in (1, 29):
        for _each in range(number):
            mine["opened"].write("note", "A note", author=mine["bob"].person)
        client.get(page)
        with django_assert_num_queries(8):
            assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "query",
    [{"state": "nonsense"}, {"since": "yesterday"}, {"body": "999"}, {"page": "x"}, {"assignee": "'; drop table"}, {}],
)
def test_filters_survive_any_input(mine, query):
    client = signed_in(mine["ada"].person)
    assert client.get(reverse("reporting:cases"), query).status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"state": "received"}, True),
        ({"state": "closed"}, False),
        ({"severity": "low"}, False),
        ({"assignee": "me"}, False),
        ({"assignee": "nobody"}, True),
        ({"since": "2020-01-01", "until": "2020-01-02"}, False),
        ({"reference": "2222"}, False),
    ],
)
def test_filters_look_at_clear_fields(mine, query, shown):
    client = signed_in(mine["ada"].person)
    assert (mine["case"].reference in client.get(reverse("reporting:cases"), query).text) == shown


def test_desk_reminds_handlers_and_reads_nothing(mine):
    desk = PersonFactory(role=Role.TRUST_AND_SAFETY)
    client = signed_in(desk)
    Telling.objects.all().delete()
    assert client.post(reverse("reporting:nudge", args=[mine["case"].reference])).status_code == 302
    assert Telling.objects.count() == 2
    text = client.get(reverse("reporting:case", args=[mine["case"].reference])).text
    assert "for those who have a key" in text
    assert client.get(reverse("reporting:triage"), {"format": "csv"}).getvalue().count(b"\n") == 2


def test_severity_raised_to_an_emergency_rings(mine):
    client = signed_in(mine["ada"].person)
    page = reverse("reporting:severity", args=[mine["case"].reference])
    assert client.post(page, {"severity": "nonsense"}).status_code == 400
    assert client.post(page, {"severity": "normal"}).status_code == 400
    assert client.post(page, {"severity": "emergency"}).status_code == 302
    assert Alarm.objects.get().case == mine["case"]
    assert "Somebody may be in danger" in client.get(reverse("reporting:case", args=[mine["case"].reference])).text
    assert client.post(reverse("reporting:silence", args=[mine["case"].reference])).status_code == 302
    assert CaseStep.objects.filter(kind="alarm_acknowledged").exists()


@pytest.mark.parametrize(
    ("since", "until", "status"), [(1, 25, 302), (25, 1, 400), (1, 24 * 15 + 2, 400), (-9, -5, 400)]
)
def test_rota_takes_members_for_two_weeks_at_most(mine, since, until, status):
    client, now = signed_in(mine["ada"].person), timezone.now()
    wanted = {
        "body": mine["first"].pk,
        "person": mine["bob"].person.pk,
        "since": f"{now + timedelta(hours=since):%Y-%m-%dT%H:%M}",
        "until": f"{now + timedelta(hours=until):%Y-%m-%dT%H:%M}",
        "rung": "0",
    }
    assert client.post(reverse("reporting:rota"), wanted).status_code == status
    assert client.post(reverse("reporting:rota"), wanted | {"body": mine["last"].pk}).status_code == 400
    assert client.post(reverse("reporting:rota"), wanted | {"person": mine["uma"].person.pk}).status_code == 400
    if status == 302:
        foreign = signed_in(handler(BodyFactory(kind=BodyKind.LEGAL)).person)
        end = reverse("reporting:rota_end", args=[OnCall.objects.get().pk])
        assert foreign.post(end).status_code == 404
        assert client.post(end).status_code == 302
        assert not OnCall.objects.exists()


def test_relations_are_declared_shown_to_oneself_and_taken_back(mine):
    person = mine["ada"].person
    client, other = signed_in(person), signed_in(mine["bob"].person)
    page = reverse("reporting:relations")
    for name, status in (
        ("Carla Close", 302),
        ("carla_Close", 400),
        (person.username, 400),
        ("   ", 400),
        ("x" * 256, 400),
    ):
        assert client.post(page, {"username": name}).status_code == status, name
    assert "Carla Close" in client.get(page).text
    assert "Carla Close" not in other.get(page).text
    assert "Carla" not in str(list(Relation.objects.values()))
    end = reverse("reporting:relation_end", args=[Relation.objects.get().pk])
    assert other.post(end).status_code == 404
    case = arrived(mine["first"], mine["last"], names=["Carla Close"]).case
    assert not may(person, Act.SEE, case)
    assert client.post(end).status_code == 302
    assert not Relation.objects.exists()
