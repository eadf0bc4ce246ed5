"""Whether an address answers: asked politely, and only of hosts of the open network.

An address comes from anybody, so it must not lead our servers to themselves or their neighbours: each name is looked up
once, every address behind it must be a public one, and the connection goes to exactly that address, at a port of the
web. All of it together, however slowly it is answered, ends after `ALTOGETHER` seconds. Nothing of an answer is kept
but whether there was one.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import cast
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10.0
"""For one step: to connect, or to wait for some of the answer."""
ALTOGETHER = 30.0
"""For the address with all its redirects, asked by HEAD and by GET."""
REDIRECTS = 4
_REFUSES_HEAD = frozenset({403, 404, 405, 501})
_LIVES = frozenset({401, 403, 429})
"""Somebody is there, and does not like programs."""
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96")))
"""Addresses that stand for others, which could be any: NAT64, 6to4, and IPv4 written in IPv6."""


class Unreachable(Exception):
    """The address does not answer, or must not be asked. The message is a short code, never the address."""


def works(url: str) -> bool:
    """Whether the address answers with a page, after at most four redirects. Asks by HEAD, then by GET."""
    until = monotonic() + ALTOGETHER
    try:
        return _follow(url, "HEAD", until) or _follow(url, "GET", until)
    except Unreachable:
        return False


def _follow(url: str, method: str, until: float) -> bool:
    for _hop in range(REDIRECTS + 1):
        status, location = _ask(url, method, until)
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


def _ask(url: str, method: str, until: float) -> tuple[int, str]:
    connection = _connection(parts := _split(url))
    left = until - monotonic()
    if left <= 0:
        raise Unreachable("too slow")
    connection.timeout = min(TIMEOUT, left)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": f"WikiLearn ({settings.SITE_URL})", "Accept": "*/*"}
        connection.connect()
        with _cut_off(connection.sock, until):
            connection.greet()
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreachable("no answer") from error
    finally:
        connection.close()


@contextmanager
def _cut_off(sock: socket.socket, until: float) -> Iterator[None]:
    """End the conversation at that moment: who answers a byte now and then never meets a timeout."""
    timer = threading.Timer(max(until - monotonic(), 0), _shut, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if monotonic() >= until:  # what was cut off can look like a whole answer
        raise Unreachable("too slow")


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # that of TLS is not for other threads


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise Unreachable("address") from error


def _connection(parts: SplitResult) -> "_Pinned":
    try:
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unreachable("port") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Unreachable("scheme")
    if port not in settings.LINK_CHECK_PORTS:
        raise Unreachable("port")
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
        if not (_is_public(address) or address in settings.LINK_CHECK_ALSO):
            raise Unreachable("not public")
    return min(found)


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address)
    stands_for_another = any(found in network for network in _TRANSLATED)
    return found.is_global and not (found.is_multicast or stands_for_another)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name of the host."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)

    def greet(self) -> None:
        """What has to be said before the first request: nothing."""


class _PinnedTls(_Pinned):
    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)

    def greet(self) -> None:
        cast("ssl.SSLSocket", self.sock).do_handshake()
