"""Pictures that people upload for badges: measured first, then cleaned, then written anew by ourselves.

What is left of a drawing are shapes, gradients and masks. Scripts, styles, texts (they would need fonts), addresses,
embedded pictures and pages, and whatever repeats other parts are gone; so a drawing can neither run nor fetch anything,
nor grow when it is drawn.
"""

import io
import warnings
from xml.etree import ElementTree as ET
from xml.parsers import expat

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from certification.badges.drawing import SIZE
from certification.badges.errors import NotUsable
from courses.editing.drawings import cleaned_drawing
from courses.errors import UploadRefused

LARGEST = 256 * 1024
_MOST_ELEMENTS, _DEEPEST, _LONGEST = 2_000, 24, 32 * 1024
_MOST_PIXELS = 4096 * 4096
_SVG = "http://www.w3.org/2000/svg"
_REPEATING = {f"{{{_SVG}}}{name}" for name in ("use", "symbol", "pattern", "marker", "text", "tspan", "title", "desc")}
_LINKS = ("href", "{http://www.w3.org/1999/xlink}href")


def drawing(content: bytes, *, square: bool, field: str) -> str:
    """The clean drawing as text. Raises `NotUsable` at the field for what is none, too large, or of another shape."""
    if len(content) > LARGEST:
        raise NotUsable(_("This file is larger than 256 kB."), field=field)
    _measure(content, field)
    try:
        clean = cleaned_drawing(content)
    except UploadRefused as error:
        raise NotUsable(str(error), field=field) from error
    root = ET.fromstring(clean.content)  # noqa: S314 - measured before: no document type, few elements
    _without_repeats(root)
    if not any(child.tag != f"{{{_SVG}}}defs" for child in root):
        raise NotUsable(_("Nothing of this drawing is left without texts, scripts and links."), field=field)
    if square and not 0.9 <= clean.width / clean.height <= 1.1:
        raise NotUsable(_("The picture of a badge has to be square."), field=field)
    if root.get("viewBox") is None:
        root.set("viewBox", f"0 0 {clean.width} {clean.height}")
    if square:
        root.set("width", str(SIZE))
        root.set("height", str(SIZE))
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode")


def raster(content: bytes, *, field: str) -> bytes:
    """The picture as a PNG of our own making, 512 pixels square. Raises `NotUsable` at the field."""
    if len(content) > 4 * LARGEST:
        raise NotUsable(_("This file is larger than 1 MB."), field=field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _png(content, field)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise NotUsable(_("This file is not a picture that we can read."), field=field) from error


def _png(content: bytes, field: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise NotUsable(_("The picture has too many pixels."), field=field)
        if not 0.9 <= opened.width / opened.height <= 1.1:
            raise NotUsable(_("The picture of a badge has to be square."), field=field)
        picture = opened.convert("RGBA").resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    clean = Image.frombytes("RGBA", picture.size, picture.tobytes())  # pixels alone: no texts, no profiles
    file = io.BytesIO()
    clean.save(file, "PNG", optimize=True)
    return file.getvalue()


def _measure(content: bytes, field: str) -> None:
    """Stop at the first element too many, before anything builds a tree of it."""
    count = depth = 0

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > _MOST_ELEMENTS or depth > _DEEPEST or any(len(value) > _LONGEST for value in attributes.values()):
            raise NotUsable(_("This drawing is too complicated."), field=field)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_declaration: object) -> None:
        raise NotUsable(_("This drawing is not taken. Please save it as plain SVG."), field=field)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotUsable(_("This file is not a picture that we can read."), field=field) from error


def _without_repeats(element: ET.Element) -> None:
    for link in _LINKS:
        element.attrib.pop(link, None)
    for child in list(element):
        if child.tag in _REPEATING:
            element.remove(child)
        else:
            _without_repeats(child)
