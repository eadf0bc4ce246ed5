"""Reading the holders of rights from all wikis, one wiki at a time: what stops a run half-way is taken up by the next.

Each wiki is one transaction, and `HoldingSync` says when it was read last; a wiki that cannot be read keeps its
holdings, says why, and does not stop the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.core.errors import DomainError
from wikilearn.movement import usergroups
from wikilearn.movement.actions.syncing import NOTHING, Synced, note_failed_sync, sync_holdings
from wikilearn.movement.enums import Scope
from wikilearn.movement.models import HoldingSync, Right, Wiki
from wikilearn.movement.sitematrix import META

FRESH = timedelta(hours=20)
"""What was read more recently is left for the next day."""


class UnknownWiki(DomainError):
    """There is no such wiki here."""


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one wiki; `place` is `*` for global rights, `error` says why it was not read."""

    place: str
    synced: Synced = NOTHING
    error: str = ""


def sync_wiki(wiki: Wiki | None, *, history: bool = False, may_shrink: bool = False) -> Read:
    """Ask one wiki (None: Meta-Wiki for global rights); `history` reads its log of rights from the beginning."""
    place, groups = wiki.dbname if wiki else "*", _groups(wiki)
    last = HoldingSync.objects.filter(wiki=wiki).values_list("synced_at", flat=True).first()
    log: usergroups.Log = {}
    try:
        if wiki is None:
            members = usergroups.global_members(META, groups)
        else:
            url = f"{wiki.url}/w/api.php"
            members = usergroups.local_members(url, groups)
            if history or last:
                log = usergroups.rights_log(url, None if history else last)
        return Read(place, sync_holdings(wiki=wiki, members=members, log=log, may_shrink=may_shrink))
    except DomainError as error:
        note_failed_sync(wiki=wiki, error=str(error))
        return Read(place, error=str(error))


def sync_all(*, older_than: timedelta = FRESH, history: bool = False, may_shrink: bool = False) -> Iterator[Read]:
    """Every open wiki and the global rights, unless read so recently; those that waited longest come first."""
    before = timezone.now() - older_than
    if not _read_since(before).filter(wiki=None).exists():
        yield sync_wiki(None, history=history, may_shrink=may_shrink)
    for wiki in _waiting(before):
        yield sync_wiki(wiki, history=history, may_shrink=may_shrink)


def sync_file(path: Path, *, may_shrink: bool = False) -> Iterator[Read]:
    """The wikis in a file of answers; `UnknownWiki` before anything is changed if one of them is not known here."""
    places = usergroups.read(path)
    wikis = {wiki.dbname: wiki for wiki in Wiki.objects.filter(dbname__in=places)}
    for place in places.keys() - wikis.keys() - {"*"}:
        raise UnknownWiki(_("There is no wiki “%(wiki)s” here.") % {"wiki": place})
    for place, members in places.items():
        try:
            yield Read(place, sync_holdings(wiki=wikis.get(place), members=members, may_shrink=may_shrink))
        except DomainError as error:
            yield Read(place, error=str(error))


def _groups(wiki: Wiki | None) -> list[str]:
    rights = Right.objects.filter(scope=Scope.LOCAL if wiki else Scope.GLOBAL).exclude(group="")
    return list(rights.values_list("group", flat=True))


def _read_since(instant: datetime) -> QuerySet[HoldingSync]:
    return HoldingSync.objects.filter(synced_at__gte=instant)


def _waiting(before: datetime) -> list[Wiki]:
    """Those never read come first; private wikis do not let themselves be asked."""
    last = dict(HoldingSync.objects.filter(synced_at__isnull=False).values_list("wiki", "synced_at"))
    recent = _read_since(before).exclude(wiki=None)
    wikis = Wiki.objects.filter(closed=False, private=False).exclude(pk__in=recent.values("wiki"))
    return sorted(wikis, key=lambda wiki: (last.get(wiki.pk, datetime.min.replace(tzinfo=UTC)), wiki.dbname))
