"""A Capacity Exchange on the loopback: `users/`, `skill/`, `territory/`, `list_language/`, with pages and troubles."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def profile(username: str, **said: Any) -> dict[str, Any]:
    """A profile as its serializer writes it."""
    user = {"id": 1, "username": username, "email": "private@example.org", "is_staff": False, "is_active": True}
    blank = {"about": "", "territory": [], "language": [], "affiliation": [], "wikimedia_project": [], "contact": None}
    skills: dict[str, Any] = {"skills_known": [], "skills_available": [], "skills_wanted": []}
    return {"user": user, "display_name": username} | blank | skills | said


@dataclass
class Capx:
    """`skills`: number → Wikidata item. `part`: so many rows in one answer (0: a bare list). `status`, `body` replace
    the answer; `silent` keeps the client waiting until the server stops; `elsewhere`: what `next` leads to."""

    url: str
    profiles: list[dict[str, Any]] = field(default_factory=list)
    skills: dict[int, str] = field(default_factory=dict)
    territories: dict[int, str] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)
    part: int = 0
    status: int = 200
    body: bytes | None = None
    silent: bool = False
    elsewhere: str = ""
    token: str = ""
    stopping: threading.Event = field(default_factory=threading.Event)
    requests: list[str] = field(default_factory=list)

    def respond(self, path: str, query: dict[str, str], token: str) -> tuple[int, Any]:
        """Status, and what is written as JSON."""
        if self.silent:
            self.stopping.wait(30)
        if self.status != 200:
            return self.status, {"detail": "error"}
        if self.token and token != f"Token {self.token}":
            return 401, {"detail": "Authentication credentials were not provided."}
        if path == "/list_language/":
            return 200, self.languages
        rows: dict[str, list[dict[str, Any]]] = {
            "/users/": [each for each in self.profiles if query.get("username") in (None, each["user"]["username"])],
            "/skill/": [
                {"id": number, "skill_wikidata_item": item, "skill_type": []} for number, item in self.skills.items()
            ],
            "/territory/": [
                {"id": number, "territory_name": name, "parent_territory": []}
                for number, name in self.territories.items()
            ],
        }
        return (200, self._page(path, rows[path], query)) if path in rows else (404, {"detail": "Not found."})

    def _page(self, path: str, rows: list[Any], query: dict[str, str]) -> Any:
        if not self.part:
            return rows
        start = int(query.get("offset", "0"))
        more = start + self.part < len(rows)
        following = self.elsewhere or f"{self.url}{path}?offset={start + self.part}"
        return {"count": len(rows), "next": following if more else None, "results": rows[start : start + self.part]}


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        capx = self.server.capx
        address = urlsplit(self.path)
        capx.requests.append(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        status, said = capx.respond(address.path, query, self.headers.get("Authorization", ""))
        body = capx.body if capx.body is not None else json.dumps(said).encode()
        try:
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{capx.url}/users/")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # the client did not wait

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running_capx(**behaviour: Any):
    """A `Capx` that answers until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Api) as server:
        server.daemon_threads = True
        server.capx = Capx(f"http://127.0.0.1:{server.server_port}", **behaviour)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.capx
        finally:
            server.capx.stopping.set()
            server.shutdown()
            thread.join()
