"""The daily heads of the audit log, and the bodies that keep them elsewhere."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from reporting.models import HeadReceipt
from reporting.policy import eligible_bodies
from reporting.queries.keys import live_keys
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import eligible_by_body
from wikilearn.audit.models import Head
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant


def witnesses() -> list[EnforcementBody]:
    """The bodies that `AUDIT_WITNESSES` names, in that order."""
    found = {body.slug: body for body in EnforcementBody.objects.filter(slug__in=settings.AUDIT_WITNESSES)}
    return [found[slug] for slug in settings.AUDIT_WITNESSES if slug in found]


def key_holders() -> list[Person]:
    """Who of the witnesses is told of a head: eligible members with a live key, each once."""
    members = eligible_by_body([body.pk for body in witnesses()]).values()
    people = {person.pk: person for body in members for person in body}
    return [people[pk] for pk in sorted(live_keys(people.values()))]


def people_to_alarm() -> list[Person]:
    """Who is told that a head differs: the key holders, and whoever runs the site or looks after its safety."""
    roles = RoleGrant.objects.live().filter(role__in=[Role.STAFF, Role.TRUST_AND_SAFETY])
    people = Person.objects.filter(pk__in=roles.values("person"), is_active=True)
    return list({person.pk: person for person in [*key_holders(), *people.order_by("pk")]}.values())


def bodies_to_witness(person: Person) -> list[EnforcementBody]:
    """Those of the witnesses for which the person may say that a head is kept."""
    mine = set(eligible_bodies(person))
    return [body for body in witnesses() if body.pk in mine]


def heads_with_receipts() -> QuerySet[Head]:
    """All heads, the newest first, with who keeps them; one query more however many."""
    receipts = HeadReceipt.objects.select_related("body", "by").order_by("at")
    return Head.objects.prefetch_related(Prefetch("receipts", queryset=receipts))


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A day as the page shows it: who keeps its head, and the bodies for which the reader can say so."""

    head: Head
    kept: list[HeadReceipt]
    open_to: list[EnforcementBody]


def head_rows(heads: list[Head], mine: list[EnforcementBody]) -> list[HeadRow]:
    """These days, for a member of these bodies."""
    rows = []
    for head in heads:
        kept = list(head.receipts.all())
        bodies = {receipt.body_id for receipt in kept if not receipt.differs}
        rows.append(HeadRow(head, kept, [body for body in mine if body.pk not in bodies]))
    return rows
