"""Taking part, and keeping somebody away."""

from django.db import transaction
from django.utils.translation import gettext as _

from skills_exchange.actions.endorsing import end_endorsements_between
from skills_exchange.enums import LanguageLevel, PartyKind
from skills_exchange.errors import NotYours, ProfileRefused
from skills_exchange.models import Party, PartyBlock, PartyLanguage
from skills_exchange.queries.parties import may_speak_for
from skills_exchange.signals import party_blocked
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

PREFILLED_LEVEL = LanguageLevel.ADVANCED
"""What we take of a language in which somebody reads pages, until they say how well they speak it."""


def party_of(person: Person) -> Party:
    """The person as a participant; the first time with the languages and the time zone of their account."""
    try:
        found = Party.objects.get(person=person)
    except Party.DoesNotExist:
        found = _begin(person)
    found.person = person  # who is asked for is known, and need not be read again
    return found


def party_of_organisation(organisation: Organisation) -> Party:
    """The organisation as a participant; the first time with its languages and territories."""
    found = Party.objects.with_names().filter(organisation=organisation).first()
    return found or _begin_for(organisation)


@transaction.atomic
def _begin(person: Person) -> Party:
    party, created = Party.objects.get_or_create(
        person=person, defaults={"kind": PartyKind.PERSON, "zone": person.time_zone}
    )
    if created:
        _speak(party, person.languages)
    return party


@transaction.atomic
def _begin_for(organisation: Organisation) -> Party:
    party, created = Party.objects.get_or_create(organisation=organisation, defaults={"kind": PartyKind.ORGANISATION})
    if created:
        _speak(party, organisation.languages)
        party.territories.set(organisation.territories.all())
    return party


def _speak(party: Party, tags: list[str]) -> None:
    PartyLanguage.objects.bulk_create(
        PartyLanguage(party=party, language=tag, level=PREFILLED_LEVEL) for tag in dict.fromkeys(tags)
    )


@transaction.atomic
def block_party(*, actor: Person, party: Party, by: Party | None = None) -> PartyBlock:
    """From now on neither sees, finds, is matched with or writes to the other; nothing tells the blocked one.

    `by`: on whose behalf, the actor themself if nobody is named. Blocking again changes nothing.
    """
    by = by or party_of(actor)
    _must_speak_for(actor, by)
    if by.pk == party.pk or party.person_id == actor.pk:
        raise ProfileRefused(_("You cannot block yourself."))
    block, created = PartyBlock.objects.get_or_create(by=by, blocked=party)
    if created:
        end_endorsements_between(by, party)
        party_blocked.send(sender=PartyBlock, block=block)
        record(actor=actor.reference, action="party.block", target=by.reference)
    return block


@transaction.atomic
def unblock_party(*, actor: Person, party: Party, by: Party | None = None) -> None:
    """Undo a block; undoing it twice changes nothing."""
    by = by or party_of(actor)
    _must_speak_for(actor, by)
    gone, _kinds = PartyBlock.objects.filter(by=by, blocked=party).delete()
    if gone:
        record(actor=actor.reference, action="party.unblock", target=by.reference)


def lock_own(actor: Person, party: Party) -> Party:
    """The party, locked until the end of the transaction. NotYours for whoever may not speak for it."""
    party = Party.objects.select_for_update(of=("self",)).with_names().get(pk=party.pk)
    _must_speak_for(actor, party)
    return party


def _must_speak_for(actor: Person, party: Party) -> None:
    if not may_speak_for(actor, party):
        raise NotYours(_("Only the person themself, or a coordinator of the organisation, can do this."))
