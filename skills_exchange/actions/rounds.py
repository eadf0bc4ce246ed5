"""Rounds of fair matching: draft, work out, publish."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange import tasks
from skills_exchange.actions.permitting import demand
from skills_exchange.enums import RoundState
from skills_exchange.errors import MatchRefused
from skills_exchange.matching.rounds import Settings
from skills_exchange.matching.running import Outcome, run
from skills_exchange.models import MatchRound, RoundProposal
from skills_exchange.queries.pools import load_pool
from skills_exchange.queries.round_quality import latest_answers, recall_at_ten
from skills_exchange.queries.weights import weights_in_force
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import parse_day, today
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

_logger = logging.getLogger(__name__)

STALE = timedelta(minutes=15)
"""A round that runs so long has lost its worker and is worked out again."""


@transaction.atomic
def draft_round(
    *,
    actor: Person,
    slug: str,
    title: str,
    organisation: Organisation | None = None,
    pool: Mapping[str, Any] | None = None,
    settings: Settings | None = None,
    seed: int | None = None,
) -> MatchRound:
    """Set a round up. One of an organisation is for its members (or those of its programme).

    Settings: those given, else the public ones.
    """
    demand(actor, "skills_exchange.organise_round", organisation)
    chosen = dict(pool or {})
    if organisation is not None and "programme" not in chosen:
        chosen["organisation"] = organisation.slug
    by = settings or Settings(weights=weights_in_force())
    try:
        with transaction.atomic():
            found = MatchRound.objects.create(
                slug=slug,
                title=title,
                organisation=organisation,
                organiser=actor,
                pool=chosen,
                parameters=by.as_dict() | {"on": today().isoformat()},
                seed=secrets.randbelow(2**31) if seed is None else seed,
            )
    except IntegrityError:
        raise MatchRefused(_("There is a round of this name already."), field="slug") from None
    record(actor=actor.reference, action="round.drafted", target=found.reference)
    return found


@transaction.atomic
def delete_round(*, actor: Person, round: MatchRound) -> None:  # noqa: A002 - the word of the field
    """Throw away a round that was not published."""
    found = _locked(round)
    demand(actor, "skills_exchange.organise_round", found)
    if found.state in (RoundState.PUBLISHED, RoundState.RUNNING):
        raise MatchRefused(_("A round that runs or is published stays."))
    record(actor=actor.reference, action="round.deleted", target=found.reference)
    found.delete()


def preview_round(*, actor: Person, round: MatchRound) -> Outcome:  # noqa: A002 - the word of the field
    """What the round would give today, without its recall, which takes long. Nothing is written."""
    demand(actor, "skills_exchange.organise_round", round)
    return work_out(round, recall=False)


def work_out(round: MatchRound, *, recall: bool = True) -> Outcome:  # noqa: A002 - the word of the field
    """The proposals and figures of a round with the people as they are now, by its settings, seed and day.

    Beside the figures of the solution stand `recall_at_10` of the lists that people see (unless `recall` is False),
    and `answers`: how people answered the rounds that were published last.
    """
    on = parse_day(round.parameters["on"]) if "on" in round.parameters else today()
    pool, settings = load_pool(round.pool, on=on), Settings.of(round.parameters)
    outcome = run(pool, settings, seed=round.seed)
    more: dict[str, Any] = {"answers": latest_answers()}
    if recall:
        more["recall_at_10"] = recall_at_ten(pool, settings.weights, seed=round.seed)
    return replace(outcome, metrics=outcome.metrics | more)


@transaction.atomic
def start_round(*, actor: Person, round: MatchRound) -> MatchRound:  # noqa: A002 - the word of the field
    """Let a worker work the round out; again, too, as long as it is not published. The day of the pool is today."""
    found = _locked(round)
    demand(actor, "skills_exchange.organise_round", found)
    if found.state in (RoundState.PUBLISHED, RoundState.RUNNING):
        raise MatchRefused(_("This round runs or is published already."))
    found.state, found.ran_at, found.error = RoundState.RUNNING, timezone.now(), ""
    found.parameters = found.parameters | {"on": today().isoformat()}
    found.save(update_fields=["state", "ran_at", "error", "parameters"])
    record(actor=actor.reference, action="round.started", target=found.reference)
    enqueue_on_commit(tasks.run_round, found.pk)
    return found


@transaction.atomic
def perform_round(*, pk: int) -> bool:
    """Work out a round that was started, and keep its proposals and figures; False if there is nothing to do."""
    found = MatchRound.objects.select_for_update(skip_locked=True).filter(pk=pk, state=RoundState.RUNNING).first()
    if found is None:
        return False
    outcome = work_out(found)
    found.proposals.all().delete()
    RoundProposal.objects.bulk_create(
        [
            RoundProposal(
                round=found,
                learner_id=each.learner,
                sharer_id=each.sharer,
                skill_id=each.skill,
                language=each.language,
                format=each.format,
                score=each.score,
                parts=each.parts,
                ring=each.ring,
            )
            for each in outcome.proposals
        ],
        batch_size=2_000,
    )
    found.state, found.metrics = RoundState.DONE, outcome.metrics
    found.save(update_fields=["state", "metrics"])
    record(actor=SYSTEM, action="round.worked_out", target=found.reference)
    return True


@transaction.atomic
def fail_round(*, pk: int, why: str) -> None:
    """A round could not be worked out; the organiser sees the kind of error and may start it again."""
    found = MatchRound.objects.select_for_update().filter(pk=pk, state=RoundState.RUNNING).first()
    if found is not None:
        found.state, found.error = RoundState.FAILED, why[:300]
        found.save(update_fields=["state", "error"])
        record(actor=SYSTEM, action="round.failed", target=found.reference)


def perform_or_fail(*, pk: int) -> bool:
    """Work out a round that was started; whatever goes wrong with it is told to its organiser and stops nothing else.

    False if it was not worked out.
    """
    try:
        return perform_round(pk=pk)
    except Exception as error:
        _logger.exception("round %s", pk)
        fail_round(pk=pk, why=type(error).__name__)
        return False


def resume_rounds() -> int:
    """Work out what has lost its worker; gives how many rounds. One that fails keeps no other waiting."""
    stale = MatchRound.objects.filter(state=RoundState.RUNNING, ran_at__lte=timezone.now() - STALE)
    return sum(perform_or_fail(pk=pk) for pk in list(stale.values_list("pk", flat=True)))


def _locked(round: MatchRound) -> MatchRound:  # noqa: A002 - the word of the field
    return MatchRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
