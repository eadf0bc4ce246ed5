"""Pictures, recordings and files: what is taken, how it is cleaned, and how it is served."""

import io
import zipfile

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from courses.actions.media import add_media, credit_media
from courses.actions.publishing import publish_course, submit_course
from courses.actions.structure import add_block
from courses.editing.captions import Cue, clock, parse_captions, webvtt
from courses.editing.elements import texts_of, version_of
from courses.enums import BlockKind, RevisionKind
from courses.errors import NotYours, UploadRefused
from courses.models import Block, CompiledCaptions, CompiledLesson, Media
from tests.factories.courses import BlockFactory, CourseFactory, LessonFactory, ModuleFactory, TranslationFactory
from tests.factories.movement import MembershipFactory
from tests.factories.people import PersonFactory
from wikilearn.movement.enums import MemberRole

pytestmark = pytest.mark.django_db
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n\n00:02.000 --> 00:04.500\n<v Amal>Take <b>care</b> & stay.\n"


@pytest.fixture
def lesson():
    lesson = LessonFactory(key="one", module=ModuleFactory(key="m", course=CourseFactory(slug="first")))
    BlockFactory(lesson=lesson, key="text")
    return lesson


@pytest.fixture
def author(lesson, client):
    person = MembershipFactory(organisation=lesson.course.organisation, role=MemberRole.AUTHOR).person
    client.force_login(person)
    return person


@pytest.fixture
def reviewer(lesson):
    return MembershipFactory(organisation=lesson.course.organisation, role=MemberRole.REVIEWER).person


def picture(form="PNG", size=(60, 40), **more):
    buffer = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(buffer, form, **more)
    return buffer.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6
    return picture("JPEG", exif=exif)


def office(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def add(author, lesson, content, kind=BlockKind.IMAGE, filename="file.bin"):
    return add_media(actor=author, course=lesson.course, file=io.BytesIO(content), filename=filename, kind=kind)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><path d="M0 0h9v9z" fill="#36c"/></svg>'


@pytest.mark.parametrize(
    ("kind", "content", "content_type"),
    [
        ("image", picture(), "image/png"),
        ("image", picture("JPEG"), "image/jpeg"),
        ("image", picture("WEBP"), "image/webp"),
        ("image", picture("GIF"), "image/png"),
        ("image", SVG, "image/svg+xml"),
        ("video", b"\0\0\0\x20ftypisom" + bytes(100), "video/mp4"),
        ("video", b"\x1aE\xdf\xa3" + b"\x42\x82\x84webm" + bytes(50), "video/webm"),
        ("audio", b"OggS" + bytes(100), "audio/ogg"),
        ("audio", b"ID3" + bytes(100), "audio/mpeg"),
        ("audio", b"\xff\xfb\x90" + bytes(100), "audio/mpeg"),
        ("audio", b"RIFF\0\0\0\0WAVEfmt " + bytes(100), "audio/wav"),
        ("audio", b"fLaC" + bytes(100), "audio/flac"),
        ("download", b"%PDF-1.7\n", "application/pdf"),
        ("download", "Grüße\n".encode(), "text/plain"),
        ("download", office("mimetype"), "application/zip"),
        ("download", office("[Content_Types].xml", "word/document.xml"), "application/vnd.openxmlformats-"),
    ],
)
def test_files_are_known_by_their_content(lesson, author, kind, content, content_type):
    media = add(author, lesson, content, kind=kind)
    assert media.content_type.startswith(content_type)
    assert media.size == len(media.file.read())


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"<html><script>alert(1)</script></html>"),
        ("image", b"\x89PNG\r\n\x1a\n but not really"),
        ("image", b"%PDF-1.7"),
        ("image", picture()[:60]),
        ("image", b""),
        ("image", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'),
        ("image", b'<svg xmlns="http://example.org/other"/>'),
        ("image", b"<svg"),
        ("video", b"MZ\x90\x00" + bytes(100)),
        ("video", b"OggS" + bytes(100)),
        ("audio", b"\x1aE\xdf\xa3matroska" + bytes(100)),
        ("audio", b"#!/bin/sh\n"),
        ("download", b"MZ\x90\x00" + bytes(100)),
        ("download", b"<html><body>x</body></html>"),
        ("download", b"\x7fELF" + bytes(100)),
        ("download", office("[Content_Types].xml", "word/vbaProject.bin")),
        ("download", b"PK\x03\x04 no archive"),
    ],
)
def test_what_is_something_else_is_refused(lesson, author, kind, content):
    with pytest.raises(UploadRefused) as refused:
        add(author, lesson, content, kind=kind)
    assert refused.value.field == "file"
    assert not Media.objects.exists()


