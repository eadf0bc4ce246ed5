"""Whatever people do in whatever order, at once too: nobody is over their limit, and the log says what is so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from random import Random
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.matches import accept_match, cancel_match, decline_match, offer_match, request_match
from skills_exchange.actions.sessions import agree_session, cancel_session, schedule_session
from skills_exchange.enums import FOLLOWS, HOLDS_A_PLACE, ClaimKind, Format, MatchState
from skills_exchange.models import Exchange, ExchangeSession, Match, Party, Skill
from tests.factories.skills_exchange import ClaimFactory, PartyFactory, SkillFactory
from wikilearn.core.errors import DomainError
from wikilearn.people.models import Person


def people() -> tuple[list[Party], Skill]:
    """Four people who share and want the same skill; two of them have one place."""
    skill = SkillFactory()
    parties = [PartyFactory(max_active=1 + number % 2) for number in range(4)]
    for party in parties:
        for kind in (ClaimKind.OFFERED, ClaimKind.WANTED):
            ClaimFactory(party=party, skill=skill, kind=kind, formats=[])
    return parties, skill


def something(chance: Random, parties: list[Party], skill: Skill) -> None:
    """One of the four does something, sensible or not; what is refused changes nothing."""
    one, other = chance.sample(parties, 2)
    actor: Person = one.person  # type: ignore[assignment]
    match = chance.choice([*Match.objects.of(one), None])
    session = chance.choice([*ExchangeSession.objects.of_any([one]).select_related("match"), None])
    terms = {"actor": actor, "skill": skill, "language": "en", "format": Format.WRITTEN}
    start = timezone.now() + timedelta(days=1 + chance.random())
    deeds: list[Callable[[], object]] = [
        lambda: request_match(learner=one, sharer=other, **terms),
        lambda: offer_match(learner=other, sharer=one, **terms),
    ]
    if match is not None:
        deeds += [
            lambda: accept_match(actor=actor, match=match),
            lambda: accept_match(actor=actor, match=match),
            lambda: decline_match(actor=actor, match=match),
            lambda: cancel_match(actor=actor, match=match),
            lambda: schedule_session(actor=actor, match=match, starts=[start], length=timedelta(hours=1)),
            lambda: mark_done(actor=actor, match=match, minutes=chance.randint(0, 90)),
            lambda: confirm_match(actor=actor, match=match),
        ]
    if session is not None:
        deeds += [
            lambda: agree_session(actor=actor, session=session),
            lambda: cancel_session(actor=actor, session=session),
        ]
    with suppress(DomainError):
        chance.choice(deeds)()


def check() -> None:
    """What has to be so at any time."""
    for party in Party.objects.all():
        held = Match.objects.filter(sharer=party, state__in=sorted(HOLDS_A_PLACE)).count()
        assert (party.active, held <= party.max_active) == (held, True)
    for match in Match.objects.prefetch_related("steps"):
        states = [step.state for step in match.steps.all()]
        assert states[-1] == match.state
        assert all(after in FOLLOWS[before] for before, after in pairwise(states))
        agreed = match.sessions.agreed().exists()
        assert agreed == (match.state == MatchState.SCHEDULED)
    counted = Exchange.objects.filter(confirmed_at__isnull=False)
    assert counted.count() == Match.objects.filter(state=MatchState.CONFIRMED).count()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_deeds(seed):
    chance = Random(seed)
    parties, skill = people()
    for _number in range(40):
        something(chance, parties, skill)
        check()
    assert len(set(Match.objects.values_list("state", flat=True))) > 2


@pytest.mark.django_db(transaction=True)
def test_deeds_at_the_same_time():
    parties, skill = people()
    together = Barrier(4)

    def life(seed: int) -> None:
        chance = Random(seed)
        together.wait(timeout=30)
        try:
            for _number in range(15):
                something(chance, parties, skill)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(life, range(4)))
    check()
    assert Match.objects.exists()
