"""A MediaWiki on the loopback: `api.php` answers `action=sitematrix` and what exercises ask, with errors and lag."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def site(dbname: str, *, code: str = "wiki", lang: str = "en", name: str = "Wikipedia", **flags: Any) -> dict[str, Any]:
    """A wiki as the site matrix lists it; `closed=""` or `closed=True`, as the two formats of the API have it."""
    return {
        "url": f"https://{dbname.replace('_', '-')}.example.org",
        "dbname": dbname,
        "code": code,
        "lang": lang,
        "sitename": name,
        **flags,
    }


def site_matrix(languages: dict[str, list[dict[str, Any]]], specials: list[dict[str, Any]] = ()) -> dict[str, Any]:
    """An answer of `action=sitematrix`: language code → its wikis."""
    matrix: dict[str, Any] = {"count": sum(map(len, languages.values())) + len(specials)}
    for number, (code, sites) in enumerate(languages.items()):
        matrix[str(number)] = {"code": code, "name": code, "site": sites, "dir": "ltr", "localname": code}
    return {"sitematrix": {**matrix, "specials": list(specials)}}


@dataclass
class MediaWiki:
    """`answer`: the whole site matrix. `part`: how many languages one answer holds (0: all).

    `lag`: how often to answer `maxlag` first; `busy`: how often HTTP 503 first; `status` and `body` replace the answer;
    `silent` keeps the client waiting until the server stops. `accounts`: central id → name; `pages`: title → id; `edit`
    saves one, as `list=usercontribs` then tells. `requests`: query and headers of each."""

    url: str
    answer: dict[str, Any] = field(default_factory=dict)
    part: int = 0
    lag: int = 0
    busy: int = 0
    status: int = 200
    body: bytes | None = None
    silent: bool = False
    accounts: dict[int, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    edits: list[dict[str, Any]] = field(default_factory=list)
    revisions: dict[int, tuple[str, str]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    requests: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)

    def respond(self, query: dict[str, str]) -> tuple[int, dict[str, Any] | bytes]:
        if self.silent:
            self.stopping.wait(30)
        if self.busy:
            self.busy -= 1
            return 503, b"busy"
        if self.lag:
            self.lag -= 1
            return 200, {"error": {"code": "maxlag", "info": "Waiting for a server: 6 seconds lagged.", "lag": 6}}
        if self.body is not None or self.status != 200:
            return self.status, self.body or b"error"
        if query.get("action") == "query":
            return 200, self.query(query)
        if query.get("action") != "sitematrix":
            return 200, {"error": {"code": "badvalue", "info": 'Unrecognized value for parameter "action".'}}
        return 200, self.sites(int(query.get("smcontinue", "language|0").partition("|")[2]))

    def query(self, query: dict[str, str]) -> dict[str, Any]:
        """What `action=query` answers: kinds of wikis that know more say more."""
        if query.get("meta") == "globaluserinfo":
            name = self.accounts.get(int(query["guiid"]))
            known = {"id": int(query["guiid"]), "name": name} if name else {"missing": ""}
            return {"batchcomplete": "", "query": {"globaluserinfo": known}}
        if "titles" in query:
            title = self.redirects.get(query["titles"], query["titles"]).replace("_", " ")
            page_id = self.pages.get(title)
            page = {"pageid": page_id, "ns": 0, "title": title} if page_id else {"ns": 0, "title": title, "missing": ""}
            return {"batchcomplete": "", "query": {"pages": {str(page_id or -1): page}}}
        if "revids" in query:
            return {"batchcomplete": True, "query": self.revision(int(query["revids"]))}
        if query.get("list") == "usercontribs":
            return self.contributions(query)
        return {"error": {"code": "badvalue", "info": 'Unrecognized value for parameter "list".'}}

    def revision(self, number: int) -> dict[str, Any]:
        """As `formatversion=2` tells a revision with its content; `badrevids` for one that it does not know."""
        if number not in self.revisions:
            return {"badrevids": {str(number): {"revid": number, "missing": True}}}
        title, content = self.revisions[number]
        told = {"revid": number, "user": "Somebody", "timestamp": "2026-03-01T12:00:00Z", "comment": ""}
        slots = {"main": {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": content}}
        return {"pages": [{"pageid": 1, "ns": 1, "title": title, "revisions": [told | {"slots": slots}]}]}

    def contributions(self, query: dict[str, str]) -> dict[str, Any]:
        assert query["ucdir"] == "newer"
        found = [
            edit
            for edit in sorted(self.edits, key=lambda each: each["timestamp"])
            if edit["user"] == query["ucuser"]
            and edit["timestamp"] >= query["ucstart"]
            and query.get("ucnamespace", str(edit["ns"])) == str(edit["ns"])
            and ("uctag" not in query or query["uctag"] in edit["tags"])
        ]
        start = int(query.get("uccontinue", "0"))
        part = self.part or int(query["uclimit"])
        answer: dict[str, Any] = {"batchcomplete": "", "query": {"usercontribs": found[start : start + part]}}
        if start + part < len(found):
            answer["continue"] = {"uccontinue": str(start + part), "continue": "-||"}
        return answer

    def edit(self, user: str, title: str, timestamp: str, **more: Any) -> None:
        """Save an edit of a page, which exists from now on."""
        page_id = self.pages.setdefault(title, len(self.pages) + 1)
        revision = {"userid": 1, "user": user, "pageid": page_id, "revid": 100 + len(self.edits), "ns": 0}
        self.edits.append(revision | {"title": title, "timestamp": timestamp, "tags": []} | more)

    def sites(self, start: int) -> dict[str, Any]:
        if not self.part:
            return self.answer
        matrix = self.answer["sitematrix"]
        numbers = [key for key in matrix if key.isdigit()]
        chosen = numbers[start : start + self.part]
        answer = {"sitematrix": {"count": matrix["count"], **{key: matrix[key] for key in chosen}}}
        if start + self.part < len(numbers):
            answer["continue"] = {"smcontinue": f"language|{start + self.part}", "continue": "-||"}
        else:
            answer["sitematrix"]["specials"] = matrix["specials"]
        return answer


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        wiki = self.server.wiki
        address = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        wiki.requests.append((query, dict(self.headers)))
        self.say(*(wiki.respond(query) if address.path == "/w/api.php" else (404, b"not found")))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            answer = self.server.wiki.write({key: values[0] for key, values in parse_qs(sent).items()}, self.headers)
        except ConnectionAbortedError:
            self.close_connection = True
            return
        self.say(*answer)

    def say(self, status: int, said: dict[str, Any] | bytes) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # the client did not wait

    def log_message(self, *args: object) -> None:
        pass


@contextmanager
def running_mediawiki(kind: type[MediaWiki] = MediaWiki, **behaviour: Any):
    """A `MediaWiki` (of that kind) that answers until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Api) as server:
        server.daemon_threads = True
        server.wiki = kind(f"http://127.0.0.1:{server.server_port}/w/api.php", **behaviour)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.wiki
        finally:
            server.wiki.stopping.set()
            server.shutdown()
            thread.join()
