"""What every change of a match has in common: locks, the next state, its line in the log, and who is told."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills_exchange.enums import FOLLOWS, MatchState
from skills_exchange.errors import MatchRefused, NoFreePlace, NotYours
from skills_exchange.models import Match, MatchStep, Party
from skills_exchange.queries.sides import Side, people_of, side_of
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person


def lock_parties(*pks: int) -> dict[int, Party]:
    """The parties, locked in order of their ids, as every change of a match does it first."""
    rows = Party.objects.with_names().filter(pk__in=pks).order_by("pk")
    return {party.pk: party for party in rows.select_for_update(of=("self",), no_key=True)}


def lock_match(match: Match) -> Match:
    """The match as it is now, locked after its two sides."""
    parties = lock_parties(match.learner_id, match.sharer_id)
    fresh: Match = Match.objects.select_for_update(of=("self",)).select_related("skill", "ring").get(pk=match.pk)
    fresh.learner, fresh.sharer = parties[fresh.learner_id], parties[fresh.sharer_id]
    return fresh


def lock_as_side(actor: Person, match: Match) -> tuple[Match, Side]:
    """The match, locked, and the side that the actor speaks for. Raises `NotYours`."""
    fresh = lock_match(match)
    side = side_of(actor, fresh)
    if side is None:
        raise NotYours(_("Only the two sides of this exchange can do that."))
    return fresh, side


def step(match: Match, state: MatchState, *, by_learner: bool | None = None, reason: str = "") -> None:
    """Bring a locked match into its next state and log it. Raises `MatchRefused`, `NoFreePlace`."""
    if state not in FOLLOWS.get(match.state, frozenset()):
        raise MatchRefused(_("This exchange cannot go on like this any more."))
    match.state, match.changed_at = state, timezone.now()
    _save(match)
    log(match, by_learner=by_learner, reason=reason)


def log(match: Match, *, by_learner: bool | None = None, reason: str = "") -> None:
    """Write the state of a match to its log, and that its side is active."""
    MatchStep.objects.create(match=match, state=match.state, by_learner=by_learner, reason=reason, at=match.changed_at)
    if by_learner is not None:
        party = match.learner_id if by_learner else match.sharer_id
        Party.objects.filter(pk=party).update(active_at=match.changed_at)


def tell(
    match: Match, party: Party, kind: str, what: str, *, key: str = "", before: datetime | None = None, **context: Any
) -> None:
    """Tell those who speak for a party; the same `what` and `key` about a match once. Names are looked up later."""
    said = {"match": str(match.uid), "for_learner": party.pk == match.learner_id, "what": what, **context}
    notes = [
        Note(person, said, match.get_absolute_url(), f"match:{match.uid}:{what}:{key}", email_before=before)
        for person in people_of(party, other=match.sharer if party.pk == match.learner_id else match.learner)
    ]
    if notes:
        notify_each(kind=kind, notes=notes)


def _save(match: Match) -> None:
    try:
        with transaction.atomic():
            match.save()
    except IntegrityError as error:
        if _constraint(error) == "match_sharer_has_a_place":
            raise NoFreePlace(_("All places for exchanges are taken at the moment.")) from error
        raise


def _constraint(error: IntegrityError) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
