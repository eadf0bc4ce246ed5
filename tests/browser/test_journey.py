"""The main journey in one piece, with a real worker: a library is uploaded, published, learned, certified, checked.

At a desk the library is the movement's own where its archive lies beside the checkout; otherwise a miniature of ours.
Nothing is found by its wording, so that the same walk goes in every language. The learner has no JavaScript.
"""

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.management import call_command
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from certification.badges.models import Credential
from certification.models import Period
from courses.models import Attempt, CompiledLesson, Course, ImportRun, QuestionRevision
from tests.courses.archives import library
from tests.factories.movement import HoldingFactory, MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from tests.workers import running_worker
from wikilearn.demo.offering import demo_archive
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Right, Wiki
from wikilearn.people.enums import Role

ARCHIVE = Path(settings.BASE_DIR).parent / "shared/data/wikiedu/wikiedu-training.tar.gz"
PICTURES = bool(os.environ.get("SCREENSHOTS"))
TOPIC = "digital-security"
WALKS = [("phone", "ar"), ("desktop", "en")]


@pytest.fixture
def worker():
    """A Celery worker on the test's database."""
    with running_worker():
        yield


@pytest.fixture
def cast():
    """Everybody who takes part."""
    call_command("load_reference_data", verbosity=0)
    organisation = OrganisationFactory()
    people = {
        "coordinator": MembershipFactory(organisation=organisation, role=MemberRole.COORDINATOR).person,
        "reviewer": MembershipFactory(organisation=organisation, role=MemberRole.REVIEWER).person,
        "curator": PersonFactory(role=Role.CURATOR),
        "steward": PersonFactory(role=Role.STEWARD),
        "learner": PersonFactory(languages=["en", "es"]),
    }
    HoldingFactory(
        right=Right.objects.get(key="checkuser"),
        wiki=Wiki.objects.get(dbname="dewiki"),
        username=people["learner"].username,
        person=people["learner"],
    )
    return organisation, people


def upload(material: bytes) -> dict[str, object]:
    """The archive as the browser sends it."""
    return {"name": "training.tar.gz", "mimeType": "application/gzip", "buffer": material}


def material_for(screen: str) -> bytes:
    """The movement's own library at a desk, ours in miniature elsewhere; pictures show only texts of ours."""
    if PICTURES:
        return demo_archive().read()
    return ARCHIVE.read_bytes() if screen == "desktop" and ARCHIVE.exists() else library().read()


def press(page, action: str) -> None:
    """Send the form whose address ends in `action`."""
    page.locator(f'main form[action$="{action}"] button').last.click()
    page.wait_for_load_state()


def send(page) -> None:
    """Send the main form of the page."""
    page.locator("main form:not([method=get]) button[type=submit]").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("screen", "language"), WALKS)
