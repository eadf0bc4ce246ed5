"""The picture of a badge: a rosette in the colour of its topic, a check mark, and up to three stars for the level.

It holds no words, so it is the same in every language. SVG and PNG come from one set of shapes.
"""

import io
import math
import re
from functools import lru_cache
from html import escape
from zlib import crc32

from PIL import Image, ImageDraw

from courses.enums import Level

TEMPLATE_VERSION = 1
"""Number of the design that comes with the platform, below those of the templates of issuers."""
SIZE = 512
_COLOURS = ("#36c", "#14866d", "#5748b5", "#ac6600", "#b32424", "#00707f", "#7a4b94", "#3b6e22")
_PAPER, _INK = "#ffffff", "#202122"
_FINE = 4
_OPENING = re.compile(r"<svg\b[^>]*>")

Point = tuple[float, float]
Shape = tuple[str, list[Point] | float]
"""A colour, and the corners of a polygon or the radius of a circle around the middle of the rosette."""
_MIDDLE: Point = (256, 216)


def picture_svg(topic: str, level: str, title: str) -> str:
    """The picture as SVG; `topic` is any stable text, `title` is read out by screen readers."""
    shapes = "".join(_element(colour, form) for colour, form in _shapes(_colour(topic), _stars(level)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}" role="img">'
        f"<title>{escape(title)}</title>{shapes}</svg>"
    )


def titled(picture: str, title: str) -> str:
    """A drawing that came from elsewhere, with the title that screen readers say."""
    return _OPENING.sub(lambda root: f"{root[0]}<title>{escape(title)}</title>", picture, count=1)


def picture_png(topic: str, level: str) -> bytes:
    """The picture as PNG with a transparent ground, 512 pixels square."""
    return _png(_colour(topic), _stars(level))


@lru_cache(maxsize=64)
def _png(colour: str, stars: int) -> bytes:
    large = Image.new("RGBA", (SIZE * _FINE, SIZE * _FINE), (255, 255, 255, 0))
    draw = ImageDraw.Draw(large)
    for fill, form in _shapes(colour, stars):
        if isinstance(form, list):
            draw.polygon([(x * _FINE, y * _FINE) for x, y in form], fill=fill)
        else:
            draw.circle((_MIDDLE[0] * _FINE, _MIDDLE[1] * _FINE), form * _FINE, fill=fill)
    file = io.BytesIO()
    large.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(64, method=Image.Quantize.FASTOCTREE).save(
        file, "PNG", optimize=True
    )
    return file.getvalue()


def _colour(topic: str) -> str:
    return _COLOURS[crc32(topic.encode()) % len(_COLOURS)]


def _stars(level: str) -> int:
    return list(Level.values).index(level) + 1 if level in Level.values else 0


def _element(colour: str, form: list[Point] | float) -> str:
    if isinstance(form, list):
        return f'<polygon fill="{colour}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in form)}"/>'
    return f'<circle fill="{colour}" cx="{_MIDDLE[0]:.0f}" cy="{_MIDDLE[1]:.0f}" r="{form:.0f}"/>'


def _shapes(colour: str, stars: int) -> list[Shape]:
    first = _MIDDLE[0] - (stars - 1) * 27
    return [
        (_INK, [(150, 330), (100, 505), (176, 470), (226, 512), (262, 360)]),
        (_INK, [(362, 330), (412, 505), (336, 470), (286, 512), (250, 360)]),
        (colour, _wave(206, 12, 20)),
        (_PAPER, 168.0),
        (colour, 156.0),
        (_PAPER, [(171, 212), (196, 187), (236, 227), (320, 143), (345, 168), (236, 277)]),
        *((_PAPER, _star(first + number * 54, 322, 22)) for number in range(stars)),
    ]


def _wave(radius: float, depth: float, waves: int) -> list[Point]:
    """A circle whose edge goes in and out."""
    points = []
    for step in range(160):
        angle = 2 * math.pi * step / 160
        length = radius + depth * math.cos(waves * angle)
        points.append((_MIDDLE[0] + length * math.cos(angle), _MIDDLE[1] + length * math.sin(angle)))
    return points


def _star(x: float, y: float, radius: float) -> list[Point]:
    corners = []
    for step in range(10):
        length = radius if step % 2 == 0 else radius * 0.45
        angle = math.pi * step / 5 - math.pi / 2
        corners.append((x + length * math.cos(angle), y + length * math.sin(angle)))
    return corners
