"""The PDF certificate: PDF/A-3a and PDF/UA-1 at once, with the credential inside. Same input, same bytes.

WeasyPrint is imported when the first certificate is made: without Pango the import itself fails, and the rest of the
site must not. Fonts and style are read once per process and shared; documents are rendered one at a time.
"""

import atexit
import base64
import io
import unicodedata
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certification.badges import drawing, fonts
from certification.badges.errors import CannotRender
from certification.badges.models import Credential
from certification.badges.open_badges.dates import moment
from certification.badges.open_badges.pdf import ATTACHMENT
from courses.enums import Level
from wikilearn.core import languages

_STYLE = Path(__file__).with_name("certificate.css")


def render(credential: Credential) -> bytes:
    """The certificate of a signed credential. `CannotRender` when a character has no glyph in the shipped fonts."""
    strange = fonts.unprintable(credential.holder_name)
    if strange:
        raise CannotRender(
            _("The certificate cannot show these characters: %(characters)s") % {"characters": " ".join(strange)}
        )
    with translation.override(credential.language.lower()), timezone.override("UTC"):
        page = render_to_string("badges/certificate.html", _context(credential))
    return _one_attachment(_write(page, credential.document, credential.signed_at or credential.created_at))


def _context(credential: Credential) -> dict[str, Any]:
    achievement = credential.achievement
    picture = drawing.picture_svg(achievement.topic_key, credential.level, achievement.name)
    return {
        "credential": credential,
        "achievement": achievement.name,
        "criteria": achievement.criteria,
        "level": Level(credential.level).label if credential.level in Level.values else "",
        "language": languages.current(),
        "holder_direction": _direction(credential.holder_name),
        "issuer_direction": _direction(credential.issuer.name),
        "made": moment(credential.signed_at or credential.created_at),
        "picture": "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode(),
        "qr": segno.make(credential.address, error="m", micro=False, mask=2).png_data_uri(scale=8, border=2),
    }


def _direction(text: str) -> str:
    """That of the first letter which has one; WeasyPrint does not know `dir="auto"`."""
    strong = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def _write(page: str, document: str, made: datetime) -> bytes:
    import weasyprint

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
    import weasyprint
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
