"""Demo data of people who learn together: a cohort that runs, a discussion in three languages, and enough learners for
figures. All of them are made up.
"""

from datetime import timedelta

from django.utils import timezone

from courses.actions.cohort_places import join_cohort
from courses.actions.cohort_sessions import mark_attendance, plan_sessions
from courses.actions.cohorts import create_cohort
from courses.actions.discussing import reply, start_thread
from courses.actions.learning import enrol_in_course
from courses.actions.moderating import arrange_thread
from courses.cohorts.series import wall_of
from courses.enums import Admission, AttendanceState, Level
from courses.models import CohortMember, CohortSession, CompiledCourse, Completion, Course, Enrolment, LessonRead
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

ZONE = "America/Bogota"
LEARNERS = 160
LANGUAGES = ("en", "es", "en", "es", "ar")


def load_together(people: dict[str, Person]) -> None:
    """Make it all; called once, after the courses have been published."""
    course = Course.objects.filter(slug="first-steps").first() or Course.objects.served().first()
    if course is None:
        return
    _run_cohort(people, course)
    _discuss(people, course)
    for served in Course.objects.served():
        _fill_figures(served)


def _run_cohort(people: dict[str, Person], course: Course) -> None:
    """Three sessions behind it, three to come; one place is left, and then there is a waiting list."""
    leader = people["Carlos Coordinator"]
    now = timezone.now()
    cohort = create_cohort(
        actor=leader,
        organisation=Organisation.objects.get(slug=AFFILIATE),
        course=course,
        facilitators=[leader],
        title="Primeros pasos juntos – First steps together",
        about="Nos vemos cada semana y leemos el curso juntos.\n\n*We meet every week and read the course together.*",
        languages=["es", "en"],
        time_zone=ZONE,
        capacity=12,
        admission=Admission.OPEN,
        enrols_from=now - timedelta(days=40),
        enrols_until=now + timedelta(days=14),
    )
    first = wall_of(now + timedelta(days=4), ZONE).replace(hour=18, minute=0, second=0, microsecond=0)
    sessions = plan_sessions(
        actor=leader,
        cohort=cohort,
        first=first,
        length=timedelta(minutes=90),
        number=6,
        link="https://meet.example.org/first-steps",
        lessons=[],
    )
    back = timedelta(weeks=3)
    for session in sessions:
        moved = CohortSession.objects.filter(pk=session.pk)
        moved.update(starts_at=session.starts_at - back, ends_at=session.ends_at - back)
    for person in [people["Lucía Learner"], people["Layla Learner"], *_companions(8)]:
        join_cohort(actor=person, cohort=cohort)
    places = list(CohortMember.objects.filter(cohort=cohort).order_by("pk"))
    for session in cohort.sessions.filter(ends_at__lt=now):
        states = {
            place.pk: AttendanceState.ABSENT if place.pk % 4 == 0 else AttendanceState.PRESENT for place in places
        }
        mark_attendance(actor=leader, session=session, states=states)


def _companions(number: int) -> list[Person]:
    names = [f"Demo learner {place}" for place in range(1, number + 1)]
    return [Person.objects.create_user(name, languages=["es", "en"], time_zone=ZONE) for name in names]


def _discuss(people: dict[str, Person], course: Course) -> None:
    """A question in English with answers in Spanish and Arabic, and a pinned welcome."""
    lucia, layla, rania = people["Lucía Learner"], people["Layla Learner"], people["Rania Reviewer"]
    for person, language in ((lucia, "es"), (layla, "ar"), (rania, "en")):
        enrol_in_course(actor=person, course=course, language=language)
    welcome = start_thread(
        actor=rania,
        course=course,
        title="Welcome – bienvenidas – أهلا وسهلا",
        text="Write in **any language**. We answer within a few days.",
        language="en",
    )
    thread = start_thread(
        actor=lucia,
        course=course,
        title="¿Dónde pido ayuda?",
        text="Si algo sale mal en mi primera edición, ¿a quién le pregunto?",
        language="es",
    )
    reply(
        actor=rania,
        thread=thread,
        text="@Lucía Learner: the *help desk* of your wiki is a good place. Nobody minds a question.",
        language="en",
    )
    reply(actor=layla, thread=thread, text="شكرا، كان عندي السؤال نفسه.", language="ar")
    moderator = people["Cora Curator"]
    arrange_thread(actor=moderator, thread=welcome, pinned=True)


def _fill_figures(course: Course) -> None:
    """Learners of the past months, each as far as they came; written at once, for nobody will sign in as them."""
    entry = CompiledCourse.objects.filter(course=course).order_by("pk").first()
    if entry is None:
        return
    keys = [lesson["key"] for module in entry.outline for lesson in module["lessons"]]
    now = timezone.now()
    crowd = Person.objects.bulk_create(
        Person(username=f"Demo {course.pk}-{place}", password="!", is_active=False)  # noqa: S106 - nobody signs in with it
        for place in range(LEARNERS)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            person=person,
            course=course,
            language=LANGUAGES[place % len(LANGUAGES)],
            enrolled_at=now - timedelta(days=3 + 2 * place),
            visited_at=now - timedelta(days=place % 60),
            left_at=now - timedelta(days=1) if place % 11 == 0 else None,
        )
        for place, person in enumerate(crowd)
    )
    LessonRead.objects.bulk_create(
        LessonRead(enrolment=enrolment, lesson_key=key, language=enrolment.language, read_at=enrolment.enrolled_at)
        for place, enrolment in enumerate(enrolments)
        for key in keys[: place % (len(keys) + 3)]
    )
    Completion.objects.bulk_create(
        Completion(
            person=enrolment.person,
            course=course,
            revision=entry.revision,
            language=enrolment.language,
            score=80 + place % 20,
            level=Level.PROFICIENT,
            passed_at=enrolment.enrolled_at + timedelta(days=1 + place % 9),
        )
        for place, enrolment in enumerate(enrolments)
        if place % (len(keys) + 3) >= len(keys) and place % 11
    )
