"""The same web server as `make run`, on a database of a stated size, and a signed-in client of it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.conf import settings
from django.test import Client

from wikilearn.people.models import Person


class Site:
    """A running site; `get` asks it over one kept connection as the person who is signed in."""

    def __init__(self, port: int, *, cookie: str, client: Client) -> None:
        self.client = client
        self._cookie = cookie
        self._connection = http.client.HTTPConnection("localhost", port, timeout=120)

    def signed_in_as(self, client: Client) -> "Site":
        """The same server, asked with all the cookies of another client."""
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        return Site(self._connection.port, cookie=cookies, client=client)

    def get(self, address: str) -> bytes:
        """The body; anything but status 200 stops the run."""
        try:
            response = self._ask(address)
        except http.client.RemoteDisconnected:  # the server ends connections that were idle while rows were filled
            self._connection.close()
            response = self._ask(address)
        body = response.read()
        if response.status != http.client.OK:
            raise SystemExit(f"{address} answered {response.status}")
        return body

    def rate(self, address: str, *, number: int = 400, connections: int = 4) -> float:
        """Answers a second when so many ask at the same time, each again as soon as it is answered."""
        port = self._connection.port
        sites = [Site(port, cookie=self._cookie, client=self.client) for _ in range(connections)]
        with ThreadPoolExecutor(connections) as pool:
            list(pool.map(lambda site: [site.get(address) for _ in range(10)], sites))
            started = time.perf_counter()
            list(pool.map(lambda site: [site.get(address) for _ in range(number // connections)], sites))
            return number / (time.perf_counter() - started)

    def _ask(self, address: str) -> http.client.HTTPResponse:
        self._connection.request("GET", address, headers={"Cookie": self._cookie, "Accept-Language": "en"})
        return self._connection.getresponse()


@contextmanager
def running_site(username: str, *, workers: int = 1) -> Iterator[Site]:
    """Start the web server, wait until it is ready, give it with `username` signed in, and stop it.

    One process, so that caches are warm after the first request; `make run` starts two.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "8",
        "--backpressure",
        "16",
        "--no-access-log",
        "--log-level",
        "error",
        "wikilearn.wsgi:application",
    ]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings", "LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_until_ready(port, process)
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(Person.objects.get(username=username), settings.AUTHENTICATION_BACKENDS[1])
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        yield Site(port, cookie=cookie, client=client)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == http.client.OK:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web server did not become ready")
