"""A credential inside an SVG: `<openbadges:credential>` as the first child of the root (OB 3.0, 5.3.2.2)."""

import re
from xml.parsers import expat

from certification.badges.open_badges.errors import Flaw, Unreadable

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = "http://www.w3.org/2000/svg"
_ROOT = re.compile(r"<svg\b([^>]*)>")
_ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "handler"}


def bake(picture: str, text: str) -> str:
    """The picture with the credential as first child of its root. `text` holds no `<`, `>` and `&`."""
    node = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    return _ROOT.sub(lambda root: f'<svg{root[1]} xmlns:openbadges="{NAMESPACE}">{node}', picture, count=1)


def extract(picture: bytes) -> bytes:
    """The credential inside; `Unreadable` when there is none, more than one, or the picture could run something."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(picture, True)
    except expat.ExpatError as error:
        raise Unreadable(Flaw.DAMAGED) from error
    if not reader.credentials:
        raise Unreadable(Flaw.NO_CREDENTIAL)
    if len(reader.credentials) > 1:
        raise Unreadable(Flaw.SEVERAL_CREDENTIALS)
    return "".join(reader.credentials[0]).strip().encode()


class _Reader:
    """Collects the texts of credential nodes and refuses whatever is active."""

    def __init__(self) -> None:
        self.credentials: list[list[str]] = []
        self._inside = False
        self._seen_root = False

    def doctype(self, *_declaration: object) -> None:
        raise Unreadable(Flaw.SCRIPT)  # a document type may define entities, and a badge needs none

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._seen_root and name != f"{_SVG} svg":
            raise Unreadable(Flaw.UNKNOWN_KIND)
        self._seen_root = True
        if name.rpartition(" ")[2].lower() in _ACTIVE or any(_is_active(*pair) for pair in attributes.items()):
            raise Unreadable(Flaw.SCRIPT)
        self._inside = name == f"{NAMESPACE} credential"
        if self._inside:  # a token stands in `verify`, a document between the tags
            self.credentials.append([attributes.get("verify", "")])

    def end(self, _name: str) -> None:
        self._inside = False

    def text(self, characters: str) -> None:
        if self._inside:
            self.credentials[-1].append(characters)


def _is_active(name: str, value: str) -> bool:
    local = name.rpartition(" ")[2].lower()
    return local.startswith("on") or value.strip().lower().startswith(("javascript:", "data:text"))
