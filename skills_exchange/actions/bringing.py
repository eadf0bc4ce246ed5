"""Bringing a profile along from elsewhere."""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from skills_exchange.actions.claims import DEFAULT_VISIBILITY, counts_until
from skills_exchange.actions.evidence import gather_evidence
from skills_exchange.actions.parties import lock_own
from skills_exchange.actions.profiles import MOST_LANGUAGES, MOST_TERRITORIES
from skills_exchange.errors import NotYours
from skills_exchange.imports import Foreign, Plan, plan_for
from skills_exchange.models import AnswersImport, Party, PartyLanguage, SkillClaim, WaitingAnswers
from skills_exchange.queries.parties import may_speak_for_organisation
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.movement.models import Organisation
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

WAITING = "skill_answers_waiting"
WAITS = timedelta(days=180)
"""Answers that nobody has decided about are forgotten after so long."""


@transaction.atomic
def bring_profile(*, actor: Person, party: Party, foreign: Foreign, source: str) -> Plan:
    """Add what is new of a profile from elsewhere; nothing that is there already changes. Gives what came in."""
    party = lock_own(actor, party)
    plan = plan_for(party, foreign)
    if plan.is_empty:
        return plan
    if plan.about:
        Party.objects.filter(pk=party.pk).update(about=plan.about)
    _add_languages(party, plan)
    room = max(0, MOST_TERRITORIES - party.territories.count())
    party.territories.add(*plan.territories[:room])
    until = counts_until(today())
    SkillClaim.objects.bulk_create(
        SkillClaim(
            party=party, skill=skill, kind=kind, visibility=DEFAULT_VISIBILITY[kind], source=source, valid_until=until
        )
        for skill, kind in plan.claims
    )
    if party.person_id is not None:
        gather_evidence(people=[party.person_id])
    record(
        actor=actor.reference,
        action="party.bring",
        target=party.reference,
        details={"from": str(source), "claims": len(plan.claims)},
    )
    return plan


def _add_languages(party: Party, plan: Plan) -> None:
    room = max(0, MOST_LANGUAGES - party.speaks.count())
    PartyLanguage.objects.bulk_create(
        PartyLanguage(party=party, language=tag, level=level) for tag, level in list(plan.languages.items())[:room]
    )


@transaction.atomic
def leave_answers(*, actor: Person, organisation: Organisation, answers: Iterable[tuple[str, Foreign]]) -> int:
    """Let answers wait for the people who gave them, by username; gives how many are new. Twice is once.

    Whoever has linked their Wikimedia account is told; others find them once they have.
    """
    if not may_speak_for_organisation(actor, organisation):
        raise NotYours(_("Only a coordinator of the organisation can do this."))
    rows = [
        WaitingAnswers(username=name, organisation=organisation, answers=said.as_json(), digest=_digest(said))
        for name, said in answers
    ]
    known = set(
        WaitingAnswers.objects.filter(username__in=[row.username for row in rows]).values_list("username", "digest")
    )
    new = {(row.username, row.digest): row for row in rows if (row.username, row.digest) not in known}
    WaitingAnswers.objects.bulk_create(new.values(), ignore_conflicts=True)
    people = Person.objects.filter(
        username__in=[row.username for row in new.values()], central_id__isnull=False, is_active=True
    )
    digests = {row.username: row.digest for row in new.values()}
    notes = [
        Note(
            person=person,
            context={"organisation": organisation.name},
            url=reverse("skills_exchange:import_profile"),
            key=f"{WAITING}:{digests[person.username]}",
        )
        for person in people
    ]
    notify_each(kind=WAITING, notes=notes)
    record(
        actor=actor.reference, action="skill_answers.leave", target=organisation.reference, details={"people": len(new)}
    )
    return len(new)


@transaction.atomic
def decide_answers(*, actor: Person, party: Party, waiting: WaitingAnswers, take: bool) -> Plan | None:
    """Take answers that waited into one's profile, or not; either way they are forgotten."""
    waiting = WaitingAnswers.objects.select_for_update().get(pk=waiting.pk)
    if not WaitingAnswers.objects.of(actor).filter(pk=waiting.pk).exists() or party.person_id != actor.pk:
        raise NotYours(_("These are not your answers."))
    plan = None
    if take and waiting.answered_at is None:
        plan = bring_profile(actor=actor, party=party, foreign=Foreign.of_json(waiting.answers), source="lets_connect")
    WaitingAnswers.objects.filter(pk=waiting.pk).update(answers={}, answered_at=timezone.now())
    return plan


def forget_imports() -> int:
    """Delete tables whose import was not finished, and answers that nobody decided about; gives how many rows."""
    now = timezone.now()
    tables, _kinds = AnswersImport.objects.filter(forget_at__lte=now).delete()
    waiting, _kinds = WaitingAnswers.objects.filter(created_at__lte=now - WAITS).delete()
    return tables + waiting


def _digest(said: Foreign) -> str:
    return hashlib.sha256(json.dumps(said.as_json(), sort_keys=True).encode()).hexdigest()
