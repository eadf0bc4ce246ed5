"""Organisations and who does what for them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.movement.models import Membership, Organisation, Territory, Wiki
from wikilearn.movement.signals import membership_began, membership_ended
from wikilearn.people.models import Person


class AddressTaken(DomainError):
    """Another organisation has this part of the address."""


class OrganisationClosed(DomainError):
    """The organisation exists no more."""


class AlreadyMember(DomainError):
    """The person has this role in the organisation now."""


class AlreadyEnded(DomainError):
    """What should end has ended before."""


@transaction.atomic
def create_organisation(
    *,
    actor: Person,
    slug: str,
    name: str,
    kind: OrganisationKind | str,
    languages: Iterable[str] = (),
    territories: Iterable[Territory] = (),
    website: str = "",
) -> Organisation:
    """Add an organisation. `ValidationError` for values that no form would let through."""
    if Organisation.objects.filter(slug=slug).exists():
        raise AddressTaken(_("Another organisation has this address."), field="slug")
    organisation = Organisation(
        slug=slug, name=name, kind=OrganisationKind(kind), languages=list(languages), website=website
    )
    organisation.full_clean()
    organisation.save()
    organisation.territories.set(territories)
    record(
        actor=actor.reference,
        action="organisation.created",
        target=organisation.reference,
        details={"kind": organisation.kind},
    )
    return organisation


@transaction.atomic
def add_member(*, actor: Person, organisation: Organisation, person: Person, role: MemberRole | str) -> Membership:
    """Give the person a role in the organisation from now on."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.active:
        raise OrganisationClosed(_("This organisation is closed."))
    if person.erased_at is not None or not person.is_active:
        raise DomainError(_("This account is closed."), field="username")
    same = Membership.objects.live().filter(organisation=organisation, person=person, role=MemberRole(role))
    if same.exists():
        raise AlreadyMember(_("This person has that role already."), field="role")
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=MemberRole(role), since=timezone.now()
    )
    membership_began.send(sender=Membership, membership=membership, actor=actor)
    _log(actor, "organisation.member_added", membership)
    return membership


@transaction.atomic
def set_wikis(*, actor: Person, organisation: Organisation, wikis: Iterable[Wiki]) -> Organisation:
    """Say which wikis an organisation answers for: its people then adapt courses for them. `NotAllowed`."""
    if not actor.has_perm("movement.add_organisation"):
        raise NotAllowed(_("Only curators and staff do this."))
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    organisation.wikis.set(wikis)
    record(
        actor=actor.reference,
        action="organisation.wikis_set",
        target=organisation.reference,
        details={"wikis": sorted(organisation.wikis.values_list("dbname", flat=True))},
    )
    return organisation


@transaction.atomic
def end_membership(*, actor: Person, membership: Membership) -> Membership:
    """End a role in an organisation now."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    now = timezone.now()
    if membership.until is not None and membership.until <= now:
        raise AlreadyEnded(_("This role has ended already."))
    membership.until = now
    membership.save(update_fields=["until"])
    membership_ended.send(sender=Membership, membership=membership, actor=actor)
    _log(actor, "organisation.member_ended", membership)
    return membership


def _log(actor: Person, action: str, membership: Membership) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=membership.organisation.reference,
        details={"person": membership.person.reference, "role": membership.role},
    )
