"""A MediaWiki on the loopback that knows who is in which group: `allusers`, `globalallusers`, the log of rights."""

from dataclasses import dataclass, field
from typing import Any

from tests.servers.mediawiki import MediaWiki


def user(name: str, *groups: str, central: int | None = None, **more: Any) -> dict[str, Any]:
    """An account of the wiki."""
    ids = {"centralids": {"CentralAuth": central, "local": 1}} if central else {}
    return {"userid": 1, "name": name, "groups": ["*", "user", *groups], **ids, **more}


def given(name: str, at: str, before: list[str], after: list[str], **expiry: str) -> dict[str, Any]:
    """An entry of the log of rights; `expiry` is `group="2027-01-01T00:00:00Z"`."""
    metadata = [{"group": group, "expiry": expiry.get(group, "infinity")} for group in after]
    params = {"oldgroups": before, "newgroups": after, "newmetadata": metadata}
    return {"type": "rights", "action": "rights", "title": f"Benutzer:{name}", "timestamp": at, "params": params}


@dataclass
class Groups(MediaWiki):
    """`users` and `log` are all that the wiki has; `part` is how many rows one answer holds (0: all)."""

    groups: tuple[str, ...] = ("sysop", "checkuser", "suppress", "steward")
    users: list[dict[str, Any]] = field(default_factory=list)
    log: list[dict[str, Any]] = field(default_factory=list)

    def query(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("meta") == "siteinfo":
            return {"query": {"usergroups": [{"name": name, "rights": []} for name in ("*", *self.groups)]}}
        match query.get("list"):
            case "globalgroups":
                return {"query": {"globalgroups": [{"id": 1, "name": name} for name in self.groups]}}
            case "allusers":
                return self.rows("allusers", self._in(query.get("augroup")), query, "aufrom")
            case "globalallusers":
                rows = [{**row, "id": row["centralids"]["CentralAuth"]} for row in self._in(query.get("agugroup"))]
                return self.rows("globalallusers", rows, query, "agufrom")
            case "logevents":
                start = query.get("lestart", "")
                return self.rows(
                    "logevents", [row for row in self.log if row["timestamp"] >= start], query, "lecontinue"
                )
        return {"error": {"code": "badvalue", "info": "Unrecognized value for parameter."}}

    def rows(self, name: str, rows: list[Any], query: dict[str, str], key: str) -> dict[str, Any]:
        start = int(query.get(key, 0))
        end = start + self.part if self.part else len(rows)
        answer: dict[str, Any] = {"query": {name: rows[start:end]}}
        if end < len(rows):
            answer["continue"] = {key: str(end), "continue": "-||"}
        return answer

    def _in(self, asked: str | None) -> list[dict[str, Any]]:
        """Like MediaWiki: without a group that exists, everybody."""
        groups = set(self.groups).intersection((asked or "").split("|"))
        return [row for row in self.users if not groups or groups.intersection(row["groups"])]
