"""A language goes live module by module, against the source that learners read.

Each publication is a new minor revision that differs from the last in one language; unpublished edits of the source
stay where they are. Only the pages of that language are compiled; those of all others move along in a few statements.
"""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.actions.compiling import compile_course, compile_language, move_languages
from courses.actions.publishing import check_idle, make_revision
from courses.actions.serving import acting, language_gates, live_parts, mark_live
from courses.actions.translating import lock_localization
from courses.enums import RevisionKind
from courses.errors import NotReady, NotYours
from courses.localization.gate import COURSE, parts_of, serve, serves_unreviewed, threshold_of
from courses.models import CompiledCourse, Course, CourseRevision, Localization
from courses.publishing.compiling import caption_tracks, offered_languages
from courses.publishing.snapshot import Document
from courses.queries.texts import translations_now
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def publish_localization(
    *, actor: Person, course: Course, language: str, modules: Sequence[str] | None = None
) -> CourseRevision:
    """Let learners have these modules (keys; all that pass the gate, if none is named) in a language.

    What is live already takes its newer texts in. Raises `NotYours`; `NotReady` below the gate, for a course that is
    not published, and where nothing has changed.
    """
    localization, document = _begin(actor, course, language)
    course = localization.course
    gates = language_gates(course, document, language)
    threshold = threshold_of(course.settings, guarded=course.is_guarded)
    live = live_parts(course).get(language, set())
    if modules is None:
        wanted = {key for key, part in gates.items() if part.passes(threshold)} - {COURSE}
    else:
        wanted = set(modules) - live
        _refuse_below_gate(document, wanted, gates, threshold)
    before = document["translations"].get(language, {})
    parts = live | wanted | {COURSE}
    if parts == {COURSE}:
        raise NotReady(
            _("No module passes the gate yet: it opens at %(number)d %% of the texts.") % {"number": threshold}
        )
    served = serve(
        document,
        parts,
        current=translations_now(course, [language]).get(language, {}),
        previous=before,
        unreviewed=serves_unreviewed(course.settings, guarded=course.is_guarded),
    )
    if served == before and wanted <= live:
        raise NotReady(_("Learners have all of this already."))
    document["translations"][language] = served
    return _finish(actor, localization, document, parts, "courses.localization_published")


@transaction.atomic
def unpublish_localization(
    *, actor: Person, course: Course, language: str, modules: Sequence[str] | None = None
) -> CourseRevision:
    """Take these modules (all, if none is named) from learners in a language; its texts stay with the translators."""
    localization, document = _begin(actor, course, language)
    live = live_parts(localization.course).get(language, set())
    gone = live if modules is None else set(modules) & live
    if not gone - {COURSE}:
        raise NotReady(_("Learners do not have this."))
    parts = live - gone
    if parts == {COURSE}:
        parts = set()
    document["translations"][language] = serve(
        document, set(), current={}, previous=_only(document, language, parts), unreviewed=False
    )
    return _finish(actor, localization, document, parts, "courses.localization_unpublished")


def _begin(actor: Person, course: Course, language: str) -> tuple[Localization, Document]:
    course = Course.objects.locked(course.pk)
    localization = lock_localization(course, language)
    localization.course = course
    if not actor.has_perm("courses.publish_localization", localization):
        raise NotYours(_("You may not publish this language."))
    if course.published_revision is None:
        raise NotReady(_("The course is not published yet."))
    check_idle(course)
    return localization, copy.deepcopy(course.published_revision.document)


def _refuse_below_gate(document: Document, wanted: Iterable[str], gates: Any, threshold: int) -> None:
    for key in sorted(wanted):
        part = gates.get(key)
        if part is None:
            raise NotReady(_("Learners do not have this module in any language yet."))
        if part.held:
            raise NotReady(
                _("A question in the module “%(module)s” lacks an answer.") % {"module": _title(document, key)}
            )
        if not part.passes(threshold):
            raise NotReady(
                _("Of the module “%(module)s” %(share)d %% can be published, and %(number)d %% are needed.")
                % {
                    "module": _title(document, key),
                    "share": 100 * part.served // (part.total or 1),
                    "number": threshold,
                }
            )


def _title(document: Document, key: str) -> str:
    module = next(each for each in document["modules"] if each["key"] == key)
    title = module["texts"].get("title")
    return str(document["segments"][title]["text"]) if title else key


def _only(document: Document, language: str, parts: set[str]) -> dict[str, list[str]]:
    of = parts_of(document)
    said = document["translations"].get(language, {})
    return {key: text for key, text in said.items() if of.get(key) in parts}


def _finish(
    actor: Person, localization: Localization, document: Document, parts: set[str], action: str
) -> CourseRevision:
    course, language = localization.course, localization.language
    old = course.published_revision
    assert old is not None  # noqa: S101 - for the type checker
    if not document["translations"].get(language):
        document["translations"].pop(language, None)
    note = f"{language}: {', '.join(sorted(parts - {COURSE}))}"[:500]
    revision = make_revision(course, document, actor=actor, kind=RevisionKind.MINOR, note=note)
    course.published_revision = revision
    course.save(update_fields=["published_revision"])
    acting(actor.pk)
    offered = _compile(course, old, revision, language)
    mark_live(course, document, offered, [language])
    record(
        actor=actor.reference,
        action=action,
        target=course.reference,
        details={"language": language, "modules": sorted(parts - {COURSE}), "revision": revision.number},
    )
    return revision


def _compile(course: Course, old: CourseRevision, revision: CourseRevision, language: str) -> list[str]:
    """Pages of the language and of those that fall back to it; all pages, where recordings list their captions or local
    adaptations stand on them. Gives the languages that the course is offered in.
    """
    document = revision.document
    offered = offered_languages(document)
    served = set(CompiledCourse.objects.filter(course=course).values_list("language", flat=True))
    affected = [tag for tag in sorted(served | set(offered)) if _concerns(tag, language)]
    if caption_tracks(document, {}) or course.overlays.exists():
        return compile_course(course, revision)
    move_languages(course, old, revision, leaving_out=affected)
    for tag in affected:
        if tag in offered:
            compile_language(course, revision, tag)
    return offered


def _concerns(tag: str, language: str) -> bool:
    """Texts of the language are shown in `tag`: itself, and those that fall back to it."""
    return tag == language or tag.startswith(f"{language}-")
