"""Pages of rounds and of how matching works, and the actions behind the latter."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from skills_exchange.actions.rounds import draft_round, perform_round, start_round
from skills_exchange.actions.tuning import add_community, remove_community, set_weights
from skills_exchange.enums import ClaimKind, ParityKind, RoundState
from skills_exchange.errors import MatchRefused, NotYours
from skills_exchange.matching.scoring import Weights
from skills_exchange.models import Match, MatchingWeights, MatchRound, ParityEntry
from skills_exchange.queries.rounds import HIDDEN, figures_of
from skills_exchange.queries.weights import weights_in_force
from tests.factories.movement import MembershipFactory, OrganisationFactory, TerritoryFactory
from tests.factories.people import PersonFactory
from tests.factories.skills_exchange import ClaimFactory, SkillFactory
from wikilearn.audit.models import Event
from wikilearn.movement.enums import MemberRole
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
HOW, ROUNDS, NEW = "/skills/how-matching-works/", "/skills/rounds/", "/skills/new-round/"


def client_of(person=None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


@pytest.fixture
def curator():
    return PersonFactory(role=Role.SKILLS_CURATOR)


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def coordinator(organisation):
    return MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person


@pytest.fixture
def pairs():
    skill = SkillFactory()
    for _ in range(6):
        ClaimFactory(skill=skill)
        ClaimFactory(skill=skill, kind=ClaimKind.WANTED)
    return skill


FORM = {"title": "Mentors", "slug": "mentors", "parity": "12", "most": "2", "rings": "on"}


def test_a_round_through_its_pages(curator, pairs, django_capture_on_commit_callbacks):
    client = client_of(curator)
    assert client.post(NEW, FORM).url == f"{ROUNDS}mentors/"
    made = MatchRound.objects.get()
    assert made.parameters["weights"]["parity"] == 12
    assert made.parameters["served"] == [100, 20]
    preview = client.get(f"{ROUNDS}mentors/preview/").content.decode()
    assert "This is a dry run" in preview
    made.refresh_from_db()
    assert (made.metrics, made.state) == ({}, RoundState.DRAFT)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{ROUNDS}mentors/start/")
    assert "Figures" in client.get(f"{ROUNDS}mentors/").content.decode()
    assert "Publish this round?" in client.get(f"{ROUNDS}mentors/publish/").content.decode()
    page = client.post(f"{ROUNDS}mentors/publish/", follow=True).content.decode()
    assert "6 matches are suggested now." in page
    assert Match.objects.count() == 6
    public = client_of().get(f"{ROUNDS}mentors/")
    assert "Mentors" in public.content.decode()
    assert "Work it out" not in public.content.decode()


def test_a_running_round_looks_again_by_itself(curator):
    draft_round(actor=curator, slug="a", title="A")
    MatchRound.objects.update(state=RoundState.RUNNING)
    page = client_of(curator).get(f"{ROUNDS}a/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Look again" in page


@pytest.mark.parametrize("path", ["", "preview/", "publish/", "delete/"])
def test_drafts_of_others_are_not_found(curator, path):
    draft_round(actor=curator, slug="a", title="A")
    assert client_of(PersonFactory()).get(f"{ROUNDS}a/{path}").status_code == 404


@pytest.mark.parametrize("path", ["preview/", "publish/", "delete/"])
def test_a_published_round_is_seen_and_not_touched(curator, path):
    draft_round(actor=curator, slug="a", title="A")
    MatchRound.objects.update(state=RoundState.PUBLISHED)
    client = client_of(PersonFactory())
    assert client.get(f"{ROUNDS}a/").status_code == 200
    assert client.get(f"{ROUNDS}a/{path}").status_code == 403
    assert client.post(f"{ROUNDS}a/start/").status_code == 403


def test_coordinators_set_up_rounds_of_their_own(coordinator, organisation):
    client = client_of(coordinator)
    assert client.post(NEW, FORM).status_code == 400
    assert client.post(NEW, FORM | {"organisation": OrganisationFactory().slug}).status_code == 400
    assert client.post(NEW, FORM | {"organisation": organisation.slug}).status_code == 302
    assert MatchRound.objects.get().organisation == organisation
    assert "Mentors" in client.get(ROUNDS).content.decode()
    assert "Mentors" not in client_of().get(ROUNDS).content.decode()


def test_nobody_else_sets_up_rounds():
    assert client_of(PersonFactory()).get(NEW).status_code == 403
    assert client_of().get(NEW).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "Not a slug"},
        {"title": ""},
        {"parity": "-1"},
        {"parity": "nan"},
        {"most": "9"},
        {"skill": "no-such"},
        {"territory": "XX"},
        {"language": "zz"},
    ],
)
def test_bad_rounds_are_sent_back(curator, change):
    assert client_of(curator).post(NEW, FORM | change).status_code == 400
    assert not MatchRound.objects.exists()


def test_a_round_is_narrowed_by_its_form(curator, pairs):
    TerritoryFactory(code="NG")
    client_of(curator).post(NEW, FORM | {"skill": pairs.slug, "territory": "NG", "language": "ig"})
    assert MatchRound.objects.get().pool == {"skills": [pairs.slug], "territories": ["NG"], "languages": ["ig"]}
    page = client_of(curator).get(f"{ROUNDS}mentors/").content.decode()
    assert "Nigeria" in page
    assert pairs.label in page


def test_a_name_is_given_once(curator):
    client = client_of(curator)
    client.post(NEW, FORM)
    page = client.post(NEW, FORM)
    assert page.status_code == 400
    assert "There is a round of this name already." in page.content.decode()


def test_a_draft_is_deleted_after_a_question(curator):
    draft_round(actor=curator, slug="a", title="A")
    client = client_of(curator)
    assert "Delete this round?" in client.get(f"{ROUNDS}a/delete/").content.decode()
    assert client.post(f"{ROUNDS}a/delete/").status_code == 302
    assert not MatchRound.objects.exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_the_same_whatever_its_length(curator, organisation, rows, django_assert_num_queries):
    for number in range(rows):
        draft_round(actor=curator, slug=f"r{number}", title="R", organisation=organisation)
    MatchRound.objects.update(state=RoundState.PUBLISHED)
    client = client_of()
    client.get(ROUNDS)
    with django_assert_num_queries(2):
        page = client.get(ROUNDS).content.decode()
    assert page.count('<th scope="row">') == min(rows, 25)


def test_figures_as_a_file(curator, pairs):
    made = draft_round(actor=curator, slug="a", title="A")
    start_round(actor=curator, round=made)
    perform_round(pk=made.pk)
    answer = client_of(curator).get(f"{ROUNDS}a/", {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["Figure", "Value"]
    assert ["People who look for something", "6"] in rows


def metrics(people, served, under, under_served):
    beside = {"served": served, "matches": served, "mean_score": 1.0, "load_gini": 0.1}
    return {
        "people": people, "sharers": 9, "places": 9, "served": served, "matches": served, "mean_score": 50.0,
        "gap": 0.001, "over_cap": 0, "rings": 0, "ring_share": 0.0, "load_gini": 0.5, "exposure_gini": 0.5,
        "parity": {"people": under, "served": under_served}, "lists": beside, "by_score": beside,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("people", "served", "under", "under_served", "hidden"),
    [
        (100, 60, 40, 30, set()),
        (4, 2, 0, 0, {"people", "served", "served_share", "matches", "mean_score", "load_gini"}),
        (100, 60, 4, 2, {"under"}),
        (100, 98, 0, 0, {"served_share"}),
    ],
)
def test_small_groups_are_hidden(people, served, under, under_served, hidden):
    values = {row.key: row.value for row in figures_of(metrics(people, served, under, under_served))}
    assert {key for key in hidden if values[key] != HIDDEN} == set()
    if not hidden:
        answers = {"rounds": 2, "decided": 40, "accepted": 30, "answered": 4, "hours": 5.5}
        more = metrics(people, served, under, under_served) | {"recall_at_10": 0.985, "answers": answers}
        values |= {row.key: row.value for row in figures_of(more)}
        assert (values["recall"], values["acceptance"], values["hours"]) == ("98.5%", "75%", HIDDEN)
        assert values["served_share"] == "60%"
        assert values["under"] == "75%"


def test_how_matching_works_is_public_and_says_the_numbers(curator):
    set_weights(actor=curator, weights=Weights(level=33), reason="Levels matter more")
    TerritoryFactory(code="NG")
    add_community(actor=curator, kind=ParityKind.TERRITORY, code="ng", reason="Few mentors so far")
    add_community(actor=curator, kind=ParityKind.LANGUAGE, code="ig", reason="Few mentors so far")
    page = client_of().get(HOW).content.decode()
    for words in ("33", "Levels matter more", "Nigeria", "Igbo", "The level fits"):
        assert words in page
    assert "Change the numbers" not in page
    assert "Change the numbers" in client_of(curator).get(HOW).content.decode()


def test_numbers_are_changed_with_a_reason_and_kept(curator):
    client = client_of(curator)
    data = {**Weights().as_dict(), "level": "30", "reason": "Levels matter more"}
    assert client.post(f"{HOW}numbers/", data).status_code == 302
    assert weights_in_force().level == 30
    row = MatchingWeights.objects.get()
    assert (row.by, row.reason) == (curator, "Levels matter more")
    assert Event.objects.filter(action="matching.weights_set").exists()


@pytest.mark.parametrize(
    "change", [{"level": "-1"}, {"level": "nan"}, {"full_free": "0"}, {"level": "1001"}, {"reason": ""}, {"level": ""}]
)
def test_bad_numbers_are_sent_back(curator, change):
    data = {**Weights().as_dict(), "reason": "Levels matter more"} | change
    assert client_of(curator).post(f"{HOW}numbers/", data).status_code == 400
    assert not MatchingWeights.objects.exists()


@pytest.mark.parametrize(
    ("weights", "reason"),
    [(Weights(level=-1), "A reason"), (Weights(full_free=0), "A reason"), (Weights(level=float("nan")), "A reason"),
     (Weights(), "  ")],
)  # fmt: skip
def test_the_action_refuses_bad_numbers(curator, weights, reason):
    with pytest.raises(MatchRefused):
        set_weights(actor=curator, weights=weights, reason=reason)


@pytest.mark.parametrize(("kind", "code"), [("territory", "XX"), ("language", "no such"), ("language", "")])
def test_unknown_communities_are_refused(curator, kind, code):
    with pytest.raises(MatchRefused):
        add_community(actor=curator, kind=kind, code=code, reason="A reason")


def test_communities_through_the_pages(curator):
    TerritoryFactory(code="NG")
    client = client_of(curator)
    data = {"kind": "territory", "code": "NG", "reason": "Few mentors"}
    assert client.post(f"{HOW}communities/", data).status_code == 302
    assert client.post(f"{HOW}communities/", data).status_code == 400
    entry = ParityEntry.objects.get()
    assert client.post(reverse("skills_exchange:delete_community", args=[entry.pk])).status_code == 302
    assert not ParityEntry.objects.exists()


def test_others_change_nothing(coordinator):
    client = client_of(coordinator)
    entry = ParityEntry.objects.create(kind="language", code="ig", reason="A reason")
    assert client.get(f"{HOW}numbers/").status_code == 403
    assert client.get(f"{HOW}communities/").status_code == 403
    assert client.post(f"{HOW}communities/{entry.pk}/delete/").status_code == 403
    with pytest.raises(NotYours):
        set_weights(actor=coordinator, weights=Weights(), reason="A reason")
    with pytest.raises(NotYours):
        remove_community(actor=coordinator, entry=entry)
    with pytest.raises(NotYours):
        add_community(actor=coordinator, kind="language", code="ig", reason="A reason")
