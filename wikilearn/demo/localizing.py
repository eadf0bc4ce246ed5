"""An Arabic localization at work: glossary, a finished text, one sent back, one with a comment, one outdated."""

from courses.actions.editing import edit_element
from courses.actions.localizers import assign_localization, keep_term
from courses.actions.localizing import comment_translation, reject_translation
from courses.actions.publishing import publish_course, submit_course
from courses.actions.translating import save_translation
from courses.enums import RevisionKind
from courses.models import Course, Segment
from wikilearn.people.models import Person

COURSE, LANGUAGE = "first-steps", "ar"
TERMS = (
    ("Wikimedia", "The movement", True, ()),
    ("article", "A page about a subject", False, (("ar", "مقالة", False), ("es", "artículo", False))),
    (
        "edit",
        "To change a page",
        False,
        (("ar", "تعديل", False), ("ar", "تحرير الصفحات", True), ("es", "editar", False)),
    ),
    (
        "talk page",
        "Where people discuss a page",
        False,
        (("ar", "صفحة نقاش", False), ("es", "página de discusión", False)),
    ),
)
TITLES = ("افترض حسن النية", "اطلب المساعدة", "خطواتك الأولى")
"""Arabic for titles of lessons that the library has in English and Spanish only."""


def localize_in_demo(*, translator: Person, reviewer: Person, author: Person, curator: Person) -> None:
    """Everything that a localizer meets, in one course."""
    for term, note, untranslated, said in TERMS:
        keep_term(
            actor=curator,
            term=None,
            organisation=None,
            language="en",
            text=term,
            note=note,
            untranslated=untranslated,
            said=said,
        )
    course = Course.objects.get(slug=COURSE)
    segments = _untranslated_titles(course)
    for segment, text in zip(segments, TITLES, strict=False):
        save_translation(actor=translator, segment=segment, language=LANGUAGE, text=text)
    if len(segments) > 1:
        reject_translation(
            actor=reviewer,
            segment=segments[1],
            language=LANGUAGE,
            comment="Please speak to one person, as the other lessons do.",
        )
        comment_translation(actor=reviewer, segment=segments[0], language=LANGUAGE, text="Well said, thank you!")
    _outdate(course, author=author, reviewer=reviewer)
    module = course.modules.order_by("position").last()
    assign_localization(actor=reviewer, course=course, language=LANGUAGE, person=translator, module=module)


def _untranslated_titles(course: Course) -> list[Segment]:
    titles = course.segments.to_translate().filter(part="title", lesson__isnull=False, block=None, question=None)
    return list(titles.exclude(translations__language=LANGUAGE).order_by("order")[: len(TITLES)])


def _outdate(course: Course, *, author: Person, reviewer: Person) -> None:
    """The source of a translated title changes its meaning, and is published: the old translation is served, marked."""
    titles = course.segments.filter(part="title", lesson__isnull=False, block=None, question=None)
    title = titles.filter(translations__language=LANGUAGE, translations__state="published").order_by("order").first()
    if title is None or title.lesson is None:
        return
    edit_element(
        actor=author,
        element=title.lesson,
        texts={"title": f"{title.source_text}, side by side"},
        kind=RevisionKind.MAJOR,
    )
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR, note="A clearer title")
