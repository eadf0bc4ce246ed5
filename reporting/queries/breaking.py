"""Who looks at it afterwards when two officers broke the glass."""

from django.db.models import Q, QuerySet

from reporting.models import BreakGlass
from reporting.policy import on_desk
from ucoc.enums import LAST_RESORT
from ucoc.models import BodyMember, EnforcementBody
from ucoc.queries.bodies import eligible_by_body
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant


def reviewers_of(glass: BreakGlass) -> list[Person]:
    """Eligible members of a body above all others in which nobody involved sits; else trust and safety, less those.

    Somebody who works in one body with the owner or an officer would look at what a colleague did: they are left out,
    whatever other body they sit in, too; of trust and safety as long as anybody else is left.
    """
    beside = BodyMember.objects.live().filter(person__in=glass.involved).values("body")
    above = EnforcementBody.objects.at_work().filter(kind__in=LAST_RESORT).exclude(pk__in=beside)
    members = eligible_by_body(list(above.values_list("pk", flat=True))).values()
    people = {person.pk: person for body in members for person in body if person.pk not in glass.involved}
    colleagues = set(BodyMember.objects.live().filter(body__in=beside).values_list("person", flat=True))
    outside = [person for person in people.values() if person.pk not in colleagues]
    if outside:
        return outside
    desk = _desk(glass)
    return [person for person in desk if person.pk not in colleagues] or desk


def may_review(person: Person, glass: BreakGlass) -> bool:
    """Whether the person looks at it: somebody of the next body, and nobody has yet."""
    return glass.opened_at is not None and glass.reviewed_at is None and person in reviewers_of(glass)


def glasses_for(person: Person) -> QuerySet[BreakGlass]:
    """What the person may know of: trust and safety and the bodies above all others of each, others of their own."""
    rows = BreakGlass.objects.select_related("person", "asked_by", "joined_by", "reviewed_by", "recovery")
    if on_desk(person) or EnforcementBody.objects.filter(kind__in=LAST_RESORT).where_member(person).exists():
        return rows
    return rows.filter(Q(person=person) | Q(asked_by=person) | Q(joined_by=person))


def _desk(glass: BreakGlass) -> list[Person]:
    holders = RoleGrant.objects.live().filter(role=Role.TRUST_AND_SAFETY).exclude(person__in=glass.involved)
    people = Person.objects.with_roles().filter(pk__in=holders.values("person"), is_active=True).order_by("pk")
    return [person for person in people if on_desk(person)]
