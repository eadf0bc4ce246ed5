"""Learning packs: making them, taking them, completing them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.errors import NotOffered, NotReady, NotYours
from courses.models import Completion, Course, Pack, PackCompletion, PackCourse, PackEnrolment, PackText
from courses.signals import pack_completed
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

MOST_COURSES = 50


@transaction.atomic
def create_pack(
    *,
    actor: Person,
    organisation: Organisation | None,
    slug: str,
    audience: str,
    language: str,
    title: str,
    description: str = "",
) -> Pack:
    """A new pack without courses, not offered yet, with its words in its first language.

    Raises `NotYours`, `NotReady`.
    """
    if not actor.has_perm("courses.add_pack", organisation):
        raise NotYours(_("You may not make a learning pack for this organisation."))
    if Pack.objects.filter(slug=slug).exists():
        raise NotReady(_("Another learning pack has this address."), field="slug")
    pack = Pack.objects.create(
        slug=slug, organisation=organisation, audience=audience, source_language=language, made_by=actor
    )
    PackText.objects.create(pack=pack, language=language, title=title, description=description)
    _record(actor, "made", pack)
    return pack


@transaction.atomic
def describe_pack(*, actor: Person, pack: Pack, language: str, title: str, description: str = "") -> None:
    """Write its words in a language; without a title that language is taken away. Raises `NotYours`, `NotReady`."""
    pack = _locked(actor, pack)
    if title:
        PackText.objects.update_or_create(
            pack=pack, language=language, defaults={"title": title, "description": description, "outdated": False}
        )
    elif language == pack.source_language:
        raise NotReady(_("A learning pack needs a title in its first language."), field="title")
    else:
        pack.texts.filter(language=language).delete()
    _record(actor, "described", pack, language=language)


@transaction.atomic
def arrange_pack(*, actor: Person, pack: Pack, courses: Sequence[Course]) -> None:
    """Its courses, in this order. Who completed it before keeps that. Raises `NotYours`, `NotReady`."""
    pack = _locked(actor, pack)
    if len({course.pk for course in courses}) != len(courses):
        raise NotReady(_("A course can be in a learning pack only once."))
    if len(courses) > MOST_COURSES:
        raise NotReady(_("This is too much for one learning pack."))
    if pack.offered and not courses:
        raise NotReady(_("A learning pack that is offered needs at least one course."))
    pack.entries.all().delete()
    PackCourse.objects.bulk_create(
        PackCourse(pack=pack, course=course, position=position) for position, course in enumerate(courses, start=1)
    )
    _record(actor, "arranged", pack, courses=[course.slug for course in courses])


@transaction.atomic
def offer_pack(*, actor: Person, pack: Pack, offered: bool) -> Pack:
    """Show it to learners, or no longer. All its courses must be offered then. Raises `NotYours`, `NotReady`."""
    pack = _locked(actor, pack)
    if offered:
        courses = Course.objects.filter(in_packs__pack=pack)
        if not courses.exists() or courses.filter(published_revision=None).exists():
            raise NotReady(_("A learning pack needs courses, and all of them must be offered to learners."))
    pack.offered = offered
    pack.save(update_fields=["offered"])
    _record(actor, "offered" if offered else "withdrawn", pack)
    return pack


@transaction.atomic
def enrol_in_pack(*, actor: Person, pack: Pack) -> PackEnrolment:
    """Take a pack, or come back to it. What was passed before counts; twice changes nothing. Raises `NotOffered`."""
    if not Pack.objects.offered().filter(pk=pack.pk).exists():
        raise NotOffered(_("This learning pack is not offered at present."))
    enrolment, _created = PackEnrolment.objects.select_for_update().get_or_create(person=actor, pack=pack)
    if enrolment.left_at is not None:
        enrolment.left_at = None
        enrolment.save(update_fields=["left_at"])
    _complete([enrolment])
    return enrolment


@transaction.atomic
def leave_pack(*, actor: Person, pack: Pack) -> None:
    """Stop taking a pack; its courses go on."""
    PackEnrolment.objects.filter(person=actor, pack=pack, left_at=None).update(left_at=timezone.now())


def complete_packs(*, person: Person, course: Course) -> None:
    """Complete what the person takes and has now passed all of. Called inside the transaction that passes the course.

    The lock makes two courses that are passed at once see each other.
    """
    taking = PackEnrolment.objects.filter(person=person, left_at=None, pack__entries__course=course)
    _complete(list(taking.select_for_update(of=["self"], no_key=True).order_by("pk")))


def _complete(enrolments: Sequence[PackEnrolment]) -> None:
    for enrolment in enrolments:
        passed = Completion.objects.filter(person=enrolment.person_id, course=OuterRef("course"))
        entries = PackCourse.objects.filter(pack=enrolment.pack_id)
        if not entries.exists() or entries.filter(~Exists(passed)).exists():
            continue
        completion, created = PackCompletion.objects.get_or_create(person=enrolment.person, pack=enrolment.pack)
        if created:
            pack_completed.send(sender=PackCompletion, completion=completion)
            reference = enrolment.person.reference
            record(actor=reference, action="packs.completed", target=enrolment.pack.reference, details={})


def _locked(actor: Person, pack: Pack) -> Pack:
    rows = Pack.objects.select_for_update(of=["self"], no_key=True)
    found: Pack = rows.select_related("organisation").get(pk=pack.pk)
    if not actor.has_perm("courses.change_pack", found):
        raise NotYours(_("You may not change this learning pack."))
    return found


def _record(actor: Person, deed: str, pack: Pack, **details: object) -> None:
    record(actor=actor.reference, action=f"packs.{deed}", target=pack.reference, details=details)
