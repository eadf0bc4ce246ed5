"""Keeping the list of help right: adding, changing and checking what stands in it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ucoc.errors import NotYours, SupportRefused
from ucoc.models import SupportResource
from wikilearn.audit.actions import record
from wikilearn.core.dates import add_months, today
from wikilearn.movement.models import Territory
from wikilearn.people.models import Person


@transaction.atomic
def save_support_resource(
    *, actor: Person, resource: SupportResource | None, territories: Iterable[Territory], **fields: Any
) -> SupportResource:
    """Add a resource, or change one; another address, e-mail or telephone has to be checked again.

    `NotYours`; `SupportRefused` for a key that another resource has. `ValidationError` for what no form lets through.
    """
    _demand(actor)
    if resource is None:
        if SupportResource.objects.filter(key=fields["key"]).exists():
            raise SupportRefused(_("Another resource has this key."), field="key")
        resource = SupportResource(key=fields["key"], kind=fields["kind"])
    else:
        resource = SupportResource.objects.select_for_update().get(pk=resource.pk)
    new = resource.pk is None
    changed = sorted(name for name, value in fields.items() if getattr(resource, name) != value)
    for name in changed:
        setattr(resource, name, fields[name])
    if not new and {"url", "email", "phone"} & set(changed):
        _unchecked(resource)
    resource.full_clean(exclude=["checked_by"])
    resource.save()
    resource.territories.set(territories)
    record(
        actor=actor.reference,
        action="support.added" if new else "support.changed",
        target=resource.reference,
        details={"fields": changed},
    )
    return resource


@transaction.atomic
def check_support_resource(*, actor: Person, resource: SupportResource) -> SupportResource:
    """Note that somebody looked today and it is right; it comes into the queue again after its months."""
    _demand(actor)
    resource = SupportResource.objects.select_for_update().get(pk=resource.pk)
    resource.checked_on, resource.checked_by = today(), actor
    resource.review_on = add_months(today(), resource.review_months)
    resource.save(update_fields=["checked_on", "checked_by", "review_on"])
    record(actor=actor.reference, action="support.checked", target=resource.reference)
    return resource


def _unchecked(resource: SupportResource) -> None:
    resource.checked_on = resource.checked_by = None
    resource.review_on = today()


def _demand(actor: Person) -> None:
    if not actor.has_perm("ucoc.curate_support"):
        raise NotYours(_("Your role does not let you do this."))
