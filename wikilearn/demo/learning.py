"""Learning packs, ratings and bookmarks of the demo."""

from courses.actions.feedback import rate_course
from courses.actions.learning import enrol_in_course, read_lesson
from courses.actions.marks import keep_bookmark
from courses.actions.packs import arrange_pack, create_pack, describe_pack, enrol_in_pack, offer_pack
from courses.enums import Audience
from courses.models import CompiledCourse, Course
from courses.queries.reading import ServedCourse, lesson_of, served_course
from wikilearn.people.models import Person

_SAID = (
    (5, "en", "Clear, short, and I changed my passphrase the same evening."),
    (4, "es", "Muy útil. Más ejemplos de otros países, por favor."),
    (5, "en", ""),
    (3, "en", "The quiz about recovery codes was harder than the lessons."),
    (4, "es", ""),
    (5, "en", "I will take it with our user group."),
)


def load_learning(people: dict[str, Person]) -> None:
    """A pack, enough ratings for the public figure, and what Lucía has marked."""
    courses = list(Course.objects.served().filter(origin__gt="").order_by("slug"))
    if not courses:
        return
    _make_pack(people, courses)
    for number, (rating, language, comment) in enumerate(_SAID, start=1):
        person = Person.objects.create_user(f"Demo reader {number}", languages=[language])
        served = _take(person, courses[0], language)
        keys = served.lesson_keys
        for key in keys[: (len(keys) + 1) // 2]:
            read_lesson(actor=person, served=_served(person, courses[0], language), lesson_key=key)
        rate_course(actor=person, served=_served(person, courses[0], language), rating=rating, comment=comment)
    _mark(people["Lucía Learner"], courses[0])


def _make_pack(people: dict[str, Person], courses: list[Course]) -> None:
    curator = people["Cora Curator"]
    pack = create_pack(
        actor=curator,
        organisation=None,
        slug="first-days",
        audience=Audience.NEWCOMER,
        language="en",
        title="Your first days",
        description="What everybody should know before they start.",
    )
    spanish = {"title": "Tus primeros días", "description": "Lo que conviene saber antes de empezar."}
    describe_pack(actor=curator, pack=pack, language="es", **spanish)
    arrange_pack(actor=curator, pack=pack, courses=courses)
    pack = offer_pack(actor=curator, pack=pack, offered=True)
    enrol_in_pack(actor=people["Lucía Learner"], pack=pack)


def _mark(person: Person, course: Course) -> None:
    served = _take(person, course, "es" if "es" in _offered(course) else "en")
    notes = ("Preguntar a la mentora.", "")
    for key, note in zip(served.lesson_keys, notes, strict=False):
        keep_bookmark(actor=person, served=served, lesson=lesson_of(served, key), note=note)


def _take(person: Person, course: Course, language: str) -> ServedCourse:
    enrol_in_course(actor=person, course=course, language=language)
    return _served(person, course, language)


def _served(person: Person, course: Course, language: str) -> ServedCourse:
    return served_course(course.slug, reader=person, chain=[language, "en"])


def _offered(course: Course) -> set[str]:
    return set(CompiledCourse.objects.filter(course=course).values_list("language", flat=True))
