"""A web server on the loopback whose addresses answer as told: status by path, redirects, silence."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Links:
    """`answers`: path → (status, Location). `asked`: (method, path) of each request."""

    url: str
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    no_head: bool = False


@contextmanager
def serve_links() -> Iterator[Links]:
    """The server, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(405 if links.no_head else None)

        def do_GET(self) -> None:
            self._answer(None)

        def _answer(self, status: int | None) -> None:
            links.asked.append((self.command, self.path))
            said, location = links.answers.get(self.path, (404, ""))
            self.send_response(status or said)
            if location and not status:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    links = Links(url=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield links
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
