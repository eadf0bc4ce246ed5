"""A learner on a phone: reads in Arabic, goes on in English, loses the line and gets it back."""

import re

from playwright.sync_api import expect

from courses.models import LessonRead, OfflineReceipt
from tests.factories.learning import learner, serve_course
from wikilearn.people.models import Person


def keep(page, what="Keep the whole course"):
    page.wait_for_function("navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
    page.get_by_role("button", name=what).click()
    expect(page.locator("[data-offline-news] p")).to_have_count(1)


def test_learner_reads_offline_and_what_was_done_arrives_once(browse, axe, fits, snapshot):
    taking = learner(serve_course(languages=("ar", "en"), quiz_in=2, slug="offline-course"), language="ar")
    person = Person.objects.get(pk=taking.person.pk)
    page = browse(screen="phone", person=person)
    page.expected_errors += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    page.goto("/courses/offline-course/l1/")
    expect(page.locator("article.lesson")).to_have_attribute("dir", "rtl")
    page.get_by_label("Language of the course").select_option("en")
    page.get_by_role("button", name="Switch").click()
    expect(page.locator("article.lesson")).to_have_attribute("lang", "en")
    keep(page)
    axe(page)
    fits(page)
    snapshot(page, "offline-kept-phone")

    page.context.set_offline(True)
    page.goto("/courses/offline-course/l1/?lang=en")
    expect(page.locator("article.lesson")).to_contain_text("en text l1-a")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"/l2/\?lang=en"))
    page.wait_for_load_state()  # the script that keeps answers is there
    right = page.locator("form.quiz input[value='1']")
    expect(right).to_have_count(2)
    for radio in right.all():
        radio.check(force=True)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[data-offline-news]")).to_contain_text("Kept on this device")
    axe(page)
    snapshot(page, "offline-quiz-phone")
    page.goto("/certifications/")
    expect(page.get_by_role("heading", name="Kept for offline")).to_be_visible()
    expect(page.locator("[data-kept] li")).to_have_count(3)
    axe(page)
    fits(page)
    assert not OfflineReceipt.objects.exists()

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-offline-news]")).to_contain_text("2 of 2 right")
    assert LessonRead.objects.get(enrolment=taking.enrolment).lesson_key == "l1"
    page.goto("/courses/offline-course/l2/")
    assert OfflineReceipt.objects.count() == 2
    assert page.evaluate("JSON.parse(localStorage.getItem('wikilearn-waiting'))") == []


def test_what_somebody_else_did_is_not_sent(browse):
    first = learner(serve_course(slug="shared-course"))
    page = browse(screen="phone", person=first.person)
    page.goto("/courses/shared-course/l1/")
    page.evaluate(
        """() => localStorage.setItem("wikilearn-waiting", JSON.stringify([
          {key: crypto.randomUUID(), person: "somebody-else", deed: "read", course: "shared-course", lesson: "l1"}
        ]))"""
    )
    page.reload()
    expect(page.locator("[data-offline-news]")).to_contain_text("somebody else")
    assert not LessonRead.objects.exists()
    page.goto("/learn/kept/")
    assert len(page.evaluate("JSON.parse(localStorage.getItem('wikilearn-waiting'))")) == 1
