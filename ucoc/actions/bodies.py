"""Setting up bodies, who works in them, and what was confirmed about these."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Topic
from ucoc.actions.permitting import demand
from ucoc.actions.telling import tell_member, tell_short
from ucoc.enums import DECIDING, MemberCapacity, MemberFactKind
from ucoc.errors import BodyRefused, NotYours
from ucoc.jurisdiction import NobodyLeft, paths_together
from ucoc.models.bodies import BodyMember, EnforcementBody, MemberFact
from ucoc.queries.bodies import eligible_members
from ucoc.queries.jurisdiction import load_table
from wikilearn.audit.actions import record
from wikilearn.core.dates import today
from wikilearn.people.models import Person


@transaction.atomic
def create_body(*, actor: Person, topics: Iterable[Topic] = (), **fields: Any) -> EnforcementBody:
    """Add a body; `fields` are those of the model. `ValidationError` for values that no form would let through."""
    demand(actor, "ucoc.curate_bodies")
    body = EnforcementBody(**fields)
    _check(body)
    body.save()
    body.topics.set(topics)
    record(actor=actor.reference, action="body.created", target=body.reference, details={"kind": str(body.kind)})
    return body


@transaction.atomic
def edit_body(
    *, actor: Person, body: EnforcementBody, topics: Iterable[Topic] | None = None, **fields: Any
) -> EnforcementBody:
    """Change a body. What it is and where it works stays: another place is another body."""
    demand(actor, "ucoc.curate_bodies")
    body = EnforcementBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
    fixed = {
        name for name in ("kind", "wiki", "organisation") if name in fields and fields[name] != getattr(body, name)
    }
    if fixed:
        raise BodyRefused(_("Kind and place of a body do not change. Please set up another one."))
    for name, value in fields.items():
        setattr(body, name, value)
    _check(body)
    body.save()
    if topics is not None:
        body.topics.set(topics)
    record(actor=actor.reference, action="body.edited", target=body.reference, details={"fields": sorted(fields)})
    return body


def _check(body: EnforcementBody) -> None:
    places = {"kind": body.kind, "wiki": body.wiki, "organisation": body.organisation}
    if EnforcementBody.objects.filter(**places).exclude(pk=body.pk).exists():
        raise BodyRefused(_("There is a body of this kind in this place already."), field="kind")
    body.full_clean()


@transaction.atomic
def suspend_body(*, actor: Person, body: EnforcementBody, reason: str) -> EnforcementBody:
    """Let no new cases go to the body until it is resumed."""
    demand(actor, "ucoc.curate_bodies")
    if not reason.strip():
        raise BodyRefused(_("Please give a reason."), field="reason")
    return _set_suspended(actor, body, reason.strip())


@transaction.atomic
def resume_body(*, actor: Person, body: EnforcementBody) -> EnforcementBody:
    """Let new cases go to the body again."""
    demand(actor, "ucoc.curate_bodies")
    return _set_suspended(actor, body, "")


def _set_suspended(actor: Person, body: EnforcementBody, reason: str) -> EnforcementBody:
    body = EnforcementBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if body.suspended == bool(reason):
        raise BodyRefused(_("This is so already."))
    body.suspended, body.suspended_reason = bool(reason), reason
    body.save(update_fields=["suspended", "suspended_reason"])
    record(actor=actor.reference, action="body.suspended" if reason else "body.resumed", target=body.reference)
    return body


@transaction.atomic
def add_body_member(
    *,
    actor: Person,
    body: EnforcementBody,
    person: Person,
    capacity: str = MemberCapacity.MEMBER,
    since: datetime | None = None,
    until: datetime | None = None,
) -> BodyMember:
    """Let somebody work in a body from then (now) on. Nobody sits in two bodies that one case can pass."""
    demand(actor, "ucoc.curate_bodies")
    body = EnforcementBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.erased_at is not None or not person.is_active:
        raise BodyRefused(_("This account is closed."), field="username")
    if person.pk == actor.pk:
        raise NotYours(_("Nobody adds themself to a body. Please ask somebody else."))
    begins = since or timezone.now()
    if until is not None and until <= begins:
        raise BodyRefused(_("The term ends before it begins."), field="until")
    _demand_free(body, person, MemberCapacity(capacity), begins, until)
    member = BodyMember.objects.create(
        body=body, person=person, capacity=capacity, since=begins, until=until, added_by=actor
    )
    tell_member(member, began=True)
    _log(actor, "body.member_added", member)
    return member


def _demand_free(
    body: EnforcementBody, person: Person, capacity: MemberCapacity, begins: datetime, until: datetime | None
) -> None:
    """Refuse a second term at the same time, and a seat in two bodies of one path."""
    terms = BodyMember.objects.filter(person=person).exclude(until__lte=begins)
    if until is not None:
        terms = terms.exclude(since__gte=until)
    if terms.filter(body=body).exists():
        raise BodyRefused(_("This person works in this body at that time already."), field="username")
    if capacity not in DECIDING:
        return
    others = list(terms.filter(capacity__in=DECIDING).select_related("body"))
    if other := next((each.body for each in others if each.body_id in bodies_in_a_path_with(body)), None):
        raise BodyRefused(
            _("A case can pass from one of these bodies to the other, and this person already works in “%(body)s”.")
            % {"body": other.name},
            field="username",
        )


def bodies_in_a_path_with(body: EnforcementBody) -> set[int]:
    """Primary keys of the bodies that a case of this body can come from or climb to, by the table in force."""
    try:
        pairs = paths_together(load_table(today(), whoever=True))
    except NobodyLeft:
        return set()
    return {key for pair in pairs if body.pk in pair for key in pair if isinstance(key, int) and key != body.pk}


@transaction.atomic
def end_body_membership(*, actor: Person, member: BodyMember) -> BodyMember:
    """End somebody's work in a body now; they may do that themself. Who curates is told if too few are left."""
    member = BodyMember.objects.select_for_update(of=("self",)).select_related("body", "person").get(pk=member.pk)
    if actor.pk != member.person_id:
        demand(actor, "ucoc.curate_bodies")
    now = timezone.now()
    if member.until is not None and member.until <= now:
        raise BodyRefused(_("This membership has ended already."))
    if member.since >= now:  # a term that has not begun is as if it had never been given
        member.delete()
    else:
        member.until, member.ended_by = now, actor
        member.save(update_fields=["until", "ended_by"])
    tell_member(member, began=False)
    if len(eligible_members(member.body)) < member.body.quorum:
        tell_short(member.body)
    _log(actor, "body.member_ended", member)
    return member


@transaction.atomic
def confirm_member_fact(
    *, actor: Person, person: Person, kind: str, on: date | None = None, age: int | None = None
) -> MemberFact:
    """Note that somebody saw the signed agreement, its end, or that the person has an age. Never about oneself."""
    demand(actor, "ucoc.confirm_member_fact")
    if person.pk == actor.pk:
        raise NotYours(_("Nobody confirms this about themself."))
    day = on or today()
    if day > today():
        raise BodyRefused(_("The day lies in the future."), field="on")
    if (kind == MemberFactKind.OF_AGE) != (age is not None):
        raise BodyRefused(_("An age is given where an age is confirmed, and only there."), field="age")
    if age is not None and not 13 <= age <= 99:
        raise BodyRefused(_("Please give an age between 13 and 99."), field="age")
    fact = MemberFact.objects.create(person=person, kind=MemberFactKind(kind), on=day, age=age, confirmed_by=actor)
    record(actor=actor.reference, action="body.member_fact", target=person.reference, details={"kind": str(fact.kind)})
    return fact


def _log(actor: Person, action: str, member: BodyMember) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=member.body.reference,
        details={"person": member.person.reference, "capacity": str(member.capacity)},
    )
