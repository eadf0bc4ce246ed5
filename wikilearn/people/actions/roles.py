"""Giving and taking roles of the site."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant
from wikilearn.people.rules import is_staff
from wikilearn.people.signals import role_granted, role_revoked


class AlreadyHeld(DomainError):
    """The person holds the role now."""


class NotHeld(DomainError):
    """The grant has ended already."""


@transaction.atomic
def grant_role(*, actor: Person | None, person: Person, role: Role, reason: str) -> RoleGrant:
    """Give `person` a role from now on. `actor` None is whoever has the command line of the server.

    Without two-factor authentication the role is held but opens nothing.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _may_change(actor, person, reason)
    if not person.is_active:
        raise DomainError(_("This account is closed."), field="username")
    if person.role_grants.live().filter(role=role).exists():
        raise AlreadyHeld(_("This person holds the role already."), field="username")
    grant = RoleGrant.objects.create(person=person, role=role, granted_by=actor, reason=reason.strip())
    role_granted.send(sender=RoleGrant, grant=grant)
    record(
        actor=actor.reference if actor else SYSTEM,
        action="role.granted",
        target=person.reference,
        details={"role": role, "grant": grant.pk},
    )
    return grant


@transaction.atomic
def revoke_role(*, actor: Person | None, grant: RoleGrant, reason: str) -> RoleGrant:
    """End a grant now; the row stays as history."""
    grant = RoleGrant.objects.select_for_update().select_related("person").get(pk=grant.pk)
    _may_change(actor, grant.person, reason)
    if grant.until is not None and grant.until <= timezone.now():
        raise NotHeld(_("This role has ended already."))
    grant.until = timezone.now()
    grant.ended_by = actor
    grant.end_reason = reason.strip()
    grant.save(update_fields=["until", "ended_by", "end_reason"])
    role_revoked.send(sender=RoleGrant, grant=grant)
    record(
        actor=actor.reference if actor else SYSTEM,
        action="role.revoked",
        target=grant.person.reference,
        details={"role": grant.role, "grant": grant.pk},
    )
    return grant


def _may_change(actor: Person | None, person: Person, reason: str) -> None:
    if actor is not None and not is_staff(actor):
        raise NotAllowed(_("Only staff can change roles."))
    if actor == person:
        raise NotAllowed(_("Nobody changes their own roles. Please ask another member of staff."))
    if not reason.strip():
        raise DomainError(_("Please give a reason."), field="reason")
