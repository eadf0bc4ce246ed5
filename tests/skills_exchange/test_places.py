"""A sharer's places: reserved and freed by the database, whatever writes the match."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from skills_exchange.enums import MatchState
from skills_exchange.models import Match, Party
from tests.factories.skills_exchange import MatchFactory, PartyFactory


def accept(match: Match) -> None:
    """Write the row as an action would."""
    Match.objects.filter(pk=match.pk).update(state=MatchState.ACCEPTED, sharer_agreed_at=timezone.now())


def places(party: Party) -> int:
    return Party.objects.get(pk=party.pk).active


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("states", "active"),
    [
        ([MatchState.ACCEPTED], 1),
        ([MatchState.ACCEPTED, MatchState.SCHEDULED], 1),
        ([MatchState.ACCEPTED, MatchState.SCHEDULED, MatchState.ACCEPTED], 1),
        ([MatchState.ACCEPTED, MatchState.DONE], 0),
        ([MatchState.ACCEPTED, MatchState.CANCELLED], 0),
        ([MatchState.DECLINED], 0),
    ],
)
def test_places_follow_the_state(states, active):
    match = MatchFactory(sharer_agreed_at=timezone.now())
    for state in states:
        Match.objects.filter(pk=match.pk).update(state=state)
    assert places(match.sharer) == active


@pytest.mark.django_db
def test_a_deleted_match_frees_its_place():
    match = MatchFactory()
    accept(match)
    match.delete()
    assert places(match.sharer) == 0


@pytest.mark.django_db
def test_nobody_is_booked_over_their_limit():
    sharer = PartyFactory(max_active=1)
    accept(MatchFactory(sharer=sharer))
    with pytest.raises(IntegrityError, match="no free place"), transaction.atomic():
        accept(MatchFactory(sharer=sharer))
    assert places(sharer) == 1


@pytest.mark.django_db
def test_nothing_is_accepted_without_both():
    with pytest.raises(IntegrityError, match="match_accepted_by_both"), transaction.atomic():
        Match.objects.filter(pk=MatchFactory().pk).update(state=MatchState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_the_last_place_at_once():
    sharer = PartyFactory(max_active=1)
    matches = [MatchFactory(sharer=sharer) for _ in range(4)]
    together = Barrier(len(matches))

    def take(match: Match) -> bool:
        together.wait(timeout=10)
        try:
            accept(match)
        except IntegrityError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(matches)) as pool:
        taken = list(pool.map(take, matches))
    assert sum(taken) == 1
    assert places(sharer) == 1
