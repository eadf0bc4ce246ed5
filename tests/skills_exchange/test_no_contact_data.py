"""No page and no answer of the exchange tells how to reach somebody past the platform, whoever reads it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from skills_exchange.actions.clinic_places import join_clinic
from skills_exchange.actions.clinics import plan_clinic
from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.api import router
from skills_exchange.enums import ClaimKind, EvidenceKind, MatchState, RoundState, Visibility
from skills_exchange.models import CensusRound, Evidence, MatchRound, PartyBlock
from skills_exchange.urls import app_name, urlpatterns
from tests.factories.help_desk import HelpRequestFactory, ResourceFactory
from tests.factories.movement import MembershipFactory, TerritoryFactory
from tests.factories.programmes import ApplicationFactory, ProgrammeFactory, pair_of
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today
from wikilearn.movement.enums import MemberRole
from wikilearn.people.actions.tokens import create_token
from wikilearn.people.enums import Scope

REACHED = ("private.example.net", "user_talk:", "user talk:", "user%20talk:", "emailuser")
"""The domain of everybody's address here, and how a talk page or a form for e-mail is spelled."""


@pytest.fixture
def sites(db):
    """A reader who coordinates an organisation and takes part, and others; what stands for each part of an address."""
    cache.clear()
    skill, territory = SkillFactory(slug="lua", parent=SkillFactory(slug="technical")), TerritoryFactory()
    reader = PartyFactory(person__username="Reader")
    others = [
        PartyFactory(person__username=f"Somebody {n}", person__email=f"s{n}@private.example.net") for n in range(6)
    ]
    for number, party in enumerate(others):
        party.territories.add(territory)
        for kind, seen in ((ClaimKind.OFFERED, Visibility.EVERYONE), (ClaimKind.WANTED, Visibility.MEMBERS)):
            claim = ClaimFactory(party=party, skill=skill, kind=kind, visibility=seen, formats=[])
        said = {"claim": claim, "kind": EvidenceKind.ENDORSEMENT, "counts": False, "title": "x"}
        Evidence.objects.create(**said, endorser=others[number - 1].person, source=str(number))
    ClaimFactory(party=reader, skill=skill, kind=ClaimKind.WANTED, formats=[])
    member = MembershipFactory(person=reader.person, role=MemberRole.COORDINATOR)
    MembershipFactory(organisation=member.organisation, person=others[0].person, role=MemberRole.COORDINATOR)
    match = MatchFactory(
        learner=reader, sharer=others[1], skill=skill, state=MatchState.ACCEPTED, sharer_agreed_at=timezone.now()
    )
    programme = ProgrammeFactory(organisation=member.organisation, skills=[skill])
    applied = ApplicationFactory(programme=programme, party=others[2], claims=False)
    pair = pair_of(programme, learner=others[3], sharer=others[4])
    starts, host = timezone.now() + timedelta(days=3), others[5]
    said = {"skill": skill, "language": "en", "starts": starts, "length": timedelta(hours=1)}
    clinic = plan_clinic(actor=host.person, host=host, **said)
    join_clinic(actor=reader.person, clinic=clinic)
    question = HelpRequestFactory(asker=others[0].person, skill=skill)
    resource = ResourceFactory(added_by=others[0].person, skills=[skill])
    made = MatchRound.objects.create(
        slug="spring", title="Spring", seed=1, organiser=others[0].person, state=RoundState.PUBLISHED
    )
    PartyBlock.objects.create(by=reader, blocked=PartyFactory(person__email="b@private.example.net"))
    census = CensusRound.objects.create(year=2026, opens_on=today(), closes_on=today())
    count_gaps()
    slugs = {"of": member.organisation.slug, "organisations": member.organisation.slug, "census": "none",
             "programmes": programme.slug, "rounds": made.slug, "skill": skill.slug, "map": skill.slug}  # fmt: skip
    uids = {"matches": match.uid, "profiles": others[1].uid, "claims": claim.uid, "clinics": clinic.uid,
            "help": question.uid, "resources": resource.uid, "people": match.uid, "check-ins": pair.match.uid,
            "me": claim.uid, "of": claim.uid, "applications": applied.uid, "pairs": pair.match.uid}  # fmt: skip
    values = {"number": 1, "pk": 1, "year": census.year, "secret": "none", "party": others[1].uid, "role": "mentee",
              "key": "pairs", "session": match.uid}  # fmt: skip
    return reader, slugs, uids, values


def addresses(sites):
    """The address of each page."""
    _reader, slugs, uids, values = sites
    for pattern in urlpatterns:
        route = str(pattern.pattern)
        parts = route.split("/")
        kwargs = {}
        for name in pattern.pattern.converters:
            before = [part for part in parts[: next(n for n, part in enumerate(parts) if f":{name}>" in part)] if part]
            named = [part for part in before if not part.startswith("<")]
            of = {"slug": slugs, "uid": uids}.get(name)
            kwargs[name] = of[next(part for part in reversed(named) if part in of)] if of else values[name]
        yield reverse(f"{app_name}:{pattern.name}", kwargs=kwargs)


def told(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode().lower()


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_page_has_contact_data(client, sites, signed_in):
    if signed_in:
        client.force_login(sites[0].person)
    shown, waiting, seen = set(), list(addresses(sites)), 0
    for address in waiting:
        response = client.get(address)
        text = told(response)
        assert response.status_code < 500, address
        assert [found for found in REACHED if found in text] == [], address
        seen += response.status_code == 200
        shown |= {address} if "somebody" in text.partition("<main")[2] or "somebody" in text[:5] else set()
        waiting += [f"{address}?{file}" for file in ("format=csv", "format_of=csv") if file in text]
    assert seen > (60 if signed_in else 15)
    assert len(shown) > (12 if signed_in else 2), "people are seen at all"


def test_no_answer_of_the_api_has_contact_data_or_names(client, sites):
    until = timezone.now() + timedelta(days=1)
    _row, secret = create_token(actor=sites[0].person, name="x", scopes=[Scope.ME, Scope.COURSES], expires_at=until)
    paths = [path.replace("{slug}", "lua") for path in router.path_operations]
    assert "/me/matches" in paths
    for path in paths:
        response = client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})
        assert response.status_code == 200, path
        assert [found for found in (*REACHED, "somebody", "@") if found in told(response)] == [], path
