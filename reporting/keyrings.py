"""Making and opening grants: between rows of the database and the vault."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from reporting import case_secrets
from reporting.conflicts import unwalled
from reporting.enums import GrantPurpose
from reporting.errors import NotGranted, Tampered
from reporting.models import Case, Grant, ItemGrant, KeyLogEntry, Receipt, ReporterGrant, Wall
from reporting.opened import CaseKeys, OpenCase
from reporting.queries.keys import live_keys
from reporting.vault import grants
from reporting.vault.errors import Unreadable
from reporting.vault.keys import KeyPair
from wikilearn.people.models import Person


@dataclass(frozen=True, slots=True)
class UnlockedVault:
    """Somebody's vault, open for this request."""

    person: Person
    pair: KeyPair = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was read about people just now, by person id: how walls name them, and their live keys."""

    tokens: Mapping[int, frozenset[bytes]] = field(default_factory=dict, repr=False)
    keys: Mapping[int, KeyLogEntry] = field(default_factory=dict, repr=False)


def keys_for(case: Case, people: Iterable[Person], asked: Asked | None = None) -> dict[int, KeyLogEntry]:
    """The live keys, by person id, of those among the people whom no wall of the case shuts out.

    Whatever was decided above, nothing of a case is ever sealed for somebody behind one of its walls.
    """
    everybody = list(dict.fromkeys(people))
    walls = frozenset(bytes(token) for token in Wall.objects.filter(case=case).values_list("token", flat=True))
    if asked is not None and all(person.pk in asked.tokens for person in everybody):
        outside = {person.pk for person in everybody if not asked.tokens[person.pk] & walls}
        return {person: entry for person, entry in asked.keys.items() if person in outside}
    return live_keys(unwalled(everybody, walls) if walls else everybody)


def grants_for(
    opened: OpenCase,
    people: Iterable[Person],
    live: dict[int, KeyLogEntry],
    secret: bytes,
    *,
    purpose: GrantPurpose = GrantPurpose.CASE,
    key: bytes,
    epoch: int,
    held: bool = False,
) -> list[Grant]:
    """One unsaved grant of `key` for each of the people whose key is live."""
    made = []
    for person in dict.fromkeys(people):
        if (entry := live.get(person.pk)) is None:
            continue
        grant = Grant(case=opened.case, person=person, purpose=purpose, epoch=epoch, held=held, entry=entry)
        grant.box = grants.make_grant(key, terms_of(grant), public=bytes(entry.public), secret=secret)
        made.append(grant)
    return made


def case_grants(
    opened: OpenCase, people: Iterable[Person], live: dict[int, KeyLogEntry], secret: bytes, *, held: bool = False
) -> list[Grant]:
    """The key of the case, for readers; `held` for those who wait until it climbs."""
    if opened.keys.case is None:
        raise NotGranted
    return grants_for(opened, people, live, secret, key=opened.keys.case, epoch=opened.epoch, held=held)


def identity_grants(
    opened: OpenCase, people: Iterable[Person], live: dict[int, KeyLogEntry], secret: bytes
) -> list[Grant]:
    """The key of the identity, which is the same over all epochs: 0."""
    if opened.keys.identity is None:
        raise NotGranted
    return grants_for(opened, people, live, secret, purpose=GrantPurpose.IDENTITY, key=opened.keys.identity, epoch=0)


def outer_grants(
    opened: OpenCase, people: Iterable[Person], live: dict[int, KeyLogEntry], secret: bytes
) -> list[Grant]:
    """The key of the layer around the identity, new in each epoch: who was a custodian once is left outside."""
    purpose = GrantPurpose.IDENTITY_OUTER
    return grants_for(opened, people, live, secret, purpose=purpose, key=outer_of(opened.keys), epoch=opened.epoch)


def outer_of(keys: CaseKeys) -> bytes:
    """The key of the layer around the identity; `NotGranted` to who cannot have it."""
    if keys.outer is None:
        raise NotGranted
    return keys.outer


def key_in(grant: Grant, vault: UnlockedVault, secret: bytes) -> bytes:
    """The key that a grant holds, checked against what its row claims; `Tampered` if it is anything else."""
    terms = terms_of(grant, holder=vault.person.uid)
    try:
        return grants.open_grant(grant.box, terms, pair=vault.pair, secret=secret)
    except Unreadable as error:
        raise Tampered from error


def terms_of(grant: Grant, *, holder: UUID | None = None) -> grants.Terms:
    """What a grant has to say inside."""
    return grants.Terms(grant.purpose, holder or grant.person.uid, grant.case_id, grant.epoch, grant.held)


def reporter_terms(row: ReporterGrant) -> grants.Terms:
    """What the grant of a reporter has to say inside."""
    return grants.Terms(grants.DIALOGUE, row.receipt_id, row.case_id, row.epoch)


def item_terms(grant: ItemGrant) -> grants.Terms:
    """What the grant of one item has to say inside: its end too, which a changed row cannot move."""
    return grants.Terms(grants.ITEM, grant.person.uid, grant.uid, ends_at(grant))


def ends_at(grant: ItemGrant) -> int:
    """When a loan ends, in seconds; in place of an epoch, which a loan has none of."""
    return int(grant.until.timestamp())


def secret_of(case: Case) -> bytes:
    """The secret of a case outside the database, of the generation that its row names."""
    try:
        return case_secrets.read(case.pk, case.secret_generation)
    except Unreadable as error:
        raise Tampered from error


def grant_reporters(opened: OpenCase, rows: Iterable[Receipt], secret: bytes) -> None:
    """The key of the dialogue, for the holders of these receipts."""
    ReporterGrant.objects.bulk_create(
        [
            ReporterGrant(case=opened.case, receipt=row, epoch=opened.epoch, box=_reporter_box(opened, row, secret))
            for row in rows
        ]
    )


def _reporter_box(opened: OpenCase, row: Receipt, secret: bytes) -> bytes:
    terms = grants.Terms(grants.DIALOGUE, row.pk, opened.case.pk, opened.epoch)
    return grants.make_grant(opened.keys.dialogue, terms, public=bytes(row.public), secret=secret)
