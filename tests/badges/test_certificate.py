"""The printed certificate: what is in it, for whom it can be printed, and that it never differs."""

import io
import os
import subprocess
import sys

import pikepdf
import pytest
from django.conf import settings
from django.core import checks
from PIL import Image

from bench.rows.badges import example
from certification.badges import certificate, drawing, fonts
from certification.badges.enums import CarrierKind
from certification.badges.errors import CannotRender
from certification.badges.open_badges import pdf, png

pytestmark = pytest.mark.django_db


def drawn(name):
    """A signed credential that is not in the database."""
    credential = example(name)
    credential.document = "{}"
    return credential


def structure(node, found=None):
    """Kinds of the structure elements, in order."""
    found = [] if found is None else found
    if isinstance(node, pikepdf.Array):
        for child in node:
            structure(child, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(str(node.S))
        if "/K" in node:
            structure(node.K, found)
    return found


def figures(node, found=None):
    found = [] if found is None else found
    if isinstance(node, pikepdf.Array):
        for child in node:
            figures(child, found)
    elif isinstance(node, pikepdf.Dictionary):
        if node.get("/S") == pikepdf.Name.Figure:
            found.append(str(node.get("/Alt", "")))
        if "/K" in node:
            figures(node.K, found)
    return found


def test_certificate_is_archivable_accessible_and_carries_the_badge(issue):
    credential = issue(username="Ana María", level="advanced")
    with credential.carriers.get(kind=CarrierKind.PDF).file.open() as file:
        content = file.read()
    assert pdf.extract(content) == credential.document.encode()
    with pikepdf.open(io.BytesIO(content)) as document:
        metadata = document.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert "Ana María" in metadata["dc:title"]
        root = document.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert len(root.AF) == 1
        assert str(root.AF[0].AFRelationship) == "/Source"
        assert str(root.AF[0].UF) == "credential.json"
        assert str(root.OutputIntents[0].S) == "/GTS_PDFA1"
        kinds = structure(root.StructTreeRoot.K)
        assert kinds.count("/H1") == 1
        assert kinds.count("/Figure") == 2
        assert all(figures(root.StructTreeRoot.K))
        (page,) = document.pages
        width, height = (round(float(side)) for side in page.mediabox[2:])
        assert (width, height) == (842, 595)  # A4 landscape in points
        for font in page.Resources.Font.values():
            descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys())


@pytest.mark.parametrize(
    ("username", "languages"),
    [
        ("ليلى العامري", ["ar"]),
        ("王小明", ["zh-Hans"]),
        ("Ольга", ["ru"]),
        ("ليلى Smith 王小明 आशा 한국 শান্তি ไทย שלום Ñandú", ["fr"]),
        ("W" * 200, ["es"]),
    ],
    ids=["Arabic", "Chinese", "Cyrillic", "mixed", "200 letters"],
)
def test_certificate_is_one_page_for_every_script(issue, username, languages):
    credential = issue(username=username, languages=languages)
    carrier = credential.carriers.get(kind=CarrierKind.PDF)
    assert carrier.problem == ""
    with carrier.file.open() as file, pikepdf.open(file) as document:
        assert len(document.pages) == 1


NAMES = {
    "Devanagari": "क्षत्रिय आशा",
    "Bengali": "শান্তি",
    "Gujarati": "ગુજરાતી ક્ષમા",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Kannada": "ಶ್ರೀನಿವಾಸ",
    "Malayalam": "മലയാളം ശ്രീ",
    "Sinhala": "ශ්‍රී ලංකා",
    "Tamil": "தமிழ் ஸ்ரீ",
    "Telugu": "శ్రీనివాస్",
    "Thai": "สมชาย",
    "Hebrew": "שלום",
    "Arabic": "ليلى العامري",
    "Persian": "پریسا گیلانی",
    "Urdu": "ڈاکٹر ٹیپو",
    "traditional Chinese": "鄭國華",
    "Japanese": "山田 さくら カタカナ",
    "Korean": "김철수",
    "Greek": "Ωμέγα",
    "Vietnamese": "Nguyễn Thị Ánh",
    "mixed direction": "Ana ليلى (שלום) 7",
    "marks that turn the direction": "Ana \u202egpj.exe\u202c",
    "emoji": "Ana 🦩",
    "200 letters": "ಶ್ರೀ" * 50,
}


