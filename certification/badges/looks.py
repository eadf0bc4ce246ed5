"""How a badge looks: the design of the platform, or a template of its issuer."""

from dataclasses import dataclass
from functools import lru_cache

from certification.badges import drawing
from certification.badges.models import Credential, Template
from certification.badges.models.templates import FIRST_NUMBER


@dataclass(frozen=True, slots=True)
class Look:
    """Colour of the certificate, and pictures as SVG and PNG; without them the platform draws its rosette."""

    colour: str = "#3366cc"
    picture: str = ""
    raster: bytes = b""
    logo: str = ""

    def svg(self, topic: str, level: str, title: str) -> str:
        """The picture of a badge as SVG."""
        return drawing.titled(self.picture, title) if self.picture else drawing.picture_svg(topic, level, title)

    def png(self, topic: str, level: str) -> bytes:
        """The picture of a badge as PNG."""
        return self.raster or drawing.picture_png(topic, level)


PLAIN = Look()


def look_of(credential: Credential) -> Look:
    """That of the template which the credential was given."""
    return look(credential.template_version)


def look(number: int) -> Look:
    """The look of a template by its number; templates never change, so it is kept."""
    return _look(number) if number >= FIRST_NUMBER else PLAIN


@lru_cache(maxsize=64)
def _look(number: int) -> Look:
    template = Template.objects.get(number=number)
    return of_template(template)


def of_template(template: Template) -> Look:
    """The look of a template that may not be kept yet."""
    return Look(template.colour, template.picture, bytes(template.raster), template.logo)