def test_a_picture_with_too_many_pixels_is_refused(lesson, author):
    with pytest.raises(UploadRefused):
        add(author, lesson, picture(size=(9000, 9000)))


def test_a_picture_loses_where_it_was_taken_and_stands_upright(lesson, author):
    media = add(author, lesson, with_place(), filename="../../holiday.jpg")
    content = media.file.read()
    assert b"Secret" not in content
    assert (media.width, media.height) == (40, 60)
    assert (media.filename, media.key[:8], media.key[-4:]) == ("holiday.jpg", "holiday-", ".jpg")


DANGEROUS = b"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)"
 width="10" height="10"><script>alert(1)</script><style>@import url(https://example.org)</style>
 <image href="https://example.org/x.png"/><a href="javascript:alert(1)"><text>Word</text></a>
 <use xlink:href="#inner"/><use href="https://example.org/#x"/><foreignObject><iframe/></foreignObject>
 <rect id="inner" fill="url(#g)" style="background:url(https://example.org)"/><rect fill="url(https://example.org)"/>
 <animate attributeName="href" to="javascript:alert(1)"/></svg>"""


def test_a_drawing_keeps_only_what_draws(lesson, author):
    media = add(author, lesson, DANGEROUS)
    content = media.file.read().decode()
    for never in ("script", "onload", "example.org", "javascript", "foreignObject", "style=", "animate", "<a"):
        assert never not in content
    assert 'fill="url(#g)"' in content
    assert '#inner"' in content


def test_the_same_file_twice_is_one(lesson, author):
    assert add(author, lesson, picture()) == add(author, lesson, picture(), filename="other.png")


def test_only_its_authors_add_files(lesson):
    with pytest.raises(NotYours):
        add(PersonFactory(), lesson, picture())


def test_the_content_under_a_key_never_changes(lesson, author):
    from django.db import InternalError, ProgrammingError, transaction

    media = add(author, lesson, picture())
    credit_media(actor=author, media=media, licence="CC0", author="A", source="https://example.org")
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Media.objects.update(sha256="0" * 64)


# -- captions


def test_captions_are_read_from_webvtt_and_srt():
    srt = b"1\r\n00:00:00,000 --> 00:00:02,000\r\nHello.\r\n\r\n2\r\n00:00:02,000 --> 00:00:04,500\r\nBye\r\n"
    assert parse_captions(VTT) == [Cue(0, 2000, "Hello."), Cue(2000, 4500, "Amal: Take care & stay.")]
    assert parse_captions(srt) == [Cue(0, 2000, "Hello."), Cue(2000, 4500, "Bye")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA\n", "out of order: caption 2"),
        (b"WEBVTT\n\n00:05.000 --> 00:04.000\nB\n", "ends before it begins"),
        (b"WEBVTT\n\n00:99.000 --> 01:00.000\nB\n", "cannot be read"),
        (b"WEBVTT\n\nxx --> yy\nB\n", "cannot be read"),
        (b"Just words", "no captions"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"a" * 2000, "too long"),
        (b"a" * (1024 * 1024 + 1), "too large"),
    ],
)
def test_wrong_captions_say_what_is_wrong(content, says):
    with pytest.raises(UploadRefused, match=says):
        parse_captions(content)


TEXT = st.text("ab é漢ل1<>&-.;", min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(cues=st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**5), TEXT), min_size=1, max_size=8))
def test_captions_survive_being_written_and_read(cues):
    wanted = [Cue(start, start + length, text) for start, length, text in sorted(cues)]
    assert parse_captions(webvtt(wanted).encode()) == wanted


def test_times_have_hours():
    assert clock(3_723_004) == "01:02:03.004"


# -- editors


def test_a_video_with_captions_in_the_editor(lesson, author, client):
    page = reverse("courses:author_new_block", args=["first", "one", "video"])
    file = io.BytesIO(b"\0\0\0\x20ftypisom" + bytes(100))
    file.name = "talk.mp4"
    wrong = "WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA\n"
    response = client.post(page, {"title": "Talk", "file": file, "captions": wrong, "transcript": "All of it."})
    assert "out of order" in str(response.context["form"].errors["captions"])
    assert "All of it." in response.content.decode()
    file.seek(0)
    captions = io.BytesIO(VTT)
    captions.name = "talk.vtt"
    client.post(
        page, {"title": "Talk", "file": file, "captions_file": captions, "transcript": "All.", "licence": "CC0"}
    )
    block = Block.objects.get(kind="video")
    assert block.settings["cues"] == [[0, 2000], [2000, 4500]]
    assert texts_of(block)["cue.2"] == "Amal: Take care & stay."
    edit = reverse("courses:author_block", args=["first", "one", block.key])
    assert "00:00:02.000 --> 00:00:04.500" in client.get(edit).context["form"]["captions"].value()
    one = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n"
    sent = {"title": "Talk", "captions": one, "version": version_of(block), "licence": "CC0"}
    assert client.post(edit, sent).status_code == 302
    assert sorted(texts_of(block)) == ["cue.1", "title"]
    block.refresh_from_db()
    assert block.settings["cues"] == [[0, 2000]]


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"alt": "A red field"}, True),
        ({"alt": "", "decorative": "on"}, True),
        ({"alt": "  "}, False),
        ({"alt": ""}, False),
    ],
)
def test_an_image_is_described_or_decorative(lesson, author, client, sent, taken):
    file = io.BytesIO(picture())
    file.name = "red.png"
    page = reverse("courses:author_new_block", args=["first", "one", "image"])
    assert (client.post(page, sent | {"file": file}).status_code == 302) == taken
    assert Block.objects.filter(kind="image").exists() == taken


def test_an_upload_that_is_no_image_is_named_at_its_field(lesson, author, client):
    file = io.BytesIO(b"MZ not an image")
    file.name = "photo.png"
    page = reverse("courses:author_new_block", args=["first", "one", "image"])
    response = client.post(page, {"file": file, "alt": "A photo"})
    assert response.status_code == 400
    assert "file" in response.context["form"].errors
    assert not Block.objects.filter(kind="image").exists()


# -- compiled and served


@pytest.fixture
def published(lesson, author, reviewer):
    """An image and a video with captions in English and Spanish, and a download."""
    image = add(author, lesson, picture(), filename="red.png")
    credit_media(actor=author, media=image, licence="CC0 <b>", author="Ann", source="https://example.org/a")
    video = add(author, lesson, b"\0\0\0\x20ftypisom" + bytes(100), kind=BlockKind.VIDEO, filename="t.mp4")
    paper = add(author, lesson, b"%PDF-1.7\n" + bytes(3000), kind=BlockKind.DOWNLOAD, filename="paper.pdf")
    course = lesson.course
    add_block(
        actor=author,
        lesson=lesson,
        kind=BlockKind.IMAGE,
        texts={"alt": 'A "red" <field>', "caption": "The *field*"},
        settings={"media": image.key},
    )
    add_block(
        actor=author,
        lesson=lesson,
        kind=BlockKind.VIDEO,
        texts={"title": "Talk", "cue.1": "Hello", "cue.2": "a < b --> c", "transcript": "All **said**."},
        settings={"media": video.key, "cues": [[0, 1000], [1000, 2000]]},
    )
    add_block(
        actor=author, lesson=lesson, kind=BlockKind.DOWNLOAD, texts={"title": "Paper"}, settings={"media": paper.key}
    )
    for segment in course.segments.all():
        TranslationFactory(segment=segment, text=f"es {segment.source_text}", state="reviewed")
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR)
    course.refresh_from_db()
    return course


def test_media_become_accessible_html(published):
    blocks = {block["kind"]: block["html"] for block in CompiledLesson.objects.get(language="en").blocks}
    assert 'alt="A &quot;red&quot; &lt;field&gt;"' in blocks["image"]
    assert 'width="60" height="40" loading="lazy"' in blocks["image"]
    assert "<figcaption><p>The <em>field</em></p>" in blocks["image"]
    assert "<bdi>Ann</bdi>, <bdi>CC0 &lt;b&gt;</bdi>" in blocks["image"]
    assert '<track kind="captions" srclang="en" label="English"' in blocks["video"]
    assert 'srclang="en"' in blocks["video"].split("default")[0]
    assert blocks["video"].count("<track") == len(set(CompiledCaptions.objects.values_list("language", flat=True)))
    assert "<summary>Transcript</summary><p>All <strong>said</strong>.</p>" in blocks["video"]
    assert 'download="paper.pdf"' in blocks["download"]
    assert "PDF, 2.9" in blocks["download"]


def test_captions_are_served_in_each_language_that_has_all_of_them(published, client):
    client.logout()
    texts = {row.language: row for row in CompiledCaptions.objects.all()}
    row = texts["en"]
    response = client.get(reverse("courses:captions", args=["first", "one", row.block_key, "en"]))
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.content.decode().endswith("a &lt; b --&gt; c\n")
    assert client.get(reverse("courses:captions", args=["first", "one", row.block_key, "fr"])).status_code == 404
    for language in texts:
        assert f'/{language}.vtt"' in CompiledLesson.objects.get(language="en").blocks[2]["html"]


def test_published_files_are_served_safely_and_for_long(published, client):
    client.logout()
    for media in Media.objects.all():
        response = client.get(reverse("courses:media", args=["first", media.key]))
        assert b"".join(response.streaming_content) == media.file.open().read()
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "immutable" in response.headers["Cache-Control"]
        disposition = "attachment" if media.content_type == "application/pdf" else "inline"
        assert response.headers["Content-Disposition"].startswith(disposition)
        again = client.get(
            reverse("courses:media", args=["first", media.key]), headers={"if-none-match": response.headers["ETag"]}
        )
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, b"\0\0\0\x20"),
        ("bytes=4-7", 206, b"ftyp"),
        ("bytes=108-", 206, b"\0\0\0\0"),
        ("bytes=-2", 206, b"\0\0"),
        ("bytes=999-", 416, b""),
        ("bytes=5-4", 416, b""),
    ],
)
def test_players_ask_for_parts(published, client, asked, status, expected):
    video = Media.objects.get(content_type="video/mp4")
    response = client.get(reverse("courses:media", args=["first", video.key]), headers={"range": asked})
    assert response.status_code == status
    assert b"".join(response) == expected


def test_a_file_that_is_not_published_is_for_those_who_make_the_course(published, author, lesson, client):
    media = add(author, lesson, picture("JPEG"))
    address = reverse("courses:media", args=["first", media.key])
    client.force_login(author)
    assert client.get(address).status_code == 200
    client.force_login(PersonFactory())
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404


def test_a_course_with_gaps_is_not_published(lesson, author):
    from courses.errors import NotReady

    add_block(actor=author, lesson=lesson, kind=BlockKind.VIDEO, texts={"title": "T"}, settings={})
    with pytest.raises(NotReady):
        submit_course(actor=author, course=lesson.course)
