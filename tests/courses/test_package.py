"""Courses out of the platform and in again, as packages of our own."""

import io
import json
import wave

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from courses.actions.editing import edit_element
from courses.actions.exporting import export_course, package_files
from courses.actions.importing import perform_import, start_import
from courses.enums import ImportState, RevisionKind
from courses.errors import NotYours
from courses.exchange.ours.writing import files_of
from courses.exchange.ours.zipping import zipped
from courses.models import Course, Media, Segment, Translation
from courses.publishing.snapshot import snapshot
from tests.courses.generated import documents
from tests.factories.courses import CourseRevisionFactory, TopicFactory
from tests.factories.movement import MembershipFactory
from wikilearn.movement.enums import MemberRole

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>A</title><path d="M0 0h10v10z"/></svg>'

HAND = {
    "course.yaml": """
format: 1
key: safe-editing
title: Safe editing
summary: |
  How to edit **safely**.
language: en
level: beginner
licence: CC BY-SA 4.0
pass_mark: 70
pause: 2 h
people:
  - name: Ada
    role: Psychologist
modules:
  - key: basics
    title: Basics
    lessons: [welcome, second]
""",
    "lessons/welcome.md": """---
title: Welcome
minutes: 3
---

::: prose intro
Hello, *editor*.

# Not a comment
:::

::: image map
![A map [of the wikis]](map.svg)

The wikis.
:::

::: quiz practice
---
questions: [colour]
---
:::
""",
    "lessons/second.md": "---\ntitle: No\n---\nPlain Markdown, without any directive.\n\n```\n::: prose x\n```\n",
    "questions.yaml": """
- key: colour
  module: basics
  prompt: Which colour?
  options:
    - {key: 1, text: no, right: true, explanation: Indeed.}
    - {key: 2, text: 1e3}
- key: order
  module: basics
  kind: ordering
  prompt: Order them
  options: [{key: a, text: first}, {key: b, text: second}]
""",
    "media/map.svg": SVG,
    "i18n/es/course.yaml": "title: Edición segura\nmodules:\n  basics:\n    title: Bases\n",
    "i18n/es/lessons/welcome.md": "---\ntitle: Bienvenida\n---\n\n::: prose intro\nHola, *editora*.\n:::\n",
    "i18n/es/questions.yaml": "colour:\n  prompt: ¿Qué color?\n  option.1: no\n",
}


def packed(files):
    return io.BytesIO(
        zipped({path: each if isinstance(each, bytes) else each.encode() for path, each in files.items()})
    )


def load(member, files, **options):
    run = start_import(
        actor=member.person,
        organisation=member.organisation,
        file=packed(files),
        filename="course.zip",
        enqueue=False,
        **options,
    )
    return perform_import(run_id=run.pk)


def same(document):
    document = json.loads(json.dumps(document))
    for name in ("organisation", "slug"):
        document["course"].pop(name)
    return document


@pytest.fixture
def member():
    member = MembershipFactory(role=MemberRole.AUTHOR)
    MembershipFactory(role=MemberRole.REVIEWER, person=member.person, organisation=member.organisation)
    return member


@pytest.mark.django_db
def test_package_written_by_hand_is_imported_exported_and_imported_again(member, tmp_path):
    run = load(member, HAND)
    assert run.error == ""
    course = Course.objects.get()
    document = snapshot(course)
    assert document["course"]["pause"] == 7200
    assert document["segments"]["lesson/second/title"]["text"] == "No"
    assert document["segments"]["question/colour/option.1"]["text"] == "no"
    assert document["segments"]["lesson/welcome/map/alt"]["text"] == "A map [of the wikis]"
    assert document["translations"]["es"]["lesson/welcome/intro/text"][0] == "Hola, *editora*."
    assert {each["key"]: each["answer"] for each in document["questions"]} == {
        "colour": {"correct": ["1"]},
        "order": {"order": ["a", "b"]},
    }
    assert Media.objects.get().content_type == "image/svg+xml"
    rows = list(Segment.objects.order_by("pk").values()), list(Translation.objects.order_by("pk").values())
    for files in (HAND, package_files(course, document)):
        assert load(member, files).changed is False
        assert rows == (
            list(Segment.objects.order_by("pk").values()),
            list(Translation.objects.order_by("pk").values()),
        )
    other = MembershipFactory(role=MemberRole.COORDINATOR)
    load(other, package_files(course, document))
    copy = Course.objects.exclude(pk=course.pk).get()
    assert same(snapshot(copy)) == same(document)


