"""An affiliate adapts a shared course in Arabic; a volunteer improves another; both with the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.enums import OverlayMode, OverlayStanding
from courses.models import Enrolment, Overlay, Segment, Suggestion, Translation
from courses.models.texts import text_hash
from tests.courses.adapting import stage
from tests.factories.movement import MembershipFactory, OrganisationFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole, OrganisationKind


def say_in_arabic(on, key, text):
    """Change what the shared course says in Arabic, and publish."""
    Translation.objects.filter(segment__key=f"lesson/{key}/text", language="ar").update(text=text, state="reviewed")
    Segment.objects.filter(course=on.course, key="course/summary").update(
        source_text=text[:10], source_hash=text_hash(text[:10])
    )
    on.publish()


@pytest.fixture
def on():
    made = stage(language="ar")
    for key, text in (("l1/a", "اتصل بالمكتب. اكتب ما حدث."), ("l1/b", "احفظ الأدلة.")):
        say_in_arabic(made, key, text)
    return made


def press(page, locator):
    """Reach it and use it without a pointer; it leads to another page."""
    locator.focus()
    expect(locator).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_affiliate_adapts_in_arabic_decides_a_conflict_and_a_learner_reads_it(browse, axe, fits, snapshot, on):
    page = browse(screen="phone", language="en", person=on.coordinator)

    def look(name):
        axe(page)
        fits(page)
        snapshot(page, f"overlay-{name}", tour=name in ("three-way", "learner-lesson"))

    page.goto(reverse("courses:overlay_start", args=["shared"]) + "?lang=ar")
    look("start")
    press(page, page.get_by_role("button", name="Begin"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wikimedia Egypt")
    press(page, page.locator("section ol a").first)
    look("lesson")
    press(page, page.get_by_role("link", name="Replace (1)"))
    page.locator("textarea").fill("اتصل بمكتب القاهرة. اكتب ما حدث.")
    look("replace")
    press(page, page.get_by_role("button", name="Save"))
    press(page, page.get_by_role("link", name="Add text after it (2)"))
    page.locator("textarea").fill("في مصر: **123**")
    press(page, page.get_by_role("button", name="Save"))
    expect(page.locator(".adapted__local")).to_have_count(2)
    look("adapted")
    press(page, page.get_by_role("link", name="Preview"))
    expect(page.locator(".block--local")).to_have_count(2)
    look("preview")
    overlay = Overlay.objects.get()
    page.goto(reverse("courses:overlay", args=[overlay.pk]))
    look("overlay")
    press(page, page.get_by_role("link", name="Publish"))
    press(page, page.get_by_role("button", name="Publish"))
    expect(page.locator(".cdx-message--success")).to_be_visible()

    say_in_arabic(on, "l1/a", "اتصل بالمكتب. اكتب ما حدث فورًا.")
    page.goto(reverse("courses:overlay_conflicts"))
    look("conflicts")
    press(page, page.locator("tbody a").first)
    look("three-way")
    expect(page.locator("textarea")).to_have_value("اتصل بمكتب القاهرة. اكتب ما حدث فورًا.")
    page.get_by_label("Use the text below").focus()
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Decide"))
    expect(page.locator(".cdx-message--success")).to_be_visible()
    assert set(overlay.blocks.values_list("standing", flat=True)) == {OverlayStanding.FITS}
    page.goto(reverse("courses:overlay_diff", args=[overlay.pk]))
    look("differences")
    page.goto(reverse("courses:overlay_publish", args=[overlay.pk]))
    press(page, page.get_by_role("button", name="Publish"))
    expect(page.locator(".cdx-message--success")).to_be_visible()

    learner = MembershipFactory(organisation=on.affiliate, role=MemberRole.LOCALIZER, person__languages=["ar"]).person
    page = browse(screen="phone", language="ar", person=learner)
    page.goto("/courses/shared/")
    look("learner-course")
    press(page, page.locator(".course__side form button").first)
    expect(page.locator("article.lesson")).to_be_visible()
    page.goto("/courses/shared/")
    press(page, page.locator(".local-version button"))
    page.goto("/courses/shared/l1/")
    expect(page.locator("article.lesson")).to_contain_text("اتصل بمكتب القاهرة. اكتب ما حدث فورًا.")
    expect(page.locator(".block__local")).to_have_count(2)
    look("learner-lesson")
    assert Enrolment.objects.get(person=learner).local_owner == overlay.owner_key


def test_volunteer_suggests_author_accepts_and_credit_appears(browse, axe, fits, snapshot):
    on = stage()
    volunteer = PersonFactory(username="Vera Volunteer")
    page = browse(screen="phone", person=volunteer)

    def look(name):
        axe(page)
        fits(page)
        snapshot(page, f"suggestion-{name}")

    page.goto("/courses/shared/l1/")
    press(page, page.get_by_role("link", name="Suggest a change (1)"))
    look("edit")
    page.get_by_label("Your wording").fill("Shared a of 1, said better.")
    page.get_by_label("Why is it better?").fill("Shorter sentences.")
    press(page, page.get_by_role("button", name="Send the suggestion"))
    expect(page.locator("ins")).to_contain_text("better")
    look("sent")
    made = Suggestion.objects.get()
    page = browse(person=on.author)
    page.goto(reverse("courses:author_suggestions", args=["shared"]))
    look("queue")
    press(page, page.locator("tbody a").first)
    look("decide")
    press(page, page.get_by_role("button", name="Accept"))
    expect(page.locator(".cdx-message--success")).to_be_visible()
    made.refresh_from_db()
    assert made.state == "accepted"
    page = browse(screen="phone", language="ar")
    page.goto("/courses/shared/")
    expect(page.locator(".contributors")).to_contain_text("Vera Volunteer")
    look("credit")


@pytest.mark.parametrize(("screen", "language", "colours"), [("phone", "ar", "dark"), ("desktop", "en", "light")])
def test_pages_around_it(browse, axe, fits, snapshot, screen, language, colours):
    on = stage()
    overlay = on.served()
    on.change(overlay, "l2/a", OverlayMode.HIDE)
    third = OrganisationFactory(slug="maps", kind=OrganisationKind.THIRD_PARTY)
    coordinator = MembershipFactory(organisation=third).person
    page = browse(screen=screen, language=language, colours=colours, person=on.coordinator)

    def look(name, address):
        page.goto(address)
        axe(page)
        fits(page)
        snapshot(page, f"around-{name}-{screen}-{language}")

    look("overlays", reverse("courses:overlays"))
    look("versions", reverse("courses:local_versions", args=["shared"]))
    look("lesson", reverse("courses:overlay_lesson", args=[overlay.pk, "l2"]))
    look("withdraw", reverse("courses:overlay_withdraw", args=[overlay.pk]))
    look("propose", reverse("courses:propose"))
    look("proposals", reverse("courses:proposals"))
    look("spaces", reverse("courses:spaces"))
    look("suggestions", reverse("courses:suggestions"))
    page = browse(screen=screen, language=language, colours=colours, person=coordinator)
    look("space", reverse("courses:space", args=["maps"]))
    look("terms", reverse("courses:space_change", args=["maps"]))
