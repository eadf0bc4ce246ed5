"""Writing the local versions of lessons, and keeping an eye on how they fit the shared course."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse

from courses.enums import OverlayStanding
from courses.models import Block, CompiledLesson, Course, CourseRevision, Overlay, OverlayBlock
from courses.publishing.overlays import Adapter, Change, Place, base_blocks, changes_of, standing_of
from courses.publishing.snapshot import Document
from wikilearn.movement.enums import MemberRole
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

BATCH = 200
_COPIED = [
    field.attname for field in CompiledLesson._meta.concrete_fields if field.name not in ("id", "overlay", "blocks")
]


def adapt_course(course: Course, revision: CourseRevision) -> None:
    """After a new revision: write the local versions that learners can choose, and look again at every change.

    Runs inside the transaction of the publication. Editors are told where the shared course has moved under them.
    """
    core = core_places(course)
    overlays = list(course.overlays.select_related("published_revision", "organisation", "wiki"))
    for overlay in overlays:
        if overlay.published_revision is not None:
            write_lessons(overlay, revision, core=core)
    for overlay in overlays:
        review_changes(overlay, revision.document, core=core, occasion=f"revision:{revision.pk}")


def write_lessons(overlay: Overlay, revision: CourseRevision, *, core: Collection[Place]) -> int:
    """Replace the compiled lessons of one adaptation, from the shared ones; gives how many differ from these."""
    CompiledLesson.objects.filter(overlay=overlay).delete()
    if overlay.published_revision is None:
        return 0
    adapter = Adapter(
        document=revision.document,
        language=overlay.language,
        changes=changes_of(overlay.published_revision.changes),
        owner_name=overlay.owner_name,
        core=core,
    )
    shared = CompiledLesson.objects.filter(
        revision=revision,
        language=overlay.language,
        overlay=None,
        lesson_key__in={change.lesson for change in adapter.changes},
    )
    rows = [
        CompiledLesson(overlay=overlay, blocks=blocks, **{name: getattr(lesson, name) for name in _COPIED})
        for lesson, blocks in adapter.lessons(shared)
    ]
    CompiledLesson.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def review_changes(overlay: Overlay, document: Document, *, core: Collection[Place], occasion: str) -> None:
    """Write how each change of the working copy fits, and tell the editors what has come to ask for them."""
    base = base_blocks(document, overlay.language, core=core)
    moved: dict[OverlayStanding, list[OverlayBlock]] = {}
    for row in overlay.blocks.all():
        standing = standing_of(Change(**row.change), base.get((row.lesson_key, row.block_key)))
        if standing != row.standing:
            moved.setdefault(standing, []).append(row)
    for standing, rows in moved.items():
        OverlayBlock.objects.filter(pk__in=[row.pk for row in rows]).update(standing=standing)
    if moved.get(OverlayStanding.CORE):
        _tell_editors(overlay, "overlay_core", occasion, number=len(moved[OverlayStanding.CORE]))
    asking = sum(len(moved.get(each, [])) for each in (OverlayStanding.CONFLICT, OverlayStanding.GONE))
    if asking:
        _tell_editors(overlay, "overlay_conflict", occasion, number=asking)


def core_places(course: Course) -> set[Place]:
    """The blocks that are core in the working copy, by keys."""
    return set(Block.objects.filter(lesson__course=course, core=True).values_list("lesson__key", "key"))


def editors_of(overlay: Overlay) -> list[Person]:
    """Who has worked on it and still may, and the coordinators of the organisations behind it."""
    organisations = Q(memberships__organisation=overlay.organisation_id)
    if overlay.wiki_id is not None:
        organisations = Q(memberships__organisation__wikis=overlay.wiki_id)
    now_in = Q(memberships__until=None) & organisations
    writers = overlay.blocks.values("changed_by")
    return list(
        Person.objects.present()
        .filter(is_active=True)
        .filter(
            now_in
            & (
                Q(memberships__role=MemberRole.COORDINATOR)
                | Q(memberships__role=MemberRole.AUTHOR, pk__in=writers)
                | Q(memberships__role=MemberRole.AUTHOR, pk=overlay.created_by_id)
            )
        )
        .distinct()
        .order_by("pk")
    )


def title_of(course: Course) -> str:
    """Its title in its source language, short enough for a notice."""
    title = course.segments.filter(key="course/title").values_list("source_text", flat=True).first()
    return (title or course.slug)[:200]


def _tell_editors(overlay: Overlay, kind: str, occasion: str, **context: Any) -> None:
    title = title_of(overlay.course)
    for person in editors_of(overlay):
        notify(
            person=person,
            kind=kind,
            context={"course": title, "owner": overlay.owner_name} | context,
            url=f"{reverse('courses:overlay_conflicts')}?overlay={overlay.pk}",
            key=f"{kind}:{overlay.pk}:{occasion}",
        )
