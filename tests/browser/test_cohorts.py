"""A facilitator with a phone and a keyboard, a member in another zone, people who talk, an author who wants to know."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.models import Attendance, Cohort, Feedback, LessonRead, Mention, Post
from tests.browser.keyboard import tab_to
from tests.factories.cohorts import CohortFactory, PlaceFactory, SessionFactory
from tests.factories.courses import CompletionFactory, EnrolmentFactory
from tests.factories.learning import serve_course
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole


def at(name, *args):
    return reverse(f"courses:{name}", args=args)


@pytest.fixture
def look(axe, fits, snapshot):
    """Nothing in the way, nothing sticks out, and a picture."""

    def check(page, name):
        expect(page.locator(".error-page")).to_have_count(0)
        axe(page)
        fits(page)
        snapshot(page, f"cohorts-{name}", tour=name in ("attendance", "figures-desktop-en"))

    return check


def write(page, label, text):
    field = page.locator("main").get_by_label(label)
    tab_to(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def press(page, name, *, role="button"):
    tab_to(page, page.locator("main").get_by_role(role, name=name).first)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_facilitator_plans_and_takes_attendance_with_keys_alone_on_a_phone(browse, look):
    course = serve_course(lessons=2)
    coordinator = MembershipFactory(person=PersonFactory(time_zone="Europe/Berlin", username="Faye Facilitator")).person
    page = browse(screen="phone", person=coordinator)
    page.goto(at("cohort_new") + f"?course={course.slug}")
    tab_to(page, page.get_by_label("Organisation", exact=True))
    page.keyboard.press("ArrowDown")
    write(page, "Title", "Spring cohort")
    write(page, "Places", "12")
    look(page, "new")
    press(page, "Save")
    expect(page.locator(".cdx-message--success")).to_contain_text("The cohort is there")
    cohort = Cohort.objects.get(title="Spring cohort")
    press(page, "Plan sessions", role="link")
    tab_to(page, page.get_by_label("Starts", exact=True))
    page.keyboard.type("03202097")
    page.keyboard.press("Tab")
    page.keyboard.type("0600PM")
    write(page, "How many sessions", "3")
    look(page, "plan")
    press(page, "Save")
    expect(page.locator(".session")).to_have_count(3)
    assert {session.starts_at.hour for session in cohort.sessions.all()} == {17, 16}  # summer time begins between them
    for name in ("Amina", "Bo"):
        PlaceFactory(cohort=cohort, person=PersonFactory(username=name))
    session = SessionFactory(cohort=cohort, in_hours=-1, lessons=["l1"], title="First steps")
    page.goto(at("cohort_desk", cohort.uid))
    look(page, "desk")
    press(page, "Attendance", role="link")
    tab_to(page, page.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    look(page, "attendance")
    press(page, "Save")
    expect(page.locator(".cdx-message--success")).to_be_visible()
    assert sorted(Attendance.objects.filter(session=session).values_list("member__person__username", "state")) == [
        ("Amina", "present"),
        ("Bo", "absent"),
    ]
    assert LessonRead.objects.filter(lesson_key="l1").count() == 1


def test_member_in_another_zone_and_in_arabic(browse, look):
    cohort = CohortFactory(title="Spring cohort", course=serve_course(), languages=["ar", "en"], about="**Welcome**")
    starts = datetime(2097, 7, 2, 16, tzinfo=UTC)
    SessionFactory(cohort=cohort, starts_at=starts, ends_at=starts + timedelta(hours=1), title="Kick-off")
    SessionFactory(
        cohort=cohort,
        starts_at=starts + timedelta(days=7),
        ends_at=starts + timedelta(days=7, hours=1),
        state="cancelled",
    )
    person = PersonFactory(time_zone="Asia/Dubai", languages=["ar"], interface_language="ar")
    page = browse(screen="phone", language="ar", colours="dark", person=person)
    page.goto(at("cohorts"))
    look(page, "list-ar")
    page.locator(".card__heading a").first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".when__zone").first).to_contain_text("الإمارات")
    expect(page.locator(".when time").first).to_contain_text("8")
    expect(page.get_by_text("meet.example.org")).to_have_count(0)
    page.locator("main form button").first.click()
    expect(page.get_by_text("meet.example.org").first).to_be_visible()
    look(page, "member-ar")
    page.goto(at("my_learning"))
    look(page, "my-learning-ar")
    page.goto(at("cohort", cohort.uid))
    page.locator("main form button").first.click()
    expect(page.locator("code.secret")).to_contain_text("/calendar/")
    look(page, "calendar-ar")


def test_people_talk_mention_and_moderate(browse, look):
    cache.clear()
    course = serve_course()
    ada, layla = PersonFactory(username="Ada Lovelace"), PersonFactory(username="Layla", languages=["ar", "en"])
    moderator = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    for person in (ada, layla):
        EnrolmentFactory(person=person, course=course)
    page = browse(person=ada)
    page.goto(at("course", course.slug))
    page.get_by_role("link", name="Discussion").click()
    look(page, "discussion-empty")
    page.get_by_role("link", name="Start a thread").click()
    page.get_by_label("Title", exact=True).fill("How long is a passphrase?")
    page.get_by_role("textbox", name="Your post").fill("I wonder *how long* it should be.")
    look(page, "discussion-new")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator(".post")).to_have_count(1)
    thread = page.url
    reply = browse(screen="phone", person=layla)
    reply.goto(thread)
    reply.get_by_role("textbox", name="Your post").press_sequentially("Thank you @Ad")
    name = reply.locator("[data-mentions] button")
    expect(name).to_have_text("Ada Lovelace")
    look(reply, "discussion-mention")
    reply.get_by_role("textbox", name="Your post").press("ArrowDown")
    reply.keyboard.press("Enter")
    expect(reply.get_by_role("textbox", name="Your post")).to_have_value("Thank you @Ada Lovelace ")
    reply.get_by_role("button", name="Post", exact=True).click()
    expect(reply.locator(".post")).to_have_count(2)
    assert Mention.objects.get().person == ada
    guard = browse(person=moderator, colours="dark")
    guard.goto(thread)
    look(guard, "discussion-moderator")
    guard.get_by_role("link", name="Hide").last.click()
    guard.get_by_label("Reason").fill("Off topic")
    look(guard, "discussion-hide")
    guard.get_by_role("button", name="Hide").click()
    expect(guard.get_by_text("This post was hidden by a moderator.")).to_be_visible()
    assert Post.objects.get(author=layla).hidden_by == moderator
    page.goto(at("discussion", course.slug))
    look(page, "discussion")


@pytest.mark.parametrize(("screen", "language", "colours"), [("desktop", "en", "light"), ("phone", "ar", "dark")])
def test_author_looks_at_figures(browse, look, screen, language, colours):
    course = serve_course(lessons=3)
    now = timezone.now()
    for number in range(44):
        person = PersonFactory()
        enrolled = now - timedelta(days=20 + 5 * number)
        tag = "ar" if number % 3 else "en"
        visited = now if number % 4 else None
        enrolment = EnrolmentFactory(
            person=person, course=course, enrolled_at=enrolled, language=tag, visited_at=visited
        )
        for key in ("l1", "l2", "l3")[: number % 4]:
            LessonRead.objects.create(enrolment=enrolment, lesson_key=key, language=tag, read_at=enrolled)
        if number % 4 == 3:
            CompletionFactory(
                person=person, course=course, revision=course.published_revision, passed_at=enrolled + timedelta(days=9)
            )
        Feedback.objects.create(person=person, course=course, language=tag, rating=1 + number % 5)
    person = MembershipFactory(
        organisation=course.organisation, person=PersonFactory(languages=[language], interface_language=language)
    ).person
    page = browse(screen=screen, language=language, colours=colours, person=person)
    page.goto(at("author_figures", course.slug))
    expect(page.locator("svg.chart__columns")).to_be_visible()
    expect(page.locator(".chart table").first).to_be_visible()
    look(page, f"figures-{screen}-{language}")
    page.goto(at("organisation_figures", course.organisation.slug))
    look(page, f"figures-organisation-{screen}-{language}")
    CohortFactory(course=course)
    page.goto(at("author_cohorts", course.slug))
    look(page, f"author-{screen}-{language}")
