"""What stewards see, what it costs, and the trace that it leaves."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from certification.enums import FactKind
from certification.models import FormerName
from certification.queries.asking import ask, ask_wiki, standing_of
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.hashes import event_hash
from wikilearn.audit.models import Event
from wikilearn.core.dates import today
from wikilearn.people.actions.wikimedia import follow_wikimedia_account
from wikilearn.people.enums import Role
from wikilearn.people.signals import person_renamed

pytestmark = pytest.mark.django_db
INDEX = "/steward/"


@pytest.fixture
def steward(client):
    steward = PersonFactory(username="Steward", role=Role.STEWARD)
    client.force_login(steward)
    return steward


@pytest.fixture
def topic():
    return TopicFactory(key="digital-security", name="Digital security", mandatory=True)


@pytest.fixture
def right(topic):
    right = RightFactory(key="checkuser", name="Checkuser")
    RequirementFactory(right=right, topic=topic)
    return right


@pytest.fixture
def dewiki():
    return WikiFactory(dbname="dewiki")


@pytest.fixture
def ada(right, dewiki, topic):
    ada = PersonFactory(username="Ada")
    HoldingFactory(right=right, wiki=dewiki, username="Ada", person=ada)
    certify(ada, topic, "2025-03-01")
    return ada


def page(username):
    return reverse("certification:steward_person", args=[username])


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("address", [INDEX, "/steward/people/Ada/", "/steward/wikis/dewiki/"])
@pytest.mark.parametrize(
    ("roles", "two_factor", "status"),
    [
        ([], False, 403),
        ([Role.CURATOR], True, 403),
        ([Role.STAFF], True, 403),
        ([Role.TRUST_AND_SAFETY], True, 403),
        ([Role.STEWARD], True, 200),
    ],
)
def test_steward_pages_open_to_stewards_only(client, ada, address, roles, two_factor, status):
    client.force_login(PersonFactory(roles=roles, two_factor=two_factor))
    assert client.get(address).status_code == status


def test_steward_pages_ask_strangers_to_sign_in_and_stewards_for_two_factor(client, ada):
    assert client.get(INDEX).status_code == 302
    client.force_login(PersonFactory(role=Role.STEWARD, two_factor=False))
    assert client.get(page("Ada")).status_code in (302, 403)
    assert not Event.objects.filter(action="person.looked_up").exists()


def test_person_page_shows_each_requirement_with_its_date(client, steward, ada):
    text = client.get(page("Ada"), {"at": "2026-01-10"}).content.decode()
    assert "Checkuser" in text
    assert "dewiki" in text
    assert "Digital security" in text
    assert "March 1, 2027" in text
    assert "Certified" in text


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2024-02-01", "In transition"),
        ("2024-12-01", "Not yet certified"),
        ("2025-03-01", "Certified"),
        ("0001-01-01", None),
    ],
)
def test_person_page_answers_on_past_days_as_then(client, steward, ada, at, state):
    response = client.get(page("Ada"), {"at": at})
    assert response.status_code == 200
    (answer,) = response.context["answers"].answers
    assert [standing.state.label for standing in answer.standings] == ([state] if state else [])


@pytest.mark.parametrize("at", ["tomorrow", "2026-02-30", "01.03.2026", "9999-12-31", "2026-03-01T00:00", "' OR 1=1"])
def test_pages_refuse_days_that_are_none_or_to_come(client, steward, ada, at):
    for address in (page("Ada"), "/steward/wikis/dewiki/"):
        assert client.get(address, {"at": at}).status_code == 400
    assert client.post(INDEX, {"names": "Ada", "at": at}).status_code == 400
    assert not Event.objects.filter(action="person.looked_up").exists()


@pytest.mark.parametrize("spelling", ["Ada", "ada", "_ada_", "\u200eAda\u200e", "Ada "])
def test_person_page_accepts_every_spelling_that_mediawiki_accepts(client, steward, ada, spelling):
    response = client.get(page(spelling))
    assert response.context["answer"].account.pk == ada.pk


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("Nobody", 404, "Unknown"),
        ("192.0.2.7", 404, "IP address"),
        ("2001:db8::1", 404, "IP address"),
        ("~2026-12345-67", 404, "Temporary account"),
        ("No<body", 404, "Not a username"),
        ("Elsewhere", 200, "has no account here"),
    ],
)
def test_person_page_says_what_a_name_is_and_never_guesses(client, steward, right, name, status, said):
    HoldingFactory(right=right, username="Elsewhere")
    response = client.get(page(name))
    assert response.status_code == status
    assert said in response.content.decode()
    assert not Event.objects.filter(action="person.looked_up").exists()


def test_person_page_names_who_was_renamed(client, steward, ada, topic):
    certify(ada, topic, today())
    ada.username = "Ada Lovelace"
    ada.save()
    person_renamed.send(sender=type(ada), person=ada, old="Ada", new="Ada Lovelace", proven=True)
    response = client.get(page("Ada"))
    assert "is now called <bdi>Ada Lovelace</bdi>" in response.content.decode()
    assert response.context["answer"].standings[0].state == "certified"
    PersonFactory(username="Ada")
    assert client.get(page("Ada")).context["answer"].outcome == "found"


def test_name_that_somebody_only_registered_here_does_not_lead_to_them(client, steward, right):
    HoldingFactory(right=right, username="Functionary")
    mallory = PersonFactory(username="Functionary")
    follow_wikimedia_account(actor=mallory, person=mallory, central_id=7, username="Mallory")
    answer = client.get(page("Functionary")).context["answer"]
    assert (answer.outcome, answer.username) == ("no_account", "Functionary")


def test_person_page_shows_nothing_of_a_closed_account(client, steward, ada):
    FormerName.objects.create(username="Old Ada", person=ada)
    type(ada).objects.filter(pk=ada.pk).update(username="Erased 1", erased_at="2026-01-01T00:00Z", is_active=False)
    response = client.get(page("Old_Ada"))
    answer = response.context["answer"]
    assert (answer.outcome, answer.username, answer.standings) == ("hidden", "Old Ada", ())
    assert "Erased 1" not in response.content.decode()


def test_person_page_logs_the_look_up_once_and_not_for_oneself(client, steward, ada):
    client.get(page("Ada"))
    client.get(page("Steward"))
    event = Event.objects.get(action="person.looked_up")
    assert (event.actor, event.target, event.details) == (steward.reference, ada.reference, {"page": "steward_person"})


def test_person_page_as_csv(client, steward, ada):
    (row,) = rows_of(client.get(page("Ada"), {"format": "csv", "at": "2026-01-10"}))
    assert row == {
        "username": "Ada",
        "outcome": "found",
        "right": "checkuser",
        "wiki": "dewiki",
        "state": "certified",
        "topic": "digital-security",
        "topic_state": "certified",
        "valid_from": "2025-03-01",
        "valid_until": "2027-03-01",
        "renewal_opens": "2026-12-01",
        "due": "2027-03-01",
        "next_step": "nothing",
    }


def test_index_leads_to_the_page_of_a_person_and_of_a_wiki(client, steward, ada):
    assert client.get(INDEX, {"username": "ada", "at": "2026-01-01"}).url == "/steward/people/Ada/?at=2026-01-01"
    assert client.get(INDEX, {"wiki": "dewiki"}).url == "/steward/wikis/dewiki/"
    assert client.get(INDEX, {"wiki": "nowiki9"}).status_code == 400
    assert client.get(INDEX, {"username": "a/b"}).status_code == 400
    assert client.get(INDEX, {"username": ""}).status_code == 400


def test_pasted_names_are_answered_in_order_and_logged_one_by_one(client, steward, ada, right):
    eve = PersonFactory(username="Eve")
    response = client.post(INDEX, {"names": "Nobody\n\n ada \neve\r\nAda\n192.0.2.7", "at": ""})
    answers = response.context["answers"].answers
    assert [(answer.username, answer.outcome) for answer in answers] == [
        ("Nobody", "unknown"),
        ("Ada", "found"),
        ("Eve", "found"),
        ("192.0.2.7", "ip_address"),
    ]
    events = Event.objects.filter(action="person.looked_up")
    assert {event.target for event in events} == {ada.reference, eve.reference}
    assert len(rows_of(client.post(INDEX, {"names": "Nobody\nAda", "format": "csv"}))) == 2


def test_look_ups_keep_the_chain_of_the_log_whole(client, steward, ada):
    PersonFactory(username="Eve")
    client.post(INDEX, {"names": "Ada\nEve"})
    previous = bytes(32)
    for event in Event.objects.order_by("id"):
        said = {name: getattr(event, name) for name in ("at", "actor", "action", "target", "details")}
        assert bytes(event.hash) == event_hash(previous=previous, **said)
        previous = bytes(event.hash)


@pytest.mark.parametrize(("count", "status"), [(500, 200), (501, 400)])
def test_pasted_names_are_five_hundred_at_most(client, steward, count, status):
    response = client.post(INDEX, {"names": "\n".join(f"Name {number}" for number in range(count))})
    assert response.status_code == status
    assert ("501" in response.content.decode()) == (status == 400)


def test_wiki_page_filters_by_right_and_state_and_day(client, steward, ada, right, dewiki, topic):
    certify(ada, topic, today())
    HoldingFactory(right=right, wiki=dewiki, username="Newcomer")
    HoldingFactory(right=RightFactory(key="rollbacker"), wiki=dewiki, username="Rolf")
    HoldingFactory(right=right, username="Other wiki")
    address = "/steward/wikis/dewiki/"

    def shown(**query):
        return [
            (answer.username, answer.standings[0].state) for answer in client.get(address, query).context["answers"]
        ]

    assert shown() == [("Ada", "certified"), ("Newcomer", "never"), ("Rolf", "not_required")]
    assert shown(right="checkuser") == [("Ada", "certified"), ("Newcomer", "never")]
    assert shown(state="never") == [("Newcomer", "never")]
    assert shown(at="2023-12-31") == []
    assert shown(at="2024-02-01", right="checkuser") == [("Ada", "in_transition"), ("Newcomer", "in_transition")]
    assert client.get(address, {"state": "dead"}).status_code == 400
    assert client.get("/steward/wikis/nowiki9/").status_code == 404
    assert len(rows_of(client.get(address, {"format": "csv"}))) == 3


def many(right, dewiki, topic, count):
    for number in range(count):
        person = PersonFactory(username=f"Holder {number:02}")
        HoldingFactory(right=right, wiki=dewiki, username=person.username, person=person)
        certify(person, topic, "2025-03-01")


@pytest.mark.parametrize("count", [1, 30])
def test_wiki_page_costs_the_same_for_one_and_for_thirty(
    client, steward, right, dewiki, topic, count, django_assert_num_queries
):
    many(right, dewiki, topic, count)
    client.get("/steward/wikis/dewiki/")
    with django_assert_num_queries(6):
        client.get("/steward/wikis/dewiki/")


@pytest.mark.parametrize("count", [1, 30])
def test_pasted_names_cost_the_same_for_one_and_for_thirty(
    client, steward, right, dewiki, topic, count, django_assert_num_queries
):
    many(right, dewiki, topic, count)
    names = "\n".join(f"Holder {number:02}" for number in range(count))
    client.post(INDEX, {"names": names})
    with django_assert_num_queries(7):
        client.post(INDEX, {"names": names})


def test_person_page_costs_six_queries(client, steward, ada, django_assert_num_queries):
    client.get(page("Ada"))
    with django_assert_num_queries(6):
        client.get(page("Ada"))


def test_person_page_shows_a_revoked_certification(client, steward, ada, topic):
    certify(ada, topic, "2026-02-01", kind=FactKind.REVOKED, reason="Shared the answers")
    text = client.get(page("Ada"), {"at": "2026-03-01"}).content.decode()
    assert "Revoked" in text
    assert "Shared the answers" not in text
    assert "Certified" in client.get(page("Ada"), {"at": "2026-01-31"}).content.decode()


def test_person_page_of_a_global_right_has_no_wiki(client, steward, topic):
    right = RightFactory(key="steward", scope="global")
    RequirementFactory(right=right, topic=topic, in_force_from=date(2024, 1, 1))
    HoldingFactory(right=right, wiki=None, username="Globe")
    (standing,) = client.get(page("Globe")).context["answer"].standings
    assert (standing.wiki, standing.state) == (None, "never")


def test_namesake_of_a_functionary_is_not_taken_for_them(right, dewiki, topic):
    """Anybody may register here under the name of a functionary; only a proven Wikimedia account is that account."""
    HoldingFactory(right=right, wiki=dewiki, username="Real functionary", person=None)
    namesake = PersonFactory(username="Real functionary", central_id=None)
    certify(namesake, topic, date(2026, 2, 1))
    day = date(2026, 3, 1)
    (answer,) = ask(["real_functionary"], day).answers
    assert answer.account is None
    assert answer.standings[0].state not in {"certified", "renewal_due"}
    on_wiki = ask_wiki("dewiki", day)
    assert [answer.account for answer in on_wiki.answers(on_wiki.held)] == [None]
    assert standing_of(namesake, day) == ()


def test_administration_shows_no_standing_without_a_trace(client, ada):
    client.force_login(PersonFactory(is_staff=True, is_superuser=True, two_factor=True))
    for model in ("fact", "period"):
        assert client.get(f"/admin/certification/{model}/").status_code == 404