@pytest.mark.django_db
@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(document=documents())
def test_any_course_is_the_same_after_export_and_import(member, document):
    Course.objects.all().delete()
    for module in document["modules"]:
        for lesson in module["lessons"]:
            for block in lesson["blocks"]:
                if block["kind"] != "image":
                    block["settings"].pop("media", None)
                elif block["texts"]:
                    block["settings"]["decorative"] = True
    used = {b["settings"].get("media") for m in document["modules"] for each in m["lessons"] for b in each["blocks"]}
    document["media"] = {key: each for key, each in document["media"].items() if key in used}
    from courses.exchange.importing import import_courses
    from courses.exchange.loss_report import Report
    from courses.exchange.ours.importing import course_document
    from courses.exchange.ours.reading import read_package

    files = files_of(document, dict.fromkeys(document["media"], SVG))
    package = read_package(files)
    assert package.problems == []

    def bring(package):
        return import_courses(
            [course_document(package, Report())],
            organisation=member.organisation,
            actor=member.person,
            report=Report(),
            progress=lambda done, total: None,
        )

    (course,) = bring(package)
    first = snapshot(course)
    again = read_package(package_files(course, first))
    assert again.problems == []
    assert bring(again) == []
    assert same(snapshot(Course.objects.get())) == same(first)
    for name in ("texts", "modules", "questions", "people", "segments", "translations"):
        assert first[name] == document[name], name


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "state"), [("major", "outdated"), ("minor", "translated")])
def test_changed_text_is_a_major_or_a_minor_edit(member, kind, state):
    load(member, HAND)
    changed = HAND | {"lessons/welcome.md": HAND["lessons/welcome.md"].replace("Hello", "Good day")}
    load(member, changed, kind=kind)
    translation = Translation.objects.get(segment__key="lesson/welcome/intro/text")
    assert (translation.text, translation.state) == ("Hola, *editora*.", state)


@pytest.mark.django_db
@pytest.mark.parametrize("guard", ["mandatory", "sensitive", None])
def test_reviewer_who_imports_does_not_review_a_guarded_course(member, guard):
    load(member, HAND)
    course = Course.objects.get()
    topic = TopicFactory(**({guard: True} if guard else {}))
    topic.holders.add(course.organisation)
    Course.objects.update(topic=topic)
    reviewed = {"i18n/es/states.yaml": "course/title: reviewed\n"}
    files = package_files(course, snapshot(Course.objects.get())) | reviewed
    assert load(member, files).error == ""
    title = Translation.objects.get(segment__key="course/title", language="es")
    assert title.state == ("translated" if guard else "reviewed")
    assert title.reviewed_by == (None if guard else member.person)
    other = MembershipFactory(role=MemberRole.REVIEWER, organisation=member.organisation).person
    Translation.objects.filter(pk=title.pk).update(state="reviewed", reviewed_by=other, reviewed_at=timezone.now())
    assert load(member, files).error == ""
    title.refresh_from_db()
    assert (title.state, title.reviewed_by) == ("reviewed", other)


@pytest.mark.django_db
def test_what_a_new_package_has_no_more_is_retired(member):
    load(member, HAND)
    fewer = {path: each for path, each in HAND.items() if "second" not in path}
    fewer["course.yaml"] = fewer["course.yaml"].replace(", second", "")
    assert load(member, fewer).state == ImportState.DONE
    assert [lesson.key for lesson in Course.objects.get().lessons.all()] == ["welcome"]


