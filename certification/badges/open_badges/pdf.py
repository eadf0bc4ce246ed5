"""A credential inside a PDF: one attached file, `credential.json`."""

import io
import zlib
from typing import Any

from certification.badges.open_badges.errors import Flaw, Unreadable
from certification.badges.open_badges.untrusted import MAXIMUM_BYTES

ATTACHMENT = "credential.json"


def extract(document: bytes) -> bytes:
    """The attached credential; `Unreadable` when there is none, more than one, or the file is damaged."""
    import pikepdf  # large: only where a PDF is read

    try:
        with pikepdf.open(io.BytesIO(document)) as opened:
            names = list(opened.attachments)
            if not names:
                raise Unreadable(Flaw.NO_CREDENTIAL)
            if len(names) > 1:
                raise Unreadable(Flaw.SEVERAL_CREDENTIALS)
            return _content(opened.attachments[names[0]].obj.EF.F)
    except pikepdf.PasswordError as error:
        raise Unreadable(Flaw.LOCKED) from error
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, zlib.error) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(Flaw.DAMAGED) from error


def _content(stream: Any) -> bytes:
    """The bytes of the attached file, inflated no further than a credential may be long."""
    raw: bytes = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        return raw
    if str(filters) != "/FlateDecode" and [str(name) for name in filters] != ["/FlateDecode"]:
        raise Unreadable(Flaw.DAMAGED)
    inflate = zlib.decompressobj()
    content = inflate.decompress(raw, MAXIMUM_BYTES + 1)
    if len(content) > MAXIMUM_BYTES:
        raise Unreadable(Flaw.TOO_LARGE)
    return content
