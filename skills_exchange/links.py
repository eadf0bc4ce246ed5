"""Whether an address answers: asked politely, and only of hosts of the open network.

An address comes from anybody, so it must not lead our servers to themselves or their neighbours: each name is looked up
once, every address behind it must be a public one, and the connection goes to exactly that address. Nothing of an
answer is kept but whether there was one.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10.0
REDIRECTS = 4
_REFUSES_HEAD = frozenset({403, 404, 405, 501})
_LIVES = frozenset({401, 403, 429})
"""Somebody is there, and does not like programs."""


class Unreachable(Exception):
    """The address does not answer, or must not be asked. The message is a short code, never the address."""


def works(url: str) -> bool:
    """Whether the address answers with a page, after at most four redirects. Asks by HEAD, then by GET."""
    try:
        return _follow(url, "HEAD") or _follow(url, "GET")
    except Unreachable:
        return False


def _follow(url: str, method: str) -> bool:
    for _hop in range(REDIRECTS + 1):
        status, location = _ask(url, method)
        if 300 <= status < 400 and location:
            url = _joined(url, location)
        elif method == "HEAD" and status in _REFUSES_HEAD:
            return False
        else:
            return status < 300 or status in _LIVES
    return False


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise Unreachable("address") from error


def _ask(url: str, method: str) -> tuple[int, str]:
    connection = _connection(parts := _split(url))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": f"WikiLearn ({settings.SITE_URL})", "Accept": "*/*"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreachable("no answer") from error
    finally:
        connection.close()


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise Unreachable("address") from error


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    try:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unreachable("port") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Unreachable("scheme")
    address = _public_address(host, port)
    if parts.scheme == "http":
        return _Pinned(host, port, address)
    return _PinnedTls(host, port, address)


def _public_address(host: str, port: int) -> str:
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable("name") from error
    for address in found:
        if not (ipaddress.ip_address(address).is_global or address in settings.LINK_CHECK_ALSO):
            raise Unreachable("not public")
    return min(found)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name of the host."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _PinnedTls(_Pinned):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
