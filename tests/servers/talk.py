"""A MediaWiki on the loopback that people can be written to on: talk pages and e-mail, with a token and an account."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.mediawiki import MediaWiki

TOKEN = "csrf+\\"


@dataclass
class Talk(MediaWiki):
    """`refusal` is the code of the error that writing gets; `lost`: how often to break the connection, once done."""

    refusal: str = ""
    lost: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    emails: list[dict[str, str]] = field(default_factory=list)

    def query(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("meta") == "tokens":
            return {"query": {"tokens": {"csrftoken": TOKEN}}}
        content = self.pages.get(query["titles"])
        revisions = [{"slots": {"main": {"content": content}}}] if content is not None else []
        return {"query": {"pages": [{"title": query["titles"], "revisions": revisions}]}}

    def write(self, form: dict[str, str], headers: dict[str, str]) -> tuple[int, dict[str, Any] | bytes]:
        if headers.get("Authorization") != "Bearer secret" or form.get("token") != TOKEN:
            return 200, {"error": {"code": "badtoken", "info": "Invalid CSRF token."}}
        if self.refusal:
            return 200, {"error": {"code": self.refusal, "info": "Refused."}}
        if form["action"] == "edit":
            before = self.pages.get(form["title"], "")
            self.pages[form["title"]] = f"{before}== {form['sectiontitle']} ==\n{form['text']}\n"
        else:
            self.emails.append(form)
        if self.lost:
            self.lost -= 1
            raise ConnectionAbortedError
        return 200, {form["action"]: {"result": "Success"}}
