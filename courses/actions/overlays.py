"""Adapting a course locally: starting, changing blocks, and deciding where the shared course has moved."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.actions.adapting import core_places
from courses.enums import OverlayMode, OverlayStanding, OverlayState
from courses.errors import ChangedMeanwhile, CoreStays, NotOffered, NotReady, NotYours
from courses.models import Course, Overlay, OverlayBlock
from courses.models.texts import text_hash
from courses.publishing.overlays import BaseBlock, base_blocks
from wikilearn.audit.actions import record
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person

LONGEST = 20_000
"""Characters of one local text."""
MOST_CHANGES = 500


@transaction.atomic
def start_overlay(*, actor: Person, course: Course, owner: Organisation | Wiki, language: str) -> Overlay:
    """Begin the local version of an organisation or a wiki, in a language that the course is offered in; the one that
    exists, if there is one. Raises `NotYours`, `NotOffered`.
    """
    field = "organisation" if isinstance(owner, Organisation) else "wiki"
    wanted = Overlay(course=course, language=language, created_by=actor, **{field: owner})
    if not actor.has_perm("courses.change_overlay", wanted):
        raise NotYours(_("You may not adapt this course for them."))
    if not course.compiled.filter(language=language).exists():
        raise NotOffered(_("The course is not offered in this language."), field="language")
    overlay, created = Overlay.objects.get_or_create(
        course=course, language=language, **{field: owner}, defaults={"created_by": actor}
    )
    if created:
        details = {"course": course.slug, "owner": overlay.owner_key, "language": language}
        record(actor=actor.reference, action="overlays.started", target=overlay.reference, details=details)
    return overlay


@transaction.atomic
def put_change(
    *,
    actor: Person,
    overlay: Overlay,
    lesson_key: str,
    block_key: str,
    mode: OverlayMode,
    text: str = "",
    note: str = "",
    base_hash: str = "",
    change: OverlayBlock | None = None,
    seen: str | None = None,
) -> OverlayBlock:
    """Add, replace or hide at a block, or write an earlier change anew (`change`, with the hash of its text as `seen`).

    `base_hash` is that of the block as the person saw it. Replacing takes the place of hiding and the other way round.
    Raises `NotYours`, `CoreStays`, `ChangedMeanwhile`, `NotReady`.
    """
    overlay = _locked(actor, overlay)
    base = _base(overlay, lesson_key, block_key)
    if mode != OverlayMode.ADD_AFTER and base.fixed:
        raise _core_stays(base)
    if base_hash and base_hash != base.hash:
        raise ChangedMeanwhile(_("The shared text has changed while you were writing. Please look at it again."))
    row = change or _instead(overlay, base, mode) or _new(overlay, base)
    if seen is not None and seen != text_hash(row.text):
        raise ChangedMeanwhile(_("Somebody else has changed this text in the meantime. Please look at it again."))
    row.mode, row.note, row.changed_by = mode, note, actor
    row.text = "" if mode == OverlayMode.HIDE else _text(text)
    row.base_text, row.base_hash, row.standing = base.text, base.hash, OverlayStanding.FITS
    row.save()
    _touched(actor, overlay, "overlays.block_changed", row)
    return row


@transaction.atomic
def remove_change(*, actor: Person, change: OverlayBlock) -> None:
    """Take a change out of the working copy; what was published of it stays on record. Raises `NotYours`."""
    overlay = _locked(actor, change.overlay)
    row = overlay.blocks.select_for_update().get(pk=change.pk)
    _touched(actor, overlay, "overlays.block_removed", row)
    row.delete()


@transaction.atomic
def move_change(*, actor: Person, change: OverlayBlock, up: bool) -> None:
    """Move an addition before or after its neighbour at the same block. Raises `NotYours`."""
    overlay = _locked(actor, change.overlay)
    rows = list(
        overlay.blocks.select_for_update()
        .filter(lesson_key=change.lesson_key, block_key=change.block_key, mode=OverlayMode.ADD_AFTER)
        .order_by("position", "pk")
    )
    place = next((number for number, row in enumerate(rows) if row.pk == change.pk), 0)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    OverlayBlock.objects.bulk_update(rows, ["position"])
    _touched(actor, overlay, "overlays.block_moved", change)


@transaction.atomic
def settle_change(
    *, actor: Person, change: OverlayBlock, choice: str, base_hash: str, text: str = ""
) -> OverlayBlock | None:
    """Decide a conflict: `ours` keeps the local text, `theirs` gives it up, `merged` puts `text` in its place, `after`
    makes an addition of it.

    `base_hash` is that of the shared text which the person looked at. Gives the change, None if it was given up.
    Raises `NotYours`, `CoreStays`, `ChangedMeanwhile`.
    """
    overlay = _locked(actor, change.overlay)
    row = overlay.blocks.select_for_update().get(pk=change.pk)
    if choice == "theirs":
        remove_change(actor=actor, change=row)
        return None
    mode = OverlayMode.ADD_AFTER if choice == "after" else OverlayMode(row.mode)
    if choice == "merged" and mode == OverlayMode.HIDE:
        mode = OverlayMode.REPLACE
    said = text if choice == "merged" else row.text
    return put_change(
        actor=actor,
        overlay=overlay,
        lesson_key=row.lesson_key,
        block_key=row.block_key,
        mode=mode,
        text=said,
        note=row.note,
        base_hash=base_hash,
        change=row,
    )


@transaction.atomic
def describe_overlay(*, actor: Person, overlay: Overlay, note: str) -> Overlay:
    """Say to learners what is local about it. Raises `NotYours`."""
    overlay = _locked(actor, overlay)
    if overlay.note != note:
        overlay.note = note
        _touched(actor, overlay, "overlays.described", None)
    return overlay


def base_of(overlay: Overlay) -> dict[tuple[str, str], BaseBlock]:
    """The blocks of the published course that the adaptation stands on. Raises `NotOffered`."""
    revision = overlay.course.published_revision
    if revision is None:
        raise NotOffered(_("This course is not offered at present."))
    return base_blocks(revision.document, overlay.language, core=core_places(overlay.course))


def _locked(actor: Person, overlay: Overlay) -> Overlay:
    rows = Overlay.objects.select_for_update(of=["self"], no_key=True)
    locked: Overlay = rows.select_related("course__topic", "course__organisation", "organisation", "wiki").get(
        pk=overlay.pk
    )
    if not actor.has_perm("courses.change_overlay", locked):
        raise NotYours(_("You may not change this local version."))
    return locked


def _base(overlay: Overlay, lesson_key: str, block_key: str) -> BaseBlock:
    base = base_of(overlay).get((lesson_key, block_key))
    if base is None:
        raise NotReady(_("The course has no such block any more."))
    return base


def _instead(overlay: Overlay, base: BaseBlock, mode: OverlayMode) -> OverlayBlock | None:
    """The one change that replaces or hides the block, if another such is asked for."""
    if mode == OverlayMode.ADD_AFTER:
        return None
    rows = overlay.blocks.select_for_update().exclude(mode=OverlayMode.ADD_AFTER)
    found: OverlayBlock | None = rows.filter(lesson_key=base.lesson, block_key=base.key).first()
    return found


def _new(overlay: Overlay, base: BaseBlock) -> OverlayBlock:
    if overlay.blocks.count() >= MOST_CHANGES:
        raise NotReady(_("A local version has so many changes at most. Rather make a course of your own."))
    here = overlay.blocks.filter(lesson_key=base.lesson, block_key=base.key)
    last = here.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return OverlayBlock(overlay=overlay, lesson_key=base.lesson, block_key=base.key, position=position)


def _text(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotReady(_("Please write a text."), field="text")
    if len(text) > LONGEST:
        raise NotReady(_("The text is too long."), field="text")
    return text


def _core_stays(base: BaseBlock) -> CoreStays:
    if base.core:
        return CoreStays(_("This is a core block. You can add text after it, but not hide or replace it."))
    return CoreStays(_("This block asks questions. You can add text after it, but not hide or replace it."))


def _touched(actor: Person, overlay: Overlay, action: str, row: OverlayBlock | None) -> None:
    """The working copy differs from what is served; what waits for a review goes back to its writers."""
    overlay.state = OverlayState.WITHDRAWN if overlay.state == OverlayState.WITHDRAWN else OverlayState.DRAFT
    overlay.save()
    details = {"mode": str(row.mode), "lesson": row.lesson_key, "block": row.block_key} if row is not None else {}
    record(actor=actor.reference, action=action, target=overlay.reference, details=details)
