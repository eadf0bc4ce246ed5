"""The PDF certificate: PDF/A-3a and PDF/UA-1 at once, with the credential inside. Same input, same bytes.

WeasyPrint is imported when the first certificate is made: without Pango the import itself fails, and the rest of the
site must not. Fonts and style are read once per process and shared; documents are rendered one at a time.
"""

import atexit
import base64
import html
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import ImageFile

from certification.badges import fonts
from certification.badges.errors import CannotRender
from certification.badges.looks import Look, look_of
from certification.badges.models import Credential
from certification.badges.open_badges.dates import moment
from certification.badges.open_badges.pdf import ATTACHMENT
from courses.enums import Level
from wikilearn.core import languages

_STYLE = Path(__file__).with_name("certificate.css")
_FAMILIES = "families-of-fonts"
_NUMBERED = re.compile(r"\bU\+[0-9A-F]{4,6}\b")
_TAGS = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def render(credential: Credential, look: Look | None = None) -> bytes:
    """The certificate of a signed credential, with the look of its template or the one that is tried.

    `CannotRender` when the name or the words cannot be printed with the shipped fonts.
    """
    printed = _Printed.of(credential)
    with translation.override(credential.language.lower()), timezone.override("UTC"):
        page: str = render_to_string(
            "badges/certificate.html", _context(credential, printed, look or look_of(credential))
        )
    page = page.replace(_FAMILIES, _stack(page, credential.language))
    return _one_attachment(_write(page, credential.document, credential.signed_at or credential.created_at))


@dataclass(frozen=True, slots=True)
class _Printed:
    """What people wrote, as it can be printed."""

    holder: str
    achievement: str
    criteria: str
    issuer: str

    @classmethod
    def of(cls, credential: Credential) -> "_Printed":
        holder = fonts.safe_form(credential.holder_name)
        if holder is None:
            raise CannotRender(
                _(
                    "The certificate cannot show these characters: %(characters)s. "
                    "For your next badges you can write a name that it can show."
                )
                % {"characters": " ".join(fonts.unprintable(credential.holder_name)[:8])}
            )
        with translation.override(credential.language.lower()):
            achievement = credential.achievement
            words = achievement.name, achievement.criteria, credential.issuer.name
        return cls(holder, *map(_without_pictographs, words))

    @property
    def numbered(self) -> bool:
        """Whether characters of the name stand there by number."""
        return _NUMBERED.search(self.holder) is not None


def _without_pictographs(text: str) -> str:
    """Words without the emoji that no font prints; letters without a glyph are an error."""
    strange = fonts.unprintable(text)
    letters = [character for character in strange if unicodedata.category(character) not in {"So", "Sk", "Cn", "Cc"}]
    if letters:
        raise CannotRender(
            _("The certificate cannot show these characters: %(characters)s") % {"characters": " ".join(letters[:8])}
        )
    return " ".join("".join(character for character in text if character not in strange).split())


def _stack(page: str, language: str) -> str:
    """The families of fonts that this page needs, as CSS."""
    text = html.unescape(_TAGS.sub("", page))
    return ", ".join(f"'{family}'" for family in fonts.families_for(text, language))


def _context(credential: Credential, printed: _Printed, look: Look) -> dict[str, Any]:
    achievement = credential.achievement
    picture = look.svg(achievement.topic_key, credential.level, printed.achievement)
    return {
        "credential": credential,
        "printed": printed,
        "families": _FAMILIES,
        "colour": look.colour,
        "logo": _data_address(look.logo) if look.logo else "",
        "level": Level(credential.level).label if credential.level in Level.values else "",
        "certifies": achievement.topic is not None,
        "language": languages.current(),
        "holder_direction": _direction(printed.holder),
        "issuer_direction": _direction(printed.issuer),
        "made": moment(credential.signed_at or credential.created_at),
        "picture": _data_address(picture),
        "qr": segno.make(credential.address, error="m", micro=False, mask=2).png_data_uri(scale=4, border=2),
    }


def _data_address(picture: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def _direction(text: str) -> str:
    """That of the first letter which has one; WeasyPrint does not know `dir="auto"`."""
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def _weasyprint() -> Any:
    """WeasyPrint without what its import changes in Pillow: pictures that end too early would be opened everywhere."""
    import weasyprint

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _write(page: str, document: str, made: datetime) -> bytes:
    weasyprint = _weasyprint()
    attachment = weasyprint.Attachment(
        string=document,
        name=ATTACHMENT,
        description="Open Badges 3.0",
        relationship="Source",
        created=made,
        modified=made,
    )
    style, font_config = _style()
    # Whatever a certificate shows is inside it: nothing is read from disk or network.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    written: bytes = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        stylesheets=[style],
        font_config=font_config,
        attachments=[attachment],
        pdf_variant="pdf/a-3a",
        pdf_identifier=b"wikilearn",
    )
    return written


def _one_attachment(written: bytes) -> bytes:
    """Say PDF/UA as well, name the attachment once among the associated files, and save in a reproducible way."""
    import pikepdf

    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as document:
        document.Root.AF = pikepdf.Array([document.Root.AF[0]])
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["pdfuaid:part"] = "1"
        document.save(file, deterministic_id=True, compress_streams=True)
    return file.getvalue()


@cache
def _style() -> tuple[Any, Any]:
    """Style sheet and font configuration, read once per process."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_style.cache_clear)  # while WeasyPrint can still close what it opened
    missing = fonts.missing_files()
    if missing:
        raise OSError(f"fonts are not installed: {missing[0].name}")
    faces = "".join(
        f'@font-face {{ font-family: "{font.family}"; font-weight: {weight}; src: url("{font.path(cut).as_uri()}") }}\n'
        for font in fonts.FONTS
        for cut, weight in (("regular", 400), ("bold", 700))
    )
    font_config = FontConfiguration()
    return weasyprint.CSS(string=faces + _STYLE.read_text(encoding="utf-8"), font_config=font_config), font_config
