"""Pages of histories, breaks, decisions and appeals: who gets in, what they cost, what they do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certification.actions.appealing import file_appeal
from certification.actions.deciding import propose_change
from certification.actions.revoking import revoke_certification
from certification.enums import FactKind, ProposalKind, ReasonCategory
from certification.models import Appeal, Fact, Proposal
from tests.factories.certification import FactFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
COSTS = {"proposals": 6, "claims": 5, "appeals": 6, "nonsense": 6}


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


@pytest.fixture
def ada(topic):
    ada = PersonFactory(username="Ada")
    certify(ada, topic, timezone.now() - timedelta(days=630))
    return ada


@pytest.fixture
def steward(client):
    steward = PersonFactory(username="Steward", role=Role.STEWARD)
    client.force_login(steward)
    return steward


@pytest.fixture
def other():
    return PersonFactory(username="Other", role=Role.TRUST_AND_SAFETY)


def proposed(by, person, topic):
    return propose_change(
        actor=by,
        person=person,
        topic=topic,
        kind=ProposalKind.EXEMPTION,
        until=today() + timedelta(days=90),
        category=ReasonCategory.EMERGENCY,
        reason="Very private words",
    )


@pytest.mark.parametrize(
    ("roles", "two_factor", "status"),
    [
        ([], False, 403),
        ([Role.STAFF], True, 403),
        ([Role.STEWARD], False, 403),
        ([Role.STEWARD], True, 200),
        ([Role.CURATOR], True, 200),
        ([Role.TRUST_AND_SAFETY], True, 200),
    ],
)
def test_pages_of_decisions_open_to_those_who_decide(client, ada, topic, other, roles, two_factor, status):
    proposal = proposed(other, ada, topic)
    client.force_login(PersonFactory(roles=roles, two_factor=two_factor))
    for name, arguments in (
        ("decisions", []),
        ("proposal", [proposal.uid]),
        ("person_history", ["Ada"]),
        ("propose", ["Ada"]),
        ("revoke", ["Ada"]),
        ("reinstate", ["Ada"]),
        ("correct_fact", [Fact.objects.get().pk]),
    ):
        answer = client.get(reverse(f"certification:{name}", args=arguments))
        # without a second factor the site first leads people to set one up
        assert answer.status_code == status or (not two_factor and answer.status_code == 302), name


def test_person_history_is_logged_and_unknown_or_erased_names_are_404(client, steward, ada):
    answer = client.get(reverse("certification:person_history", args=["ada"]))
    assert "Digital security" in answer.text
    event = Event.objects.get(action="person.looked_up")
    assert (event.actor, event.target) == (steward.reference, ada.reference)
    assert client.get(reverse("certification:person_history", args=["Steward"])).status_code == 200
    assert Event.objects.filter(action="person.looked_up").count() == 1
    assert client.get(reverse("certification:person_history", args=["Nobody"])).status_code == 404


@pytest.mark.parametrize(("page", "cost"), [("my_history", 3), ("person_history", 11)])
def test_histories_cost_the_same_with_1_and_30_entries(
    client, steward, ada, topic, page, cost, django_assert_num_queries
):
    person = steward if page == "my_history" else ada
    address = (
        reverse("certification:my_history") if page == "my_history" else reverse(f"certification:{page}", args=["Ada"])
    )
    for number in (1, 29):
        FactFactory.create_batch(number, person=person, topic=topic, kind=FactKind.UPDATED)
        client.get(address)
        with django_assert_num_queries(cost):
            assert client.get(address).status_code == 200


def test_decisions_cost_the_same_with_1_and_30_rows(client, steward, other, ada, topic, django_assert_num_queries):
    for number in (1, 29):
        for _each in range(number):
            person = PersonFactory()
            proposed(other, person, topic)
            certify(person, topic, timezone.now())
            fact = revoke_certification(
                actor=other, person=person, topic=topic, category=ReasonCategory.ERROR, reason="x"
            )
            file_appeal(actor=person, fact=fact, text="Please")
        for shown in ("proposals", "claims", "appeals", "nonsense"):
            with django_assert_num_queries(COSTS[shown]):
                assert client.get(reverse("certification:decisions"), {"show": shown}).status_code == 200


def test_two_people_extend_a_certification_over_the_pages(client, steward, other, ada, topic):
    address = reverse("certification:propose", args=["Ada"])
    wanted = {"kind": "extension", "topic": topic.pk, "category": "emergency", "reason": "Very private words"}
    assert client.post(address, wanted | {"until": "2020-01-01"}).status_code == 400
    assert client.post(address, {"kind": "extension"}).status_code == 400
    until = today() + timedelta(days=300)
    assert client.post(address, wanted | {"until": until.isoformat()}).status_code == 302
    page = reverse("certification:proposal", args=[Proposal.objects.get().uid])
    assert "Confirm" not in client.get(page).text.replace("has to confirm this", "")
    assert client.post(page, {"decision": "confirm"}).status_code == 400
    client.force_login(other)
    assert "Very private words" in client.get(page).text
    assert client.post(page, {"decision": "reject"}).status_code == 400
    assert client.post(page, {"decision": "confirm"}).status_code == 302
    assert Fact.objects.get(kind=FactKind.EXTENDED).valid_until == until
    client.force_login(ada)
    assert "Very private words" in client.get(reverse("certification:my_history")).text
    assert client.get(page).status_code == 403


def test_revoking_appealing_and_reversing_over_the_pages(client, steward, other, ada, topic):
    address = reverse("certification:revoke", args=["Ada"])
    assert client.post(address, {"topic": topic.pk, "category": "misconduct", "reason": "x"}).status_code == 302
    fact = Fact.objects.get(kind=FactKind.REVOKED)
    client.force_login(PersonFactory())
    form = reverse("certification:appeal_form", args=[fact.pk])
    assert client.get(form).status_code == 404
    client.force_login(ada)
    assert form in client.get(reverse("certification:my_history")).text
    assert client.post(form, {"text": ""}).status_code == 400
    assert client.post(form, {"text": "It was not me"}).status_code == 302
    assert client.get(form).status_code == 404
    appeal = Appeal.objects.get()
    page = reverse("certification:appeal", args=[appeal.uid])
    assert client.get(page).status_code == 403
    client.force_login(steward)
    assert client.post(page, {"decision": "dismiss", "answer": "x"}).status_code == 400
    client.force_login(other)
    assert "It was not me" in client.get(page).text
    assert client.post(page, {"decision": "grant", "answer": ""}).status_code == 400
    assert client.post(page, {"decision": "grant", "answer": "Sorry"}).status_code == 302
    client.force_login(ada)
    assert "Sorry" in client.get(reverse("certification:my_history")).text


def test_an_appeal_can_be_withdrawn_by_its_person_only(client, other, ada, topic):
    fact = revoke_certification(actor=other, person=ada, topic=topic, category=ReasonCategory.ERROR, reason="x")
    appeal = file_appeal(actor=ada, fact=fact, text="Please")
    address = reverse("certification:withdraw_appeal", args=[appeal.uid])
    client.force_login(PersonFactory())
    assert client.post(address).status_code == 404
    client.force_login(ada)
    assert client.post(address).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == "withdrawn"


def test_correcting_and_reinstating_over_the_pages(client, steward, ada, topic):
    fact = Fact.objects.get()
    address = reverse("certification:correct_fact", args=[fact.pk])
    assert client.post(address, {"valid_from": "nonsense", "reason": "x"}).status_code == 400
    assert client.post(address, {"valid_from": "2026-02-01", "reason": "x"}).status_code == 302
    assert (
        client.post(reverse("certification:reinstate", args=["Ada"]), {"topic": topic.pk, "reason": "x"}).status_code
        == 400
    )


def test_break_begins_and_ends_over_the_pages(client, ada, topic):
    client.force_login(ada)
    address = reverse("certification:pause")
    assert "Start the break" in client.get(address).text
    assert client.post(address, {"topics": [topic.pk]}).status_code == 400
    other_topic = TopicFactory()
    assert client.post(address, {"topics": [other_topic.pk], "category": "illness"}).status_code == 400
    assert client.post(address, {"topics": [topic.pk], "category": "illness"}).status_code == 302
    assert "End the break now" in client.get(address).text
    assert client.post(reverse("certification:resume")).status_code == 302
    assert "Nothing can be paused now" in client.get(address).text
    client.post(reverse("certification:resume"))
    assert Fact.objects.filter(kind=FactKind.RESUMED).count() == 1


def test_empty_pages_say_so(client, steward):
    for name in ("my_history", "decisions", "pause"):
        assert 'class="empty"' in client.get(reverse(f"certification:{name}")).text


def test_the_page_of_a_looked_up_person_leads_to_their_history(client, steward, ada):
    text = client.get(reverse("certification:steward_person", args=["Ada"])).text
    assert reverse("certification:person_history", args=["Ada"]) in text
    unknown = client.get(reverse("certification:steward_person", args=["Nobody"])).text
    assert "History and decisions" not in unknown