BROKEN = {
    "duplicate key": ({"course.yaml": HAND["course.yaml"] + "key: again\n"}, "course.yaml:19", "twice"),
    "unknown field": ({"course.yaml": HAND["course.yaml"] + "colour: red\n"}, "course.yaml:19", "“colour”"),
    "wrong type": ({"course.yaml": HAND["course.yaml"].replace("70", "[70]")}, "course.yaml:10", "pass_mark"),
    "alias": ({"course.yaml": "a: &x 1\nb: *x\n"}, "course.yaml:2", "aliases"),
    "tag": ({"course.yaml": "a: !!python/object:os.system x\n"}, "course.yaml:1", "tags"),
    "language": ({"i18n/xx-nothing/course.yaml": "title: a\n"}, "i18n/xx-nothing/course.yaml:1", "language tag"),
    "missing lesson": ({"lessons/second.md": None}, "course.yaml:18", "second"),
    "no right answer": (
        {"questions.yaml": HAND["questions.yaml"].replace("right: true", "right: false")},
        "questions.yaml:2",
        "right",
    ),
    "no alternative": (
        {"lessons/welcome.md": HAND["lessons/welcome.md"].replace("A map [of the wikis]", "")},
        "lessons/welcome.md:12",
        "alternative",
    ),
    "no picture": ({"media/map.svg": b"%PDF-1.7"}, "media/map.svg:1", "picture"),
    "no such file": ({"media/map.svg": None}, "lessons/welcome.md:12", "media/map.svg"),
    "unused file": ({"media/other.svg": SVG}, "media/other.svg:1", "uses"),
    "not closed": ({"lessons/second.md": "---\ntitle: a\n---\n::: prose a\nb\n"}, "lessons/second.md:4", "closed"),
    "unknown kind": ({"lessons/second.md": "---\ntitle: a\n---\n::: poem a\nb\n:::\n"}, "lessons/second.md:4", "poem"),
    "itself": ({"course.yaml": HAND["course.yaml"] + "prerequisites: [safe-editing]\n"}, "course.yaml:19", "itself"),
    "translated nothing": (
        {"i18n/es/questions.yaml": "colour: {option.9: a}\n"},
        "i18n/es/questions.yaml:1",
        "option.9",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_problem_is_named_with_file_and_line_and_nothing_is_imported(member, name):
    change, where, word = BROKEN[name]
    files = {path: each for path, each in (HAND | change).items() if each is not None}
    run = load(member, files)
    assert run.state == ImportState.REFUSED
    lines = [line for line in run.error.split("\n") if line.startswith(f"{where}:")]
    assert any(word in line for line in lines), run.error
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_all_problems_are_named_at_once(member):
    run = load(member, HAND | BROKEN["no picture"][0] | BROKEN["unknown field"][0] | BROKEN["language"][0])
    assert run.error.count("\n") == 2


@pytest.mark.django_db
def test_commands_write_check_and_read_a_folder(member, tmp_path):
    load(member, HAND)
    call_command("export_course", "safe-editing", str(tmp_path / "a"), verbosity=0)
    out = io.StringIO()
    call_command("check_course_package", str(tmp_path / "a"), stdout=out)
    assert "1 modules, 2 lessons" in out.getvalue()
    call_command("export_course", "safe-editing", str(tmp_path / "a.zip"), verbosity=0)
    for name in ("a", "a.zip"):
        out = io.StringIO()
        call_command(
            "import_course",
            str(tmp_path / name),
            organisation=member.organisation.slug,
            by=member.person.username,
            stdout=out,
        )
        assert "Nothing has changed." in out.getvalue()
    (tmp_path / "a" / "course.yaml").write_text("key: [")
    with pytest.raises(CommandError):
        call_command("check_course_package", str(tmp_path / "a"), stdout=io.StringIO())


@pytest.mark.django_db
def test_dry_run_says_what_would_change_and_changes_nothing(member, tmp_path):
    (tmp_path / "course.zip").write_bytes(packed(HAND).read())
    out = io.StringIO()
    options = {"organisation": member.organisation.slug, "by": member.person.username, "dry_run": True}
    call_command("import_course", str(tmp_path / "course.zip"), stdout=out, **options)
    assert "safe-editing" in out.getvalue()
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_export_is_for_those_who_see_the_authoring_pages(member):
    load(member, HAND)
    course = Course.objects.get()
    assert export_course(actor=member.person, course=course) == export_course(actor=member.person, course=course)
    with pytest.raises(NotYours):
        export_course(actor=MembershipFactory().person, course=course)


@pytest.mark.django_db
def test_page_gives_the_package_to_members_and_to_nobody_else(client, member):
    load(member, HAND)
    course = Course.objects.get()
    page, package = f"/author/courses/{course.slug}/export/", f"/author/courses/{course.slug}/export/package.zip"
    client.force_login(member.person)
    assert package in client.get(page).content.decode()
    answer = client.get(package)
    assert answer["Content-Disposition"] == 'attachment; filename="safe-editing.zip"'
    assert answer.content == export_course(actor=member.person, course=course)
    assert client.get(f"/author/courses/{course.slug}/export/9.zip").status_code == 404
    client.force_login(MembershipFactory().person)
    assert client.get(page).status_code == client.get(package).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("overwrite", "text"), [(False, "What I wrote"), (True, "Safe editing for all")])
def test_what_was_edited_here_gives_way_only_if_asked(member, overwrite, text):
    load(member, HAND)
    title = Segment.objects.get(key="course/title")
    edit_element(actor=member.person, element=title.course, texts={"title": "What I wrote"}, kind=RevisionKind.MINOR)
    changed = HAND | {"course.yaml": HAND["course.yaml"].replace("Safe editing", "Safe editing for all")}
    assert load(member, changed, overwrite=overwrite).error == ""
    title.refresh_from_db()
    assert title.source_text == text


@pytest.mark.django_db
def test_a_try_reports_and_leaves_nothing(member):
    run = load(member, HAND, trial=True)
    assert (run.state, run.changed) == (ImportState.DONE, True)
    assert run.report["changes"]["safe-editing"]["created"] > 0
    assert not Course.objects.exists()
    assert not Media.objects.exists()
    load(member, HAND)
    document = snapshot(Course.objects.get())
    changed = HAND | {"lessons/welcome.md": HAND["lessons/welcome.md"].replace("Hello", "Good day")}
    assert load(member, changed, trial=True).report["changes"]["safe-editing"]["changed"] > 0
    assert snapshot(Course.objects.get()) == document


def silence():
    """A second of it, as a recording."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(8000)
        recording.writeframes(bytes([128]) * 8000)
    return sound.getvalue()


VTT = "WEBVTT\n\n00:00.000 --> 00:00.500\n{}\n\n00:00.500 --> 00:01.000\n{}\n"
TALK = "\n::: audio talk\n---\nmedia: talk.wav\ntitle: A talk\n---\nOne. Two.\n:::\n"


@pytest.mark.django_db
def test_recordings_come_back_byte_for_byte_with_captions_in_every_language(member):
    files = HAND | {
        "lessons/welcome.md": HAND["lessons/welcome.md"] + TALK,
        "media/talk.wav": silence(),
        "captions/welcome/talk.vtt": VTT.format("One", "Two"),
        "i18n/es/captions/welcome/talk.vtt": VTT.format("Uno", "Dos"),
    }
    run = load(member, files)
    assert run.error == ""
    course = Course.objects.get()
    said = Segment.objects.filter(course=course, block__key="talk", part__startswith="cue.")
    assert set(said.values_list("translations__text", flat=True)) == {"Uno", "Dos"}
    exported = package_files(course, snapshot(course))
    assert silence() in exported.values()
    other = MembershipFactory(role=MemberRole.AUTHOR)
    assert load(other, exported).error == ""
    copy = Course.objects.get(organisation=other.organisation)
    assert same(snapshot(copy)) == same(snapshot(course))


@pytest.mark.django_db
def test_a_link_in_a_folder_is_refused(member, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "course.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(CommandError):
        call_command("import_course", str(folder), organisation=member.organisation.slug, by=member.person.username)
    assert not Course.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_export_page_costs_the_same_for_one_revision_and_for_thirty(client, member, count, django_assert_num_queries):
    load(member, HAND)
    course = Course.objects.get()
    for number in range(count):
        CourseRevisionFactory(course=course, number=number + 1)
    client.force_login(member.person)
    with django_assert_num_queries(4):
        page = client.get(f"/author/courses/{course.slug}/export/").content.decode()
    assert page.count('scope="row"') == min(count, 25)
