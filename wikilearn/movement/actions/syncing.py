"""Keeping who holds which right as the wikis say it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import SYSTEM, record
from wikilearn.movement.actions.wikis import ListTooShort
from wikilearn.movement.enums import Scope, Source
from wikilearn.movement.models import Holding, HoldingSync, Right, Wiki
from wikilearn.movement.signals import holding_began, holding_ended
from wikilearn.movement.usergroups import Log, Member
from wikilearn.people.models import Person

_FEW = 10
_KEY = ("right_id", "username")
_WRITTEN = ["username", "person", "central_id", "until", "term_ends", "source"]
People = dict[int | str | None, Person]
"""By central id, or by username where the list tells no central id."""
Key = tuple[int, str]
"""Primary key of the right, and the username."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How many holdings began, ended, go on under another username, and are as they were."""

    began: int = 0
    ended: int = 0
    renamed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Synced") -> "Synced":
        return Synced(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


NOTHING = Synced()


@transaction.atomic
def sync_holdings(
    *,
    wiki: Wiki | None,
    members: Sequence[Member],
    log: Log | None = None,
    at: datetime | None = None,
    may_shrink: bool = False,
) -> Synced:
    """Make the running holdings on a wiki (None: of global rights) those of the list; again, it changes nothing.

    A holding that is new begins when the log says so, else now; one that is gone ends so. Whoever was renamed keeps
    theirs, recognised by the central id. What was entered by hand and is not in the list stays: not every right is a
    group on every wiki. `ListTooShort` if more than half of the holdings (and more than ten) would end, unless
    `may_shrink`.
    """
    at, log = at or timezone.now(), log or {}
    sync = _locked(wiki)
    rights = {right.group: right for right in _synced_rights(wiki)}
    wanted = {
        (rights[group].pk, member.username): (member, group)
        for member in members
        for group in member.groups
        if group in rights
    }
    running = Holding.objects.select_for_update().filter(wiki=wiki, right__in=rights.values(), until=None)
    known = {(holding.right_id, holding.username): holding for holding in running.order_by("pk")}
    gone = [known.pop(key) for key in list(known) if key in wanted and _is_another(known[key], wanted[key][0])]
    renamed = _follow_renames(known, wanted.values())
    gone += [holding for key, holding in known.items() if key not in wanted and holding.source == Source.SYNCED]
    if len(gone) > max(_FEW, len(known) // 2) and not may_shrink:
        raise ListTooShort(
            _("The list lacks %(count)s of the known holders. Nothing was changed.") % {"count": len(gone)}
        )
    people = _people(members)
    groups: dict[int | None, str] = {right.pk: group for group, right in rights.items()}
    ended = [_end(holding, log, groups[holding.right_id], at) for holding in gone]
    confirmed = [
        holding
        for key, (member, _group) in wanted.items()
        if (holding := known.get(key)) is not None and _confirm(holding, member, people)
    ]
    Holding.objects.bulk_update([*ended, *confirmed], _WRITTEN, batch_size=1000)
    new = [
        Holding(
            right=rights[group],
            wiki=wiki,
            username=member.username,
            central_id=member.central_id,
            person=people.get(member.central_id or member.username),
            source=Source.SYNCED,
        )
        for key, (member, group) in wanted.items()
        if key not in known
    ]
    began = Holding.objects.bulk_create(_dated(new, log, groups, at), batch_size=1000)
    sync.synced_at, sync.error = at, ""
    sync.save(update_fields=["synced_at", "error"])
    for holding in ended:
        holding_ended.send(sender=Holding, holding=holding)
    for holding in began:
        holding_began.send(sender=Holding, holding=holding)
    synced = Synced(len(began), len(ended), renamed, len(wanted) - len(began))
    if began or ended or renamed:
        record(
            actor=SYSTEM,
            action="holdings.synced",
            target=f"wiki:{wiki.dbname if wiki else '*'}",
            details=asdict(synced),
        )
    return synced


@transaction.atomic
def note_failed_sync(*, wiki: Wiki | None, error: str) -> None:
    """Keep why a wiki could not be read; its holdings stay as they are."""
    sync = _locked(wiki)
    sync.error = error[:500]
    sync.save(update_fields=["error"])


def _locked(wiki: Wiki | None) -> HoldingSync:
    HoldingSync.objects.get_or_create(wiki=wiki)
    return HoldingSync.objects.select_for_update().get(wiki=wiki)


def _synced_rights(wiki: Wiki | None) -> Iterable[Right]:
    return Right.objects.filter(scope=Scope.LOCAL if wiki else Scope.GLOBAL).exclude(group="")


def _people(members: Iterable[Member]) -> People:
    """Who proved to own the accounts: by central id, and by username for lists that do not tell it."""
    linked = Person.objects.linked()
    central = [member.central_id for member in members if member.central_id]
    names = [member.username for member in members if not member.central_id]
    by_id = {person.central_id: person for person in linked.filter(central_id__in=central)}
    return by_id | {person.username: person for person in linked.filter(username__in=names)}


def _is_another(holding: Holding, member: Member) -> bool:
    """The name is that of the holder, the account is not: somebody was renamed, and somebody else took the name."""
    return None not in (holding.central_id, member.central_id) and holding.central_id != member.central_id


def _follow_renames(known: dict[Key, Holding], wanted: Iterable[tuple[Member, str]]) -> int:
    """Give the holdings of renamed accounts their new name, past ones too; gives how many running ones there were.

    A name under which another account held something is not given on: that account's past would become another's.
    """
    names: dict[int | None, str] = {
        member.central_id: member.username for member, _group in wanted if member.central_id
    }
    moved = [
        (key, new)
        for key, holding in known.items()
        if (new := names.get(holding.central_id, key[1])) != key[1] and (key[0], new) not in known
    ]
    new_names = {new for _key, new in moved}
    taken = {
        name
        for name, central in Holding.objects.filter(username__in=new_names).values_list("username", "central_id")
        if names.get(central) != name
    }
    moved = [(key, new) for key, new in moved if new not in taken]
    for (right, old), new in moved:
        holding = known.pop((right, old))
        Holding.objects.filter(central_id=holding.central_id, username=old).update(username=new)
        holding.username = new
        known[right, new] = holding
    return len(moved)


def _confirm(holding: Holding, member: Member, people: People) -> bool:
    """Learn what the list knows more of a running holding; whether that is anything."""
    person = people.get(member.central_id or member.username)
    learnt = {
        "central_id": member.central_id or holding.central_id,
        "person_id": person.pk if person else holding.person_id,
        "source": Source.SYNCED,
    }
    differs = any(getattr(holding, name) != value for name, value in learnt.items())
    for name, value in learnt.items():
        setattr(holding, name, value)
    return differs


def _dated(new: list[Holding], log: Log, groups: dict[int | None, str], at: datetime) -> list[Holding]:
    """Date each new holding by the log, never before the end of an earlier one of the same account."""
    if not new:
        return new
    ended = Holding.objects.filter(wiki=new[0].wiki, right__in=groups, until__isnull=False)
    free: dict[tuple[int | None, str], datetime] = {
        (right, name): until for right, name, until in ended.order_by("until").values_list(*_KEY, "until")
    }
    for holding in new:
        step = log.get((holding.username, groups[holding.right_id]))
        given = step is not None and step.added
        since = step.at if step is not None and given and step.at < at else at
        holding.since = max(since, free.get((holding.right_id, holding.username), since))
        holding.term_ends = step.until if step is not None and given else None
    return new


def _end(holding: Holding, log: Log, group: str, at: datetime) -> Holding:
    step = log.get((holding.username, group))
    ended = step.at if step is not None and not step.added and step.at <= at else at
    holding.until = max(ended, holding.since + timedelta(microseconds=1))
    return holding
