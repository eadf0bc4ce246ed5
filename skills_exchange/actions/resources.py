"""Adding resources, saying what they are worth, and keeping them right."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Course
from skills_exchange.enums_help import LinkState, MarkKind, ResourceKind
from skills_exchange.errors import NotYours, ResourceRefused
from skills_exchange.models import Resource, ResourceMark, Skill
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today
from wikilearn.people.models import Person

BROKEN_AFTER = 3
"""So many failures on different days make a broken link."""
CHECK_EVERY = timedelta(days=30)
CHECK_AGAIN = timedelta(days=1)


@transaction.atomic
def add_resource(*, actor: Person, skills: Iterable[Skill], course: Course | None = None, **fields: Any) -> Resource:
    """Put something into the library. `ResourceRefused` if it is there already, or its course cannot be read."""
    resource = Resource(added_by=actor, course=course, **fields)
    _write(resource, skills)
    record(actor=actor.reference, action="resource.added", target=resource.reference, details={"kind": resource.kind})
    return resource


@transaction.atomic
def change_resource(*, actor: Person, resource: Resource, skills: Iterable[Skill], **fields: Any) -> Resource:
    """Mend an entry: whoever added it, and curators. A new address is tried again."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    _demand(actor, resource)
    changed = sorted(name for name, value in fields.items() if getattr(resource, name) != value)
    for name in changed:
        setattr(resource, name, fields[name])
    if "url" in changed:
        resource.link_state, resource.link_failures, resource.link_due = LinkState.UNCHECKED, 0, timezone.now()
    resource.changed_at = timezone.now()
    _write(resource, skills)
    record(actor=actor.reference, action="resource.changed", target=resource.reference, details={"fields": changed})
    return resource


@transaction.atomic
def mark_resource(*, actor: Person, resource: Resource, kind: str | None) -> None:
    """Say what a resource is worth, or (None) take that back; one mark counts, the last one."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    if kind is None:
        ResourceMark.objects.filter(resource=resource, person=actor).delete()
    else:
        ResourceMark.objects.update_or_create(
            resource=resource, person=actor, defaults={"kind": MarkKind(kind), "marked_at": timezone.now()}
        )
    marks = list(ResourceMark.objects.filter(resource=resource).values_list("kind", flat=True))
    resource.useful = marks.count(MarkKind.USEFUL)
    resource.outdated = len(marks) - resource.useful
    resource.save(update_fields=["useful", "outdated"])


@transaction.atomic
def check_resource(*, actor: Person, resource: Resource) -> None:
    """A curator looked today, and it is right: marks of being out of date from before are cleared."""
    _demand_curator(actor)
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    ResourceMark.objects.filter(resource=resource).exclude(kind=MarkKind.USEFUL).delete()
    resource.checked_on, resource.outdated = today(), 0
    resource.save(update_fields=["checked_on", "outdated"])
    record(actor=actor.reference, action="resource.checked", target=resource.reference)


@transaction.atomic
def show_resource(*, actor: Person, resource: Resource, shown: bool, reason: str = "") -> None:
    """Take a resource out of the library with a reason, or put it back."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    _demand(actor, resource)
    if shown:
        _refuse_double(resource)
    resource.shown, resource.hidden_reason = shown, "" if shown else reason
    resource.save(update_fields=["shown", "hidden_reason"])
    action = "resource.shown" if shown else "resource.hidden"
    record(actor=actor.reference, action=action, target=resource.reference, details={"reason": reason})


@transaction.atomic
def note_link(*, resource: Resource, works: bool) -> None:
    """Keep whether the address of a resource answered; nothing happens if it was changed or tried meanwhile."""
    row = (
        Resource.objects.select_for_update().links_due(timezone.now()).filter(pk=resource.pk, url=resource.url).first()
    )
    if row is None:
        return
    before = row.link_state
    row.link_failures = 0 if works else min(row.link_failures + 1, BROKEN_AFTER)
    if works:
        row.link_state = LinkState.WORKS
    else:
        row.link_state = LinkState.BROKEN if row.link_failures >= BROKEN_AFTER else LinkState.FAILS
    settled = works or row.link_state == LinkState.BROKEN
    row.link_due = timezone.now() + (CHECK_EVERY if settled else CHECK_AGAIN)
    row.save(update_fields=["link_failures", "link_state", "link_due"])
    if row.link_state != before and LinkState.BROKEN in (row.link_state, before):
        record(actor=SYSTEM, action="resource.link", target=row.reference, details={"state": row.link_state})


def words_to_find(resource: Resource, skills: Iterable[Skill]) -> str:
    """What a resource is found by beside its title: the names of its skills in all languages, and its text."""
    names = [name for skill in skills for name in skill.labels.values()]
    return "\n".join([*map(str, names), resource.body])


def may_change(person: Person, resource: Resource) -> bool:
    """Whoever added it, and curators."""
    return resource.added_by_id == person.pk or person.has_perm("skills_exchange.curate_resources")


def _write(resource: Resource, skills: Iterable[Skill]) -> None:
    if resource.kind == ResourceKind.COURSE and not resource.course:
        raise ResourceRefused(_("Choose the course."), field="course")
    if resource.kind != ResourceKind.COURSE and not (resource.url or resource.body):
        raise ResourceRefused(_("Enter the address."), field="url")
    _refuse_double(resource)
    chosen = list(skills)
    resource.search_text = words_to_find(resource, chosen)
    resource.full_clean(exclude=["added_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        raise ResourceRefused(_("This is in the library already.")) from error
    resource.skills.set(chosen)


def _refuse_double(resource: Resource) -> None:
    same = Resource.objects.shown().exclude(pk=resource.pk)
    if resource.url:
        twin = same.filter(url=resource.url).first()
    elif resource.kind == ResourceKind.COURSE:
        twin = same.filter(kind=ResourceKind.COURSE, course=resource.course).first()
    else:
        twin = None
    if twin is not None:
        field = "url" if resource.url else "course"
        message = _("This is in the library already: “%(title)s”.") % {"title": twin.title}
        raise ResourceRefused(message, field=field)


def _demand(actor: Person, resource: Resource) -> None:
    if not may_change(actor, resource):
        raise NotYours(_("Only whoever added this, and curators, can change it."))


def _demand_curator(actor: Person) -> None:
    if not actor.has_perm("skills_exchange.curate_resources"):
        raise NotYours(_("Your role does not let you do this."))