def fonts_in(document):
    found = set()
    for page in document.pages:
        for font in page.Resources.Font.values():
            descendant = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            found.add(str(descendant.FontDescriptor.FontName).partition("+")[2])
    return found


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_is_printed_with_shipped_fonts_alone(name):
    with pikepdf.open(io.BytesIO(certificate.render(drawn(name)))) as document:
        assert len(document.pages) == 1
        assert all(font.startswith("Badge-") for font in fonts_in(document)), fonts_in(document)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Ana María", "Ana María"),
        ("Ana 🦩", "Ana U+1F9A9"),
        ("🦩🦩", "U+1F9A9 U+1F9A9"),
        ("Ana ❤️", "Ana U+2764 \ufe0f"),
        ("\u202eanA", "anA"),
        ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", None),
        ("a\x07b", "a U+0007 b"),
    ],
)
def test_name_has_a_safe_form_or_none(name, safe):
    assert fonts.safe_form(name) == safe


def test_emoji_in_the_name_of_a_course_are_left_out_and_letters_are_an_error():
    credential = drawn("Ana")
    credential.achievement.name_en = "🎓 Editing"
    with pikepdf.open(io.BytesIO(certificate.render(credential))) as document:
        assert "Editing – certificate of Ana" in document.open_metadata()["dc:title"]
    credential.achievement.name_en = "ᏣᎳᎩ"
    with pytest.raises(CannotRender, match="Ꮳ"):
        certificate.render(credential)


def test_only_the_fonts_that_a_page_needs_are_asked():
    assert fonts.families_for("Ana", "en") == ["Badge Latin"]
    assert fonts.families_for("Ana ليلى", "ar") == ["Badge Arabic", "Badge Latin"]
    assert fonts.families_for("Ana தமிழ் 한", "fr") == ["Badge Latin", "Badge Tamil", "Badge Hangul"]


def test_same_input_gives_the_same_bytes(issue):
    credential = issue(username="ليلى Smith")
    assert certificate.render(credential) == certificate.render(credential)
    with credential.carriers.get(kind=CarrierKind.PDF).file.open() as file:
        assert certificate.render(credential) == file.read()


def test_pictures_that_end_too_early_are_refused_after_a_certificate_was_made():
    """WeasyPrint tells Pillow to take them, in the whole process: uploads would not be refused any more."""
    certificate.render(drawn("Ana"))
    begun = io.BytesIO(drawing.picture_png("self-care", "basic")[:400])
    with Image.open(begun) as picture, pytest.raises(OSError, match="truncated"):
        picture.load()


def test_picture_is_the_same_in_another_process():
    script = (
        "import hashlib, sys; from certification.badges import drawing;"
        "sys.stdout.write(hashlib.sha256(drawing.picture_png('self-care', 'basic')).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "wikilearn.settings.test"}
    script = f"import django; django.setup(); {script}"
    answers = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(answers) == 1


def test_picture_differs_by_level_and_has_no_end_tag_in_its_title():
    levels = {drawing.picture_png("self-care", level) for level in ("", "basic", "proficient", "advanced")}
    assert len(levels) == 4
    assert all(picture.startswith(png.SIGNATURE) for picture in levels)
    assert "<b>" not in drawing.picture_svg("self-care", "", "</title><b>")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Ana Ñandú", []),
        ("Ольга Ωmega", []),
        ("आशा 王小明 カタカナ 한국 ไทย", []),
        ("zero\u200dwidth\u200e", []),
        ("🦩 a 🦩", ["🦩"]),
        ("\x07bell", ["\x07"]),
    ],
)
def test_characters_without_a_glyph_are_found(text, missing):
    assert fonts.unprintable(text) == missing


def test_everything_for_certificates_is_installed():
    assert [message.id for message in checks.run_checks(tags=["badges"])] == []


def test_missing_libraries_and_fonts_are_said_at_start(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("ctypes.util.find_library", lambda name: None)
    settings.BASE_DIR = tmp_path
    found = [message.id for message in checks.run_checks(tags=["badges"])]
    assert found == ["badges.W001", "badges.W002", "badges.W003"]
