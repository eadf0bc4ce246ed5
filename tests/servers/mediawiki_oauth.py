"""A wiki on loopback that speaks the OAuth 2 protocol of MediaWiki's extension (authorization code with PKCE).

    with mediawiki() as wiki:
        wiki.accounts[7] = account(7, "Ada")
        wiki.signed_in_as = 7          # whose browser comes to authorize; None: the person declines

It checks what the real one checks: the consumer and its secret, the exact redirect address, that a code is used
once, and the proof of PKCE. Source: https://www.mediawiki.org/wiki/OAuth/For_Developers and RFC 6749, RFC 7636.
"""

import base64
import contextlib
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

CLIENT_ID = "consumer-of-the-tests"
CLIENT_SECRET = "secret-of-the-tests"


def account(sub: int, username: str, *, email: str = "", confirmed: bool = True) -> dict[str, Any]:
    """A profile as `resource/profile` gives it."""
    return {
        "sub": sub,
        "username": username,
        "realname": "A name that nobody asked for",
        "email": email,
        "confirmed_email": bool(email) and confirmed,
        "editcount": 12,
        "blocked": False,
        "registered": "20150101000000",
        "groups": ["*", "user", "autoconfirmed"],
        "rights": ["read", "edit"],
    }


@dataclass
class Wiki:
    """The state of the wiki, which a test may change at any time."""

    rest_api: str = ""
    accounts: dict[int, dict[str, Any]] = field(default_factory=dict)
    signed_in_as: int | None = None
    broken: bool = False
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    user_agents: list[str] = field(default_factory=list)


class _Refused(Exception):
    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class _Conversation(BaseHTTPRequestHandler):
    wiki: Wiki

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/w/rest.php/oauth2/authorize":
            self._answer(self._authorize)
        elif path == "/w/rest.php/oauth2/resource/profile":
            self._answer(self._profile)
        else:
            self._json(404, {"httpCode": 404})

    def do_POST(self) -> None:
        if urlsplit(self.path).path == "/w/rest.php/oauth2/access_token":
            self._answer(self._access_token)
        else:
            self._json(404, {"httpCode": 404})

    def _answer(self, step: Any) -> None:
        self.wiki.user_agents.append(self.headers.get("User-Agent", ""))
        if self.wiki.broken:
            self._json(503, {"httpCode": 503})
            return
        try:
            step()
        except _Refused as refused:
            self._json(refused.status, {"error": refused.error})

    def _authorize(self) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked.get("client_id") != CLIENT_ID:
            raise _Refused(401, "invalid_client")
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            raise _Refused(400, "unsupported_response_type")
        if self.wiki.signed_in_as is None:
            self._redirect(asked, {"error": "access_denied", "state": asked["state"]})
            return
        code = secrets.token_urlsafe()
        self.wiki.codes[code] = asked | {"sub": self.wiki.signed_in_as}
        self._redirect(asked, {"code": code, "state": asked["state"]})

    def _access_token(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = dict(parse_qsl(body))
        if (sent.get("client_id"), sent.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise _Refused(401, "invalid_client")
        asked = self.wiki.codes.pop(sent.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != sent.get("redirect_uri"):
            raise _Refused(400, "invalid_grant")
        proof = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            raise _Refused(400, "invalid_grant")
        token = secrets.token_urlsafe()
        self.wiki.tokens[token] = asked["sub"]
        self._json(200, {"token_type": "Bearer", "expires_in": 14400, "access_token": token, "refresh_token": "r"})

    def _profile(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.wiki.tokens:
            raise _Refused(401, "access_denied")
        self._json(200, self.wiki.accounts[self.wiki.tokens[token]])

    def _redirect(self, asked: dict[str, str], answer: dict[str, str]) -> None:
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _json(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Keep quiet."""


@contextlib.contextmanager
def mediawiki() -> Iterator[Wiki]:
    """Serve a wiki on a free port of loopback until the block ends."""
    wiki = Wiki()
    conversation = type("Conversation", (_Conversation,), {"wiki": wiki})
    with ThreadingHTTPServer(("127.0.0.1", 0), conversation) as server:
        wiki.rest_api = f"http://127.0.0.1:{server.server_port}/w/rest.php"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield wiki
        finally:
            server.shutdown()
            thread.join()
