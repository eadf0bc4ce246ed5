"""Where sockets may lie."""

import tempfile
from pathlib import Path

_LONGEST_SOCKET_PATH = 103
"""Bytes. The kernel takes 107 on Linux and 103 on macOS and the BSDs."""


def socket_folder(preferred: Path, name: str) -> Path:
    """`preferred` if a socket of this name fits into the path length the kernel allows, else a new short folder.

    The caller makes the preferred folder; a new one exists already, closed to others.
    """
    if len(bytes(preferred / name)) <= _LONGEST_SOCKET_PATH:
        return preferred
    return Path(tempfile.mkdtemp(prefix="wikilearn-", dir="/tmp"))  # short is the point
