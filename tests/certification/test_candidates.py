"""Standing for a right: who may, what those who select see, and how it ends."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from certification.actions.candidates import (
    ENDING,
    list_candidacy,
    renew_candidacy,
    tend_candidacies,
    withdraw_candidacy,
)
from certification.errors import CandidacyRefused, NotYours
from certification.models import Candidacy
from certification.queries.candidates import candidates
from certification.readiness import is_ready, not_ready_since
from certification.standing import RequirementRow
from tests.certification.test_histories_of_facts import TOPIC, histories
from tests.factories.certification import RequirementFactory, certify
from tests.factories.courses import TopicFactory
from tests.factories.movement import HoldingFactory, RightFactory, WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.core.dates import add_months, today
from wikilearn.movement.enums import Scope
from wikilearn.notices.models import Notice
from wikilearn.people import personal_data
from wikilearn.people.enums import Role

db = pytest.mark.django_db
SAID = {"statement": "I like to help.", "languages": ["fr", "ar"], "consent": True}


@pytest.fixture
def place():
    """A right that requires one topic, and a wiki."""
    right, topic = RightFactory(key="checkuser", name="Checkuser"), TopicFactory(key="safety", mandatory=True)
    RequirementFactory(right=right, topic=topic)
    return right, WikiFactory(dbname="dewiki"), topic


@pytest.fixture
def ready(place):
    """Somebody who has all of it."""
    person = PersonFactory(username="Cleo", central_id=77, languages=["fr"])
    certify(person, place[2], today() - timedelta(days=10))
    return person


def stand(person, place, **more):
    right, wiki, _topic = place
    return list_candidacy(actor=person, right=right, wiki=wiki, **(SAID | more))


@db
def test_who_is_ready_is_listed_for_a_year_and_it_is_logged_without_words(place, ready):
    candidacy = stand(ready, place)
    assert (candidacy.since, candidacy.until) == (today(), add_months(today(), 12))
    assert candidacy.spoken[1].dir == "rtl"
    event = Event.objects.latest("pk")
    assert (event.action, event.target) == ("candidacy.listed", ready.reference)
    assert event.details == {"right": "checkuser", "wiki": "dewiki"}


@db
@pytest.mark.parametrize(
    ("why", "field"),
    [
        ("no consent", "consent"),
        ("no account", None),
        ("not ready", None),
        ("no wiki", "wiki"),
        ("closed", "wiki"),
        ("private", "wiki"),
        ("holds it", "wiki"),
        ("twice", "wiki"),
    ],
)
def test_whoever_cannot_stand_is_told_why(place, ready, why, field):
    more = {"consent": why != "no consent"}
    if why == "no account":
        ready.central_id = None
        ready.save()
    if why == "not ready":
        RequirementFactory(right=place[0], topic=TopicFactory(mandatory=True))
    if why == "no wiki":
        more["wiki"] = None
    if why in ("closed", "private"):
        more["wiki"] = WikiFactory(**{why: True})
    if why == "holds it":
        HoldingFactory(right=place[0], wiki=place[1], username="Cleo")
    if why == "twice":
        stand(ready, place)
    with pytest.raises(CandidacyRefused) as refused:
        list_candidacy(actor=ready, right=place[0], **({"wiki": place[1]} | SAID | more))
    assert refused.value.field == field
    assert Candidacy.objects.count() == (why == "twice")


@db
def test_a_right_on_all_wikis_is_stood_for_on_none_and_the_database_holds_it(ready, place):
    everywhere = RightFactory(key="steward", scope=Scope.GLOBAL)
    with pytest.raises(CandidacyRefused):
        list_candidacy(actor=ready, right=everywhere, wiki=place[1], **SAID)
    assert list_candidacy(actor=ready, right=everywhere, wiki=None, **SAID).place == "*"
    days = {"since": today(), "until": today() + timedelta(days=9), "consented_at": timezone.now()}
    for right, wiki in ((everywhere, place[1]), (place[0], None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Candidacy.objects.create(person=PersonFactory(), right=right, wiki=wiki, **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.create(person=ready, right=everywhere, wiki=None, **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.create(person=PersonFactory(), right=everywhere, **(days | {"until": today()}))


@db
def test_withdrawing_forgets_the_words_and_is_for_oneself_alone(place, ready):
    candidacy = stand(ready, place)
    with pytest.raises(NotYours):
        withdraw_candidacy(actor=PersonFactory(), candidacy=candidacy)
    with pytest.raises(NotYours):
        renew_candidacy(actor=PersonFactory(), candidacy=candidacy)
    withdraw_candidacy(actor=ready, candidacy=candidacy)
    candidacy.refresh_from_db()
    assert (candidacy.statement, candidacy.languages, candidacy.withdrawn_at is not None) == ("", [], True)
    assert not Candidacy.objects.listed(today()).exists()
    with pytest.raises(CandidacyRefused):
        withdraw_candidacy(actor=ready, candidacy=candidacy)
    assert stand(ready, place).pk != candidacy.pk


@db
def test_only_who_is_still_ready_renews(place, ready):
    candidacy = stand(ready, place)
    Candidacy.objects.update(until=today() + timedelta(days=3), reminded_at=timezone.now())
    assert renew_candidacy(actor=ready, candidacy=candidacy).until == add_months(today(), 12)
    assert Candidacy.objects.get().reminded_at is None
    RequirementFactory(right=place[0], topic=TopicFactory(mandatory=True))
    with pytest.raises(CandidacyRefused):
        renew_candidacy(actor=ready, candidacy=candidacy)


@db
@pytest.mark.parametrize(("left", "reminded", "ended"), [(31, 0, 0), (30, 1, 0), (1, 1, 0), (0, 1, 0), (-1, 0, 1)])
def test_who_stands_is_reminded_once_and_it_ends_by_itself(place, ready, left, reminded, ended):
    stand(ready, place)
    Candidacy.objects.update(since=today() - timedelta(days=100), until=today() + timedelta(days=left))
    assert tend_candidacies() == {"ended": ended, "reminded": reminded, "deleted": 0}
    assert tend_candidacies() == {"ended": 0, "reminded": 0, "deleted": 0}
    assert Notice.objects.filter(person=ready, kind=ENDING).count() == reminded
    assert Candidacy.objects.filter(withdrawn_at=None).count() == 1 - ended


@db
def test_who_has_got_the_right_stands_for_it_no_more_and_old_entries_vanish(place, ready):
    stand(ready, place)
    HoldingFactory(right=place[0], wiki=WikiFactory(dbname="frwiki"), person=ready)
    assert tend_candidacies()["ended"] == 0
    HoldingFactory(right=place[0], wiki=place[1], person=ready)
    assert tend_candidacies()["ended"] == 1
    assert tend_candidacies(today() + timedelta(days=400)) == {"ended": 0, "reminded": 0, "deleted": 1}


@db
def test_the_reminder_names_the_right_in_the_language_of_the_reader(place, ready):
    place[0].name_fr = "Vérificateur"
    place[0].save()
    stand(ready, place)
    Candidacy.objects.update(until=today() + timedelta(days=5))
    tend_candidacies()
    assert Notice.objects.get(kind=ENDING).context["right"] == "checkuser"


SELECTING = [
    ("nobody in particular", {}, None, False),
    ("a steward of the site", {"role": Role.STEWARD}, None, True),
    ("a curator", {"role": Role.CURATOR}, None, False),
    ("who selects on the wiki", {"two_factor": True, "central_id": 5}, "dewiki", True),
    ("who selects on the wiki without two factors", {"central_id": 5}, "dewiki", False),
    ("who selects on another wiki", {"two_factor": True, "central_id": 5}, "frwiki", False),
    ("a namesake without a proven account", {"two_factor": True}, "dewiki", False),
]


@db
@pytest.mark.parametrize(("who", "person", "wiki", "sees"), SELECTING, ids=[row[0] for row in SELECTING])
def test_candidates_are_seen_by_those_who_select(client, place, ready, who, person, wiki, sees):
    stand(ready, place)
    person = PersonFactory(username="Sela", **person)
    selecting = RightFactory(key="arbcom")
    place[0].selectors.add(selecting)
    if wiki:
        HoldingFactory(right=selecting, wiki=WikiFactory(dbname=wiki), username="Sela")
    assert Candidacy.objects.visible_to(person).exists() is sees
    client.force_login(person)
    response = client.get("/candidates/")
    allowed = sees or wiki == "frwiki"
    assert response.status_code == (200 if allowed else 403)
    assert ("Cleo" in response.content.decode()) is sees
    looked = Event.objects.filter(action="person.looked_up", target=ready.reference, details={"page": "candidates"})
    assert looked.exists() is sees


@db
def test_who_selects_everywhere_sees_all_wikis_and_ended_and_erased_ones_are_gone(place, ready):
    stand(ready, place)
    person, selecting = PersonFactory(two_factor=True), RightFactory(key="elections", scope=Scope.GLOBAL)
    place[0].selectors.add(selecting)
    HoldingFactory(right=selecting, wiki=None, person=person)
    assert Candidacy.objects.visible_to(person).count() == 1
    ready.is_active = False
    ready.save()
    assert not Candidacy.objects.listed(today()).exists()


@db
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Cleo", "Dora"]),
        ({"right": "checkuser"}, ["Cleo"]),
        ({"wiki": "FRWIKI"}, []),
        ({"wiki": "*"}, ["Dora"]),
        ({"language": "AR"}, ["Cleo"]),
        ({"language": "de"}, []),
    ],
)
def test_the_list_is_filtered_and_goes_into_a_file(client, place, ready, asked, names):
    stand(ready, place, statement="=1+1")
    dora = PersonFactory(username="Dora", central_id=78)
    list_candidacy(
        actor=dora, right=RightFactory(key="helper", scope=Scope.GLOBAL), wiki=None, **(SAID | {"languages": []})
    )
    client.force_login(PersonFactory(role=Role.STEWARD))
    page = client.get("/candidates/", asked)
    assert [row.candidacy.person.username for row in page.context["rows"]] == names
    lines = b"".join(client.get("/candidates/", asked | {"format": "csv"})).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == names
    if "Cleo" in names:
        assert f"checkuser,dewiki,fr ar,{today()},{add_months(today(), 12)},yes,,'=1+1" in lines[1]


@db
@pytest.mark.parametrize("bad", [{"right": "nothing"}, {"language": "!!"}, {"wiki": "x" * 65}])
def test_nonsense_filters_are_answered_at_their_field(client, bad):
    client.force_login(PersonFactory(role=Role.STEWARD))
    response = client.get("/candidates/", bad)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == set(bad)


@db
@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_many_stand(client, place, django_assert_num_queries, count):
    for number in range(count):
        person = PersonFactory(central_id=100 + number)
        certify(person, place[2], today() - timedelta(days=number))
        stand(person, place)
    client.force_login(PersonFactory(role=Role.STEWARD))
    client.get("/candidates/")
    with django_assert_num_queries(8):
        response = client.get("/candidates/")
    assert len(response.context["rows"]) == min(count, 25)


@db
def test_the_list_says_since_when_somebody_is_no_longer_ready(client, place):
    person = PersonFactory(username="Late", central_id=9)
    certify(person, place[2], date(2022, 6, 1))
    candidacy = Candidacy.objects.create(
        person=person,
        right=place[0],
        wiki=place[1],
        since=date(2024, 5, 1),
        until=date(2025, 5, 1),
        consented_at=timezone.now(),
    )
    (row,) = candidates([candidacy], date(2024, 6, 1))
    assert row.ready
    (row,) = candidates([candidacy], date(2024, 8, 1))
    assert (row.ready, row.lacking_since) == (False, date(2024, 6, 2))


@db
def test_one_stands_and_withdraws_on_the_pages(client, place, ready):
    client.force_login(ready)
    assert "Stand for it" in client.get("/become/checkuser/").content.decode()
    posted = {"wiki": "dewiki", "languages": "fr, AR", "statement": "Hello", "consent": "on"}
    assert client.post("/become/checkuser/stand/", posted).url == "/certification/candidacies/"
    assert Candidacy.objects.get().languages == ["fr", "ar"]
    assert "You are on the list of candidates" in client.get("/become/checkuser/").content.decode()
    page = client.get("/certification/candidacies/").content.decode()
    assert "Hello" in page
    address = f"/certification/candidacies/{Candidacy.objects.get().uid}/"
    assert client.post(f"{address}renew/").status_code == 302
    assert client.get(f"{address}withdraw/").status_code == 405
    assert client.post(f"{address}withdraw/").status_code == 302
    assert "Hello" not in client.get("/certification/candidacies/").content.decode()
    client.force_login(PersonFactory())
    assert client.post(f"{address}withdraw/").status_code == 404
    assert "still lack" in client.get("/become/checkuser/stand/").content.decode()


@db
@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"wiki": ""}, "wiki"),
        ({"wiki": "nowiki"}, "wiki"),
        ({"languages": ""}, "languages"),
        ({"languages": "klingonese!"}, "languages"),
        ({"languages": ",".join(["fr"] * 13)}, "languages"),
        ({"statement": "x" * 1001}, "statement"),
        ({"consent": ""}, "consent"),
        ({"old_enough": ""}, "old_enough"),
    ],
)
def test_bad_input_is_answered_at_its_field(client, place, ready, bad, field):
    place[0].minimum_age = 18
    place[0].save()
    client.force_login(ready)
    good = {"wiki": "dewiki", "languages": "fr", "consent": "on", "old_enough": "on"}
    response = client.post("/become/checkuser/stand/", good | bad)
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]


@db
def test_it_is_in_ones_own_file_and_goes_with_the_account(place, ready):
    stand(ready, place)
    (mine,) = [keeper for keeper in personal_data.keepers() if keeper.name == "certification"]
    (row,) = mine.export(ready)["candidacies"]
    assert (row["right"], row["wiki"], row["statement"]) == ("checkuser", "dewiki", "I like to help.")
    mine.erase(ready)
    assert not Candidacy.objects.exists()


RULES = [RequirementRow("checkuser", TOPIC, date(2019, 1, 1), date(2019, 7, 1))]
LATER = [RequirementRow("checkuser", "other", date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1))]


@given(histories(most=6), st.dates(date(2021, 1, 1), date(2026, 6, 1)), st.integers(1, 700), st.booleans())
def test_readiness_ended_on_the_day_that_looking_at_each_day_finds(history, since, days, more):
    rules = RULES + LATER if more else RULES
    at = since + timedelta(days=days)
    found = not_ready_since("checkuser", history, rules, since, at)
    if is_ready("checkuser", history, rules, at):
        assert found is None
        return
    day = at
    while day > since and not is_ready("checkuser", history, rules, day - timedelta(days=1)):
        day -= timedelta(days=1)
    assert found == day
