"""Who holds a right, entered by hand, and whose account that is."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.movement.actions.organisations import AlreadyEnded
from wikilearn.movement.enums import Scope, Source
from wikilearn.movement.models import Holding, Right, Wiki
from wikilearn.movement.signals import holding_began, holding_ended
from wikilearn.people.models import Person
from wikilearn.people.usernames import normalise, validate_username


class WrongPlace(DomainError):
    """A right on one wiki without a wiki, or one on all wikis with one."""


class WrongPeriod(DomainError):
    """The period ends before it begins."""


class MayNotEnter(NotAllowed):
    """Who holds which right is entered by stewards and staff."""


class Overlapping(DomainError):
    """The username holds this right there at that time already."""


@transaction.atomic
def enter_holding(
    *,
    actor: Person,
    right: Right,
    wiki: Wiki | None,
    username: str,
    since: datetime,
    until: datetime | None = None,
    term_ends: date | None = None,
    source: Source = Source.ENTERED,
) -> Holding:
    """Note that the username holds the right from – until; linked at once if that account's owner is known here.

    `MayNotEnter` for whoever may not.
    """
    if not actor.has_perm("movement.enter_holding"):
        raise MayNotEnter(_("Your role does not let you do this."))
    Right.objects.select_for_update().get(pk=right.pk)
    username = normalise(username)
    _check_name(username)
    if (wiki is None) != (right.scope == Scope.GLOBAL):
        raise WrongPlace(_("A right on one wiki needs a wiki, a right on all wikis has none."), field="wiki")
    if until is not None and until <= since:
        raise WrongPeriod(_("The end must be after the beginning."), field="until")
    same = Holding.objects.filter(Q(until=None) | Q(until__gt=since), right=right, wiki=wiki, username=username)
    if (same if until is None else same.filter(since__lt=until)).exists():
        raise Overlapping(_("This right is on record for that time already."), field="since")
    holding = Holding.objects.create(
        right=right,
        wiki=wiki,
        username=username,
        person=Person.objects.linked().named(username).first(),
        since=since,
        until=until,
        term_ends=term_ends,
        source=source,
    )
    holding_began.send(sender=Holding, holding=holding)
    _log(actor, "holding.entered", holding)
    return holding


@transaction.atomic
def end_holding(*, actor: Person, holding: Holding, until: datetime | None = None) -> Holding:
    """The right is no longer held from `until` on (now, if not given). `MayNotEnter` for whoever may not."""
    if not actor.has_perm("movement.enter_holding"):
        raise MayNotEnter(_("Your role does not let you do this."))
    holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    until = until or timezone.now()
    if holding.until is not None and holding.until <= until:
        raise AlreadyEnded(_("This right has ended already."))
    if until <= holding.since:
        raise WrongPeriod(_("The end must be after the beginning."), field="until")
    holding.until = until
    holding.save(update_fields=["until"])
    holding_ended.send(sender=Holding, holding=holding)
    _log(actor, "holding.ended", holding)
    return holding


@transaction.atomic
def link_holdings_to_person(*, person: Person) -> int:
    """The person has proved that the account of their name is theirs: so are its rights. Gives how many were linked."""
    if person.central_id is None:
        return 0
    theirs = Q(username=person.username, central_id=None) | Q(central_id=person.central_id)
    linked = Holding.objects.filter(theirs, person=None).update(person=person)
    if linked:
        record(actor=SYSTEM, action="holdings.linked", target=person.reference, details={"holdings": linked})
    return linked


@transaction.atomic
def unlink_holdings(*, person: Person) -> int:
    """Nobody knows any more whose account the rights belong to; what the wiki says stays. Gives how many."""
    unlinked = Holding.objects.filter(person=person).update(person=None)
    if unlinked:
        record(actor=SYSTEM, action="holdings.unlinked", target=person.reference, details={"holdings": unlinked})
    return unlinked


def _check_name(username: str) -> None:
    try:
        validate_username(username)
    except ValidationError as error:
        raise DomainError(error.messages[0], field="username") from error


def _log(actor: Person, action: str, holding: Holding) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=f"holding:{holding.pk}",
        details={"right": holding.right.key, "wiki": holding.place},
    )
