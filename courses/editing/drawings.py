"""Drawings (SVG) without anything but what draws: no scripts, no styles from elsewhere, no addresses."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from courses.errors import UploadRefused

LARGEST = 1024 * 1024
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ELEMENTS = _names(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan linearGradient "
    "radialGradient stop clipPath mask pattern marker"
)
_ATTRIBUTES = _names(
    "id d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height viewBox points transform offset class "
    "preserveAspectRatio fill fill-opacity fill-rule clip-rule stroke stroke-width stroke-opacity stroke-linecap "
    "stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit opacity color stop-color stop-opacity "
    "clip-path mask marker-start marker-mid marker-end font-family font-size font-weight font-style text-anchor "
    "dominant-baseline letter-spacing display visibility gradientUnits gradientTransform spreadMethod patternUnits "
    "patternTransform clipPathUnits maskUnits markerWidth markerHeight markerUnits refX refY orient vector-effect"
)
_ADDRESS = re.compile(r"url\s*\(|[a-z][a-z0-9+.-]*:|\\", re.IGNORECASE)
_INNER = re.compile(r"^url\(\s*[\"']?#[\w.-]+[\"']?\s*\)$")
_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)(?:px)?\s*$")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A clean drawing and its size in pixels."""

    content: bytes
    width: int
    height: int


def cleaned_drawing(content: bytes) -> Drawing:
    """The drawing with known elements and attributes alone. Raises `UploadRefused` for what is none."""
    if len(content) > LARGEST or b"<!DOCTYPE" in content[:10_000].upper() or b"<!ENTITY" in content.upper():
        raise UploadRefused(_("This drawing is not taken. Please save it as plain SVG, or as PNG."), field="file")
    try:
        root = ET.fromstring(content)  # noqa: S314 - no document type, so no entities to expand
    except (ET.ParseError, ValueError):
        raise UploadRefused(_("This file is not a picture that we can read."), field="file") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise UploadRefused(_("This file is not a picture that we can read."), field="file")
    width, height = _size(root)
    ET.register_namespace("", _SVG)
    _clean(root)
    root.set("width", str(width))
    root.set("height", str(height))
    return Drawing(ET.tostring(root, encoding="utf-8", xml_declaration=True), width, height)


def _clean(element: ET.Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _may_stay(name, value):
            del element.attrib[name]
    for child in list(element):
        namespace, _brace, name = str(child.tag).rpartition("}")
        if namespace != f"{{{_SVG}" or name not in _ELEMENTS:
            element.remove(child)
        else:
            _clean(child)


def _may_stay(name: str, value: str) -> bool:
    if name in ("href", _XLINK):
        return value.startswith("#")
    return name in _ATTRIBUTES and (not _ADDRESS.search(value) or bool(_INNER.match(value)))


def _size(root: ET.Element) -> tuple[int, int]:
    said = [_NUMBER.match(root.get(name, "")) for name in ("width", "height")]
    if said[0] and said[1]:
        sides = float(said[0][1]), float(said[1][1])
    else:
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        numbers = [float(each) for each in box if re.fullmatch(r"-?\d+(\.\d+)?", each)]
        sides = (numbers[2], numbers[3]) if len(numbers) == 4 else (640.0, 480.0)
    return tuple(max(1, min(10_000, round(side))) for side in sides)  # type: ignore[return-value]
