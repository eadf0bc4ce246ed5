"""Looks of issuers: what is taken out of uploads, what is refused, and who may do it."""

import io

import pikepdf
import pytest
from django.db import InternalError, transaction
from PIL import Image

from certification.badges import actions, template_files, trying
from certification.badges.enums import TemplateState
from certification.badges.errors import NotUsable
from certification.badges.models import Credential, Issuer, Template
from certification.badges.open_badges import carriers
from certification.errors import NotYours
from tests.factories.people import PersonFactory
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">'


def svg(inner, opening=OPEN):
    return f"{opening}{inner}</svg>".encode()


def png(size=(20, 20)):
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, "PNG")
    return file.getvalue()


CIRCLE = '<circle cx="5" cy="5" r="4"/>'


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
        '<image href="https://evil.example/x.png"/>',
        '<image xlink:href="data:image/png;base64,AAAA"/>',
        "<style>@import url(https://evil.example)</style>",
        '<rect onclick="x()" fill="url(https://evil.example/#a)" style="fill:url(//evil.example)"/>',
        '<a href="javascript:x()"><rect width="1" height="1"/></a>',
        '<use href="https://evil.example/#x"/><use xlink:href="#x"/>',
        '<linearGradient id="a" href="#a"/>',
        '<set attributeName="href" to="javascript:x()"/><animate attributeName="x"/>',
        "<text>words</text>",
        '<handler xmlns="http://www.w3.org/2001/xml-events">x</handler>',
        "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://evil.example'/>",
    ],
)
def test_drawing_keeps_its_shapes_and_loses_all_else(inner):
    clean = template_files.drawing(svg(CIRCLE + inner), square=True, field="picture")
    assert "<circle" in clean
    for word in ("evil", "script", "href", "onclick", "style", "foreign", "image", "animate", "<text", "<use", "data:"):
        assert word not in clean, word
    assert template_files.drawing(clean.encode(), square=True, field="picture") == clean


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a drawing",
        b"<html/>",
        svg("<text>only words</text>"),
        svg(CIRCLE, '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10">'),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + svg("&a;"),
        svg("<g>" * 200 + CIRCLE + "</g>" * 200),
        svg("<g>" * 100_000),
        svg("<rect/>" * 3_000),
        svg(f'<path d="{"M0 0" * 10_000}"/>'),
        svg(" " * 300_000),
        svg(CIRCLE)[:-8],
        b"\xff\xfe" + b"\x00" * 50,
    ],
    ids=[
        "empty", "text", "html", "words", "oblong", "entities", "deep", "bottomless", "many", "long path", "large",
        "cut off", "binary",
    ],
)  # fmt: skip
def test_drawing_that_will_not_do_is_refused_at_its_field(content):
    with pytest.raises(NotUsable) as caught:
        template_files.drawing(content, square=True, field="picture")
    assert caught.value.field == "picture"


def test_png_is_written_anew_without_what_it_carried():
    file = io.BytesIO()
    picture = Image.new("RGB", (64, 64), "red")
    picture.save(file, "PNG", exif=b"Exif\x00\x00secret")
    clean = template_files.raster(file.getvalue() + b"<script>", field="raster")
    assert b"secret" not in clean
    assert b"script" not in clean
    with Image.open(io.BytesIO(clean)) as opened:
        assert (opened.size, opened.mode, opened.info) == ((512, 512), "RGBA", {})


@pytest.mark.parametrize("content", [b"", b"GIF89a", svg(CIRCLE), png((40, 10)), png()[:40], png() + bytes(2**20)])
def test_png_that_will_not_do_is_refused(content):
    with pytest.raises(NotUsable):
        template_files.raster(content, field="raster")


@pytest.mark.parametrize(
    ("colour", "readable"), [("#000000", True), ("#3366cc", True), ("#ffffff", False), ("#ffcc00", False)]
)
def test_colour_has_to_be_readable_on_paper(colour, readable):
    assert (trying.contrast_with_paper(colour) >= trying.READABLE) == readable


@pytest.fixture
def curator(db):
    return PersonFactory(role=Role.CURATOR)


@pytest.fixture
def issuer(db):
    return actions.ensure_primary_issuer()


@pytest.fixture
def template(curator, issuer):
    return actions.add_template(
        actor=curator,
        issuer=issuer,
        name="Red",
        colour="#B32424",
        picture=svg(CIRCLE + "<script>x</script>"),
        raster=png(),
        logo=svg('<rect width="9" height="3"/>', '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'),
    )


def test_template_is_tried_then_used_and_drawn_into_every_file(template, curator, issue):
    before = issue()
    assert (template.number, template.state, template.colour) == (100, TemplateState.DRAFT, "#b32424")
    actions.use_template(actor=curator, template=template)
    credential = issue()
    assert (before.template_version, credential.template_version) == (1, 100)
    files = {}
    for carrier in credential.carriers.all():
        with carrier.file.open() as file:
            files[carrier.kind] = file.read()
        assert carriers.extract(files[carrier.kind])[1] == credential.document.encode()
    assert b"circle" in files["svg"]
    assert b"<title>Digital security</title>" in files["svg"]
    with Image.open(io.BytesIO(files["png"])) as opened:
        assert opened.convert("RGB").getpixel((256, 256)) == (255, 0, 0)
    with pikepdf.open(io.BytesIO(files["pdf"])) as document:
        assert len(document.pages) == 1
        assert b"0.70196" in document.pages[0].Contents.read_bytes()  # the red of its colour
    logged = set(Event.objects.filter(target=template.reference).values_list("action", flat=True))
    assert logged == {"badges.template_added", "badges.template_used"}


def test_next_template_retires_the_one_before_and_nothing_of_it_changes(template, curator, issuer):
    actions.use_template(actor=curator, template=template)
    other = actions.add_template(actor=curator, issuer=issuer, name="Plain", colour="#000000")
    assert other.number == 101
    actions.use_template(actor=curator, template=other)
    template.refresh_from_db()
    assert template.state == TemplateState.RETIRED
    actions.retire_template(actor=curator, template=other)
    with pytest.raises(NotUsable):
        actions.retire_template(actor=curator, template=other)
    with pytest.raises(InternalError), transaction.atomic():
        Template.objects.filter(pk=template.pk).update(colour="#000000")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"colour": "#ffff00"}, "colour"),
        ({"raster": png()}, "raster"),
        ({"picture": b"x"}, "picture"),
        ({"logo": b"x"}, "logo"),
    ],
)
def test_template_that_will_not_do_is_refused_at_its_field(curator, issuer, said, field):
    with pytest.raises(NotUsable) as caught:
        actions.add_template(actor=curator, issuer=issuer, **({"name": "x", "colour": "#000000"} | said))
    assert caught.value.field == field
    assert not Template.objects.exists()


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.TRUST_AND_SAFETY])
def test_only_curators_and_staff_set_templates(issuer, template, role):
    actor = PersonFactory(role=role) if role else PersonFactory()
    for act in (
        lambda: actions.add_template(actor=actor, issuer=issuer, name="x", colour="#000000"),
        lambda: actions.use_template(actor=actor, template=template),
        lambda: actions.retire_template(actor=actor, template=template),
    ):
        with pytest.raises(NotYours):
            act()
    assert Issuer.objects.count() == 1
    assert not Credential.objects.exists()
