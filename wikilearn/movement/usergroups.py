"""Reading from MediaWiki who is in which user group.

Local groups: `list=allusers&augroup=…` of the wiki; global ones: `list=globalallusers&agugroup=…` of any wiki with
CentralAuth. Accounts that are hidden are in neither list. When a membership began, and until when it was given, stands
in the log of rights (`list=logevents&letype=rights`). https://www.mediawiki.org/wiki/API:Allusers
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from wikilearn.core.errors import DomainError
from wikilearn.movement.mediawiki import Api
from wikilearn.people.usernames import is_temporary, is_valid, normalise


class NotAListOfUsers(DomainError):
    """The text is not what MediaWiki answers when it is asked who is in a group."""

    def __init__(self, reason: object) -> None:
        super().__init__(_("This is not a list of users as MediaWiki gives it: %(reason)s") % {"reason": reason})


@dataclass(frozen=True, slots=True)
class Member:
    """An account and the user groups that it is in. `central_id` is that of CentralAuth, where the wiki tells it."""

    username: str
    groups: frozenset[str]
    central_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What the log says last of an account and a group: added or removed when, and until which day it was given."""

    added: bool
    at: datetime
    until: date | None = None


Log = Mapping[tuple[str, str], Step]
"""Username and group → the last step."""


def local_members(url: str, groups: Iterable[str]) -> list[Member]:
    """Who is in one of the groups on the wiki whose `api.php` is at `url`; groups that it lacks are left out."""
    api = Api(url)
    answer = api.answer(action="query", meta="siteinfo", siprop="usergroups")
    asked = _existing(groups, _query(answer, "usergroups"))
    # Without a group that exists the wiki would list all of its accounts.
    if not asked:
        return []
    pages = api.answers(
        action="query", list="allusers", augroup="|".join(asked), auprop="groups|centralids", aulimit="max"
    )
    return [member for page in pages for member in _members(_query(page, "allusers"), asked)]


def global_members(url: str, groups: Iterable[str]) -> list[Member]:
    """Who is in one of the global groups."""
    api = Api(url)
    asked = _existing(groups, _query(api.answer(action="query", list="globalgroups"), "globalgroups"))
    if not asked:
        return []
    pages = api.answers(
        action="query", list="globalallusers", agugroup="|".join(asked), aguprop="groups", agulimit="max"
    )
    return [member for page in pages for member in _members(_query(page, "globalallusers"), asked)]


def rights_log(url: str, since: datetime | None) -> Log:
    """The last step of each account and group in the wiki's log of rights, from an instant on or from its beginning."""
    start = {"lestart": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if since else {}
    pages = Api(url).answers(
        action="query",
        list="logevents",
        letype="rights",
        ledir="newer",
        leprop="title|timestamp|details|type",
        lelimit="max",
        **start,
    )
    return {key: step for page in pages for event in _query(page, "logevents") for key, step in _steps(event)}


def read(path: Path) -> dict[str, list[Member]]:
    """The members in a file: `{"dewiki": ANSWER, "*": ANSWER}`, each of `allusers` or (`*`) of `globalallusers`."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotAListOfUsers(error.strerror) from error
    except ValueError as error:  # not JSON, or not UTF-8
        raise NotAListOfUsers(error) from error
    if not isinstance(content, dict):
        raise NotAListOfUsers("{}")
    return {
        place: list(_members(_query(answer, "globalallusers" if place == "*" else "allusers"), None))
        for place, answer in content.items()
    }


def _query(answer: Any, name: str) -> list[Any]:
    found = answer.get("query", {}) if isinstance(answer, dict) else None
    rows = found.get(name) if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise NotAListOfUsers(name)
    return rows


def _existing(groups: Iterable[str], known: Iterable[Any]) -> list[str]:
    names = {group.get("name") for group in known if isinstance(group, dict)}
    return sorted(group for group in set(groups) if group in names)


def _members(users: Iterable[Any], asked: Iterable[str] | None) -> Iterator[Member]:
    """Accounts with one of the groups; hidden and temporary ones, and names that are none, are nobody."""
    for user in users:
        try:
            name, groups = normalise(user.get("name") or ""), frozenset(map(str, user["groups"]))
            central = user.get("id") or user.get("centralids", {}).get("CentralAuth")
        except (AttributeError, KeyError, TypeError) as error:
            raise NotAListOfUsers(json.dumps(user, ensure_ascii=False)[:200]) from error
        hidden = user.get("hidden") not in (None, False)
        held = groups if asked is None else groups.intersection(asked)
        if held and not hidden and is_valid(name) and not is_temporary(name):
            yield Member(name, held, central if isinstance(central, int) and central > 0 else None)


def _steps(event: Any) -> Iterator[tuple[tuple[str, str], Step]]:
    """What one entry changed; nothing for entries that are hidden or about an account of another wiki."""
    try:
        title, at, params = event["title"], datetime.fromisoformat(event["timestamp"]), event["params"]
        before, after = set(params["oldgroups"]), set(params["newgroups"])
        expiries = {each["group"]: each["expiry"] for each in params.get("newmetadata", [])}
    except (KeyError, TypeError, ValueError):
        return
    name = normalise(title.partition(":")[2])
    if "@" in name:
        return
    for group in after:
        if group not in before or group in expiries:
            yield (name, group), Step(True, at, _day(expiries.get(group)))
    for group in before - after:
        yield (name, group), Step(False, at)


def _day(expiry: object) -> date | None:
    try:
        return datetime.fromisoformat(str(expiry)).astimezone(UTC).date()
    except ValueError:  # "infinity"
        return None
