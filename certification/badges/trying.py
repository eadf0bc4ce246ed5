"""A look tried on a badge of nobody, before anybody gets one that looks like it."""

import uuid
from datetime import UTC, datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from certification.badges import certificate
from certification.badges.errors import NotUsable
from certification.badges.looks import of_template
from certification.badges.models import Achievement, Credential, StatusList, Template
from courses.enums import Level
from courses.models import Topic
from wikilearn.people.models import Person

READABLE = 4.5
"""Contrast that text needs (WCAG 2.2, 1.4.3)."""
_DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def certificate_of(template: Template) -> bytes:
    """The certificate of an example. Raises `NotUsable` when it cannot be drawn."""
    try:
        return certificate.render(_example(template), of_template(template))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, ZeroDivisionError, AttributeError) as error:
        raise NotUsable(_("No certificate can be drawn with these pictures."), field="picture") from error


def pictures_of(template: Template) -> tuple[str, bytes]:
    """Its picture as SVG and as PNG."""
    look = of_template(template)
    return look.svg("example", "", _("Example")), look.png("example", "")


def contrast_with_paper(colour: str) -> float:
    """Contrast of a colour `#rrggbb` with white; 1 for what is no colour.

    >>> round(contrast_with_paper("#000000"))
    21
    """
    try:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    except ValueError:
        return 1.0
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _example(template: Template) -> Credential:
    words = {"name": _("Example"), "description": _("Example"), "criteria": _("This is an example of a certificate.")}
    said = {f"{field}_{translation.get_language() or 'en'}".replace("-", "_"): text for field, text in words.items()}
    said |= {f"{field}_en": text for field, text in words.items()}
    return Credential(
        uid=uuid.UUID(int=template.number),
        person=Person(username="Ana María"),
        issuer=template.issuer,
        achievement=Achievement(issuer=template.issuer, topic=Topic(key="example"), **said),
        status_list=StatusList(issuer=template.issuer, number=1),
        status_index=0,
        holder_name="Ana María ليلى 王小明",
        language=translation.get_language() or "en",
        level=Level.PROFICIENT,
        document="{}",
        awarded_at=_DAY,
        valid_from=_DAY,
        valid_until=_DAY + timedelta(days=730),
        signed_at=_DAY,
    )
