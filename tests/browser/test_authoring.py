"""Somebody makes a course from nothing, by keyboard alone; somebody else reviews and publishes it."""

import io

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from courses.models import Block, CompiledCourse, Course
from tests.factories.movement import MembershipFactory
from wikilearn.movement.enums import MemberRole

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nWelcome.\n\n00:02.000 --> 00:04.000\nTake care.\n"


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (320, 180), (40, 90, 160)).save(buffer, "PNG")
    return {"name": "harbour.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def sound():
    return {"name": "hello.ogg", "mimeType": "audio/ogg", "buffer": b"OggS" + bytes(200)}


def press(locator, key="Enter"):
    """What a person does who uses no pointer: the control has the focus, a key works it."""
    locator.focus()
    expect(locator).to_be_focused()
    locator.press(key)


@pytest.mark.parametrize(("screen", "language", "colours"), [("desktop", "en", "light"), ("phone", "ar", "dark")])
def test_a_course_from_nothing_to_its_readers(browse, axe, fits, snapshot, screen, language, colours):
    member = MembershipFactory(role=MemberRole.AUTHOR)
    reviewer = MembershipFactory(organisation=member.organisation, role=MemberRole.REVIEWER).person
    page = browse(screen=screen, language=language, colours=colours, person=member.person)
    page.expected_errors.append("400")

    def look(name):
        axe(page)
        fits(page)
        snapshot(page, f"authoring-{name}-{screen}-{language}", tour=(name, screen) == ("outline", "desktop"))

    def save():
        press(page.locator("main form[data-editor] button[type=submit]").first)

    page.goto(reverse("courses:author"))
    press(page.locator(f"main a[href='{reverse('courses:author_new')}']"))
    page.locator("#id_title").fill("Safe travels")
    page.locator("#id_summary").fill("How to travel safely.")
    look("new")
    page.locator("#id_title").press("Enter")
    expect(page.locator("h1")).to_have_text("Safe travels")
    page.locator("#add-module").fill("Before you go")
    page.locator("#add-module").press("Enter")
    expect(page.locator("#outline-editor h3")).to_have_text("Before you go")
    for title in ("Papers", "Money"):
        page.goto(reverse("courses:author_course", args=["safe-travels"]))
        field = page.locator(".outline-editor__module input[name=title]")
        field.fill(title)
        field.press("Enter")
        expect(page.locator("h1")).to_have_text(title)
    page.goto(reverse("courses:author_course", args=["safe-travels"]))
    press(page.locator("button[id^='up-lesson-money']"))
    expect(page.locator(".outline-editor__lesson a[href*=lessons]").first).to_have_text("Money")
    expect(page.locator("button[id^='up-lesson-money']")).to_be_focused()
    look("outline")

    press(page.locator(".outline-editor__title a").first)
    expect(page.locator("h1")).to_have_text("Money")
    press(page.locator("a[href$='/add/prose/']"))
    page.locator("#id_text").press_sequentially("Carry **little**.", delay=5)
    expect(page.locator("#live strong")).to_have_text("little")
    expect(page.locator("#kept time")).to_be_visible()
    look("prose")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("Carry **little**.")
    save()
    expect(page.locator(".blocks__content strong")).to_have_text("little")

    press(page.locator("a[href$='/add/image/']"))
    page.locator("#id_file").set_input_files(picture())
    save()
    expect(page.locator("#id_alt")).to_have_attribute("aria-invalid", "true")
    look("image-without-description")
    page.locator("#id_file").set_input_files(picture())
    page.locator("#id_alt").fill("A harbour at night")
    page.locator("#id_licence").fill("CC0")
    save()
    expect(page.locator(".blocks__content img")).to_have_attribute("alt", "A harbour at night")

    press(page.locator("a[href$='/add/audio/']"))
    page.locator("#id_title").fill("Hello")
    page.locator("#id_file").set_input_files(sound())
    page.locator("#id_captions").fill(VTT)
    save()
    expect(page.locator(".blocks__content audio track")).to_have_attribute("srclang", "en")
    look("lesson")

    page.goto(reverse("courses:author_course", args=["safe-travels"]))
    press(page.locator(f"form[action='{reverse('courses:author_submit', args=['safe-travels'])}'] button"))
    expect(page.locator(".checks__line .cdx-info-chip--error")).to_have_count(1)
    look("checks")
    press(page.locator(".checks__line a").first)
    page.locator("#id_transcript").fill("Welcome. Take care.")
    save()
    page.goto(reverse("courses:author_history", args=["safe-travels"]))
    look("history")
    page.goto(reverse("courses:author_people", args=["safe-travels"]))
    page.locator("#id_form-0-name").fill("Dr. Amal Aziz")
    page.locator("#id_form-0-role").fill("Psychologist")
    look("people")
    page.locator("#id_form-0-role").press("Enter")
    page.goto(reverse("courses:author_course", args=["safe-travels"]))
    press(page.locator(f"form[action='{reverse('courses:author_submit', args=['safe-travels'])}'] button"))
    expect(page.locator("main")).to_contain_text(member.person.username)

    second = browse(screen=screen, language=language, colours=colours, person=reviewer)
    page = second
    page.goto(reverse("courses:author_publish", args=["safe-travels"]))
    look("publish")
    press(page.locator("main form button[type=submit]"))
    page.wait_for_url("**/author/courses/safe-travels/")
    assert CompiledCourse.objects.filter(course__slug="safe-travels", people__0__name="Dr. Amal Aziz").exists()
    page.goto(reverse("courses:author_revisions", args=["safe-travels"]))
    look("revisions")
    page.goto(reverse("courses:author_differences", args=["safe-travels"]))
    look("differences")
    lesson = Course.objects.get().lessons.get(key__startswith="money")
    page.goto(reverse("courses:lesson", args=["safe-travels", lesson.key]))
    expect(page.locator("figure img")).to_have_js_property("naturalWidth", 320)
    expect(page.locator("audio track")).to_have_count(1)
    look("published-lesson")
    page.goto(reverse("courses:course", args=["safe-travels"]))
    look("published-course")


def test_lessons_are_dragged_by_their_handles(browse):
    from courses.actions.creating import create_course
    from courses.actions.structure import add_lesson, add_module

    member = MembershipFactory(role=MemberRole.AUTHOR)
    course = create_course(actor=member.person, organisation=member.organisation, title="Order")
    modules = [add_module(actor=member.person, course=course, title=title) for title in ("First", "Second")]
    for title in ("One", "Two"):
        add_lesson(actor=member.person, module=modules[0], title=title)
    page = browse(person=member.person)
    page.goto(reverse("courses:author_course", args=["order"]))
    handle = page.locator(".outline-editor__lesson .handle").first
    target = page.locator(".outline-editor__module").nth(1).locator(".outline-editor__lessons")
    box = target.bounding_box()
    handle.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 4, steps=5)
    page.mouse.up()
    expect(page.locator(".outline-editor__module").nth(1).locator(".outline-editor__title a")).to_have_text("One")
    assert modules[1].lessons.count() == 1


def test_nothing_typed_is_lost_when_the_session_ends(browse, axe):
    from courses.actions.creating import create_course
    from courses.actions.structure import add_block, add_lesson, add_module

    member = MembershipFactory(role=MemberRole.AUTHOR)
    course = create_course(actor=member.person, organisation=member.organisation, title="Order")
    lesson = add_lesson(
        actor=member.person, module=add_module(actor=member.person, course=course, title="M"), title="L"
    )
    add_block(actor=member.person, lesson=lesson, kind="prose", texts={"text": "Old"})
    page = browse(person=member.person)
    page.expected_errors.append("401")
    page.goto(reverse("courses:author_block", args=["order", lesson.key, Block.objects.get().key]))
    page.locator("#id_text").fill("An hour of work")
    page.locator("button[name=preview]").click()
    expect(page.locator("[aria-labelledby=preview-heading]")).to_contain_text("An hour of work")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("main form[data-editor] button[type=submit]").first.click()
    expect(page.locator("textarea")).to_have_value("An hour of work")
    axe(page)
