"""What a file is, told from its content, and the credential inside it."""

from certification.badges.open_badges import pdf, png, svg, tokens
from certification.badges.open_badges.errors import Flaw, Unreadable

MAXIMUM_BYTES = 1024 * 1024


def extract(file: bytes) -> tuple[str, bytes]:
    """Kind (`json`, `jwt`, `png`, `svg`, `pdf`) and the JSON or token inside; `Unreadable` for anything else."""
    if len(file) > MAXIMUM_BYTES:
        raise Unreadable(Flaw.TOO_LARGE)
    if file.startswith(png.SIGNATURE):
        return "png", png.extract(file)
    if file[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf", pdf.extract(file)
    start = file.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return "svg", svg.extract(file)
    if start in (b"{", b"["):
        return "json", file
    if tokens.text_of(file):
        return "jwt", file
    raise Unreadable(Flaw.UNKNOWN_KIND)