def test_from_an_uploaded_library_to_a_verified_badge(
    browse, axe, fits, snapshot, worker, cast, screen, language, tmp_path
):
    organisation, people = cast

    def visit(who: str | None, *, javascript: bool = True):
        return browse(screen=screen, language=language, person=people.get(who), javascript=javascript)

    def look(page, name: str, *, twin=None) -> None:
        """axe needs scripts: a page without them is looked at through its `twin`, the same address with them."""
        if twin is not None:
            twin.goto(page.url)
        axe(twin or page)
        fits(page)
        snapshot(page, f"journey-{name}-{screen}-{language}", tour=(screen, language) in TOUR.get(name, ()))

    # A coordinator uploads a library and follows the import to its report.
    page = visit("coordinator")
    page.goto(reverse("courses:imports"))
    page.locator("select[name=organisation]").select_option(str(organisation.pk))
    page.locator("input[type=file]").set_input_files(upload(material_for(screen)))
    send(page)
    expect(page.locator("main table").first).to_be_visible(timeout=90_000)
    look(page, "import-report")
    run = ImportRun.objects.get()
    assert not run.error
    assert_report_is_complete(run, screen)

    # A curator says who maintains the topic; the coordinator gives the course that topic and submits it.
    page = visit("curator")
    page.goto(reverse("courses:author_topic", args=[TOPIC]))
    page.locator(f'input[name=organisations][value="{organisation.pk}"]').check(force=True)
    send(page)
    course = shortest_course_with_questions()
    page = visit("coordinator")
    page.goto(reverse("courses:author_settings", args=[course.slug]))
    page.locator("select[name=topic]").select_option(TOPIC)
    page.locator("input[name=questions_per_attempt]").fill("2")
    send(page)
    page.goto(reverse("courses:author_course", args=[course.slug]))
    look(page, "author-course")
    press(page, "/submit/")

    # A reviewer looks at the Spanish texts, a curator publishes.
    page = visit("reviewer")
    page.goto(reverse("courses:author_course", args=[course.slug]))
    press(page, "/languages/es/review/")
    page = visit("curator")
    page.goto(reverse("courses:localize_course", args=[course.slug]))
    page.locator("input[name=threshold]").fill("50")
    page.locator("form:has(input[name=threshold]) button[type=submit]").click()
    page.goto(reverse("courses:author_publish", args=[course.slug]))
    look(page, "publish")
    send(page)
    page.wait_for_url(f"**{reverse('courses:author_course', args=[course.slug])}", timeout=90_000)
    course.refresh_from_db()
    assert course.published_revision is not None

    # A volunteer finds it, reads in English, switches to Spanish half-way and keeps the place, and passes.
    page, twin = visit("learner", javascript=False), visit("learner")
    page.goto(reverse("courses:catalogue") + f"?topic={TOPIC}")
    look(page, "catalogue", twin=twin)
    page.locator(f'main a[href^="{reverse("courses:course", args=[course.slug])}"]').first.click()
    look(page, "course", twin=twin)
    press(page, "/enrol/")
    lessons = list(
        CompiledLesson.objects.filter(revision=course.published_revision, language="en").values_list(
            "lesson_key", flat=True
        )
    )
    half = len(lessons) // 2
    for number, key in enumerate(lessons):
        expect(page.locator("article.lesson")).to_have_attribute("lang", "en" if number < half else "es")
        assert f"/{key}/" in page.url
        if number == half - 1:
            look(page, "lesson", twin=twin)
            page.locator("select[name=lang]").select_option("es")
            press(page, "/language/")
            assert f"/{key}/" in page.url, "switching the language keeps the place"
            expect(page.locator("article.lesson")).to_have_attribute("lang", "es")
            look(page, "lesson-in-spanish", twin=twin)
        press(page, f"/read/{key}/")
    send(page)
    expect(page.locator("main fieldset").first).to_be_visible()
    look(page, "attempt", twin=twin)
    earliest = timezone.now().date()
    send_answers(page, people["learner"])
    look(page, "result", twin=twin)

    # The certification is valid until the same day in two years.
    period = Period.objects.get(person=people["learner"])
    assert period.topic.key == TOPIC
    assert earliest <= period.valid_from <= timezone.now().date()
    assert period.valid_until == period.valid_from + relativedelta(years=2)
    page.goto(reverse("certification:mine"))
    look(page, "my-certifications", twin=twin)

    # The worker signs the badge and draws its files; the learner downloads them.
    credential = Credential.objects.get(person=people["learner"])
    page = visit("learner")
    page.goto(credential.get_absolute_url())
    expect(page.locator('main a[href$="/pdf"]')).to_be_visible(timeout=60_000)
    look(page, "badge")
    files = {}
    for kind in ("json", "png", "svg", "pdf"):
        with page.expect_download() as download:
            page.locator(f'main a[href$="/download/{kind}"]').click()
        files[kind] = tmp_path / f"badge.{kind}"
        download.value.save_as(files[kind])
    assert json.loads(files["json"].read_text())["proof"]
    assert files["pdf"].read_bytes().startswith(b"%PDF-")

    # Everybody can check it: the link, and each of the files.
    page, twin = visit(None, javascript=False), visit(None)
    page.goto(reverse("badges:verify"))
    page.locator("input[name=link]").fill(f"{settings.SITE_URL}{credential.get_absolute_url()}")
    send(page)
    expect(page.locator(".cdx-message--success")).to_be_visible()
    page.goto(credential.get_absolute_url())
    look(page, "verified", twin=twin)
    for file in files.values():
        page.goto(reverse("badges:verify"))
        page.locator("input[type=file]").set_input_files(file)
        send(page)
        expect(page.locator(".cdx-message--success")).to_be_visible()

    # A steward sees each requirement of each right with its date.
    page = visit("steward")
    page.goto(reverse("certification:steward"))
    look(page, "steward")
    page.goto(reverse("certification:steward_person", args=[people["learner"].username]))
    assert_names_the_day(page, period.valid_until)
    look(page, "steward-person")

    # A curator revokes the badge, and checking it says so at once.
    page = visit("curator")
    page.goto(reverse("badges:revoke", args=[credential.uid]))
    page.locator("select[name=reason]").select_option(index=1)
    send(page)
    page = visit(None)
    page.goto(reverse("badges:verify"))
    page.locator("input[type=file]").set_input_files(files["png"])
    send(page)
    expect(page.locator("main .cdx-message--error").first).to_be_visible()
    look(page, "revoked")


TOUR = {
    "import-report": [("desktop", "en")],
    "catalogue": [("desktop", "en")],
    "lesson": [("phone", "ar"), ("desktop", "en")],
    "my-certifications": [("phone", "ar"), ("desktop", "en")],
    "badge": [("desktop", "en")],
    "verified": [("phone", "ar")],
    "steward-person": [("desktop", "en")],
}
"""Which pictures of the walk the README shows."""


def assert_report_is_complete(run: ImportRun, screen: str) -> None:
    """What the archive is known to hold; what no library lists is kept in a course of its own."""
    counts = run.report["counts"]
    why = Counter(finding["why"] for finding in run.report["findings"])
    if PICTURES:
        assert not why
    elif screen == "desktop" and ARCHIVE.exists():
        assert Course.objects.exclude(external_key="unlisted").count() == 5
        assert counts == {"libraries": 5, "modules": 81, "slides": 781, "quizzes": 44}
        assert (why["slide_missing"], why["slide_unused"]) == (3, 12)
    else:
        assert (why["slide_missing"], why["slide_unused"]) == (1, 1)


def shortest_course_with_questions() -> Course:
    """So that the walk stays short: a course that asks something, has Spanish, and few lessons."""
    return (
        Course.objects.annotate(asked=Count("questions", distinct=True), read=Count("lessons", distinct=True))
        .filter(Q(asked__gte=1), localizations__language="es")
        .order_by("read")
        .first()
    )


def send_answers(page, learner) -> None:
    """Answer all that was drawn as its authors would."""
    attempt = Attempt.objects.get(enrolment__person=learner)
    for drawn in attempt.drawn:
        right = QuestionRevision.objects.get(pk=drawn["question_revision"]).document["answer"]["correct"]
        for option in right:
            page.locator(f'input[name="q-{drawn["key"]}"][value="{option}"]').check(force=True)
    page.locator("button[name=hand_in]").click()
    page.wait_for_load_state()


def assert_names_the_day(page, day: date) -> None:
    """The day stands on the page, machine-readable, whatever the language writes."""
    expect(page.locator(f'main time[datetime^="{day.isoformat()}"]').first).to_be_visible()
