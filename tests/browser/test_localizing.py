"""A localizer writes Arabic on a phone with the keyboard alone; a reviewer decides."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.actions.localizing import begin_localization
from courses.models import GlossaryTerm, Segment, SourceText, Translation, TranslationComment
from courses.models.texts import text_hash
from tests.browser.keyboard import tab_to
from tests.factories.courses import BlockFactory, CourseRevisionFactory, TranslationFactory
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole


@pytest.fixture
def course():
    course = BlockFactory(text="Ask a **steward**, see [the policy](https://example.org/p).").lesson.course
    course.published_revision = CourseRevisionFactory(
        course=course,
        document={"course": {}, "modules": [], "questions": [], "segments": {}, "translations": {}},
    )
    course.save()
    begin_localization(actor=PersonFactory(), course=course, language="ar")
    GlossaryTerm.objects.create(term="steward").translations.create(language="ar", text="مضيف")
    return course


def outdate(segment, text):
    translation = TranslationFactory(segment=segment, language="ar", text="عنوان قديم", translated_by=PersonFactory())
    Segment.objects.filter(pk=segment.pk).update(source_text=text, source_hash=text_hash(text))
    Translation.objects.filter(pk=translation.pk).update(state="outdated")
    assert SourceText.objects.exists()


def test_localizer_writes_arabic_on_a_phone_with_the_keyboard(browse, axe, fits, snapshot, course):
    segment = course.segments.get(part="text")
    outdate(course.segments.get(part="title", lesson__isnull=False), "A new title")
    page = browse(screen="phone", language="ar", person=PersonFactory(languages=["ar"], interface_language="ar"))
    # axe leaves empty style attributes, which htmx carries over from the old row to the new one.
    page.expected_errors.append("Applying inline style")
    page.goto(reverse("courses:localize"))
    axe(page)
    fits(page)
    snapshot(page, "localize-phone-ar")
    tab_to(page, f"a[href='{reverse('courses:localize_language', args=[course.slug, 'ar'])}']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("العربية")
    axe(page)
    fits(page)
    module = reverse("courses:localize_module", args=[course.slug, "ar", course.modules.get().key])
    tab_to(page, f"a[href='{module}']")
    page.keyboard.press("Enter")
    field = f"#text-{segment.pk}"
    expect(page.locator(field)).to_have_attribute("dir", "rtl")
    axe(page)
    fits(page)
    snapshot(page, "localize-module-phone-ar", tour=True)
    tab_to(page, field)
    page.keyboard.insert_text("اسأل **مضيفا**.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#unit-{segment.pk} [role=alert]")).to_contain_text("example.org")
    assert not Translation.objects.filter(segment=segment).exists()
    axe(page)
    page.locator(field).focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(" انظر [السياسة](https://example.org/p).")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#unit-{segment.pk} [role=status]")).to_be_visible()
    assert Translation.objects.get(segment=segment).state == "translated"
    outdated = Segment.objects.get(source_text="A new title")
    tab_to(page, f"#confirm-{outdated.pk}")
    page.keyboard.press("Enter")
    expect(page.locator(f"#confirm-{outdated.pk}")).to_have_count(0)
    assert Translation.objects.get(segment=outdated).state == "translated"


def test_form_is_saved_as_a_whole_without_javascript(browse, course):
    page = browse(javascript=False, person=PersonFactory())
    page.goto(reverse("courses:localize_module", args=[course.slug, "ar", course.modules.get().key]))
    for field in page.locator("textarea.unit__text").all()[:2]:
        field.fill("نص")
    page.locator("form.units .cdx-button--weight-primary").click()
    assert Translation.objects.count() == 2


def test_reviewer_approves_and_sends_back_by_keyboard(browse, axe, fits, snapshot, course):
    reviewer = MembershipFactory(organisation=course.organisation, role=MemberRole.REVIEWER).person
    for segment in course.segments.filter(part="title"):
        TranslationFactory(segment=segment, language="ar", text="عنوان", translated_by=PersonFactory())
    page = browse(person=reviewer)
    page.goto(reverse("courses:localize_queue"))
    axe(page)
    fits(page)
    snapshot(page, "localize-queue-desktop", tour=True)
    tab_to(page, "input[name=translation]")
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Approve what is chosen"))
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 text marked as reviewed")
    tab_to(page, "tbody a")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    axe(page)
    fits(page)
    snapshot(page, "localize-segment-desktop")
    tab_to(page, page.locator("textarea[name^=comment-]").last)
    page.keyboard.type("A little too short")
    tab_to(page, page.get_by_role("button", name="Send back with this comment"))
    page.keyboard.press("Enter")
    expect(page.locator(".unit__state")).to_contain_text("Rejected")
    assert TranslationComment.objects.get().text == "A little too short"
    page.goto(reverse("courses:localize_module", args=[course.slug, "ar", course.modules.get().key]))
    axe(page)
    snapshot(page, "localize-module-desktop")
    page.goto(reverse("courses:localize_language", args=[course.slug, "ar"]))
    axe(page)
    snapshot(page, "localize-language-desktop")
    page.goto(reverse("courses:localize"))
    axe(page)
    snapshot(page, "localize-desktop")
    for name in ("localize_course", "localize_people", "localize_assign"):
        page.goto(reverse(f"courses:{name}", args=[course.slug, "ar"][: 1 if name == "localize_course" else 2]))
        axe(page)
        fits(page)
    for name in ("glossary", "glossary_new"):
        page.goto(reverse(f"courses:{name}"))
        axe(page)
