"""Public keys, as the log proves them."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.enums import KeyAct
from reporting.models import KeyLogEntry, VaultKey
from reporting.peppers import pepper
from reporting.vault.chains import GENESIS, link, mac, same
from wikilearn.people.models import Person

SAID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class KeyLogVerdict:
    """What a check of the whole key log found: good entries, and the id of the first bad one."""

    entries: int
    broken_at: int | None

    @property
    def whole(self) -> bool:
        """Every entry is what the site wrote, in its order, and the keys in use are those of the log."""
        return self.broken_at is None


def entry_hash(entry: KeyLogEntry) -> bytes:
    """What the hash of an entry has to be (32 bytes)."""
    said = (entry.person.uid.bytes, entry.act.encode(), bytes(entry.public), entry.at.isoformat().encode())
    return link(entry.previous_hash, *said)


def entry_seal(digest: bytes) -> bytes:
    """What the seal over such a hash has to be (32 bytes)."""
    return mac(pepper(), "key-log", digest)


def is_proven(entry: KeyLogEntry) -> bool:
    """The site wrote this entry as it is: a key swapped in the database fails here."""
    digest = entry_hash(entry)
    return same(digest, entry.hash) and same(entry_seal(digest), entry.seal)


def is_in_use(entry: KeyLogEntry) -> bool:
    """The entry says that a key was added, and the site wrote it. Whether it is the last one is asked elsewhere."""
    return entry.act == KeyAct.ADDED and is_proven(entry)


def latest_entries(people: Iterable[Person | int]) -> dict[int, KeyLogEntry]:
    """The last entry of each person, proven or not, with `replaces`, `confirmed` and `guarded`; one query."""
    ids = {person if isinstance(person, int) else person.pk for person in people}
    if not ids:
        return {}
    return {entry.person_id: entry for entry in KeyLogEntry.objects.latest_of(ids).select_related("person")}


def live_keys(people: Iterable[Person | int]) -> dict[int, KeyLogEntry]:
    """The keys that grants may go to, by person id.

    Not of people without a vault or whose key was retired, nor one that took the place of another and that no colleague
    has confirmed: whoever took over an account would get a new key, and with it every new case. Never one that the log
    does not prove.
    """
    entries = latest_entries(people)
    return {
        person: entry
        for person, entry in entries.items()
        if is_in_use(entry)
        and (getattr(entry, "confirmed", False) or not getattr(entry, "replaces", True))
        and entry.person.is_active
    }


def uses_key(person: Person, public: bytes) -> bool:
    """Whether this is the key of the person now: not lost, not given up, and proven by the log."""
    entry = latest_entries([person]).get(person.pk)
    return entry is not None and bytes(entry.public) == public and is_in_use(entry)


def says_fingerprint(entry: KeyLogEntry, typed: str) -> bool:
    """Whether somebody typed the fingerprint as its owner read it out: at least the first four groups (64 bits)."""
    said = "".join(sign for sign in typed.casefold() if sign.isalnum())
    return len(said) >= SAID_DIGITS and entry.fingerprint.replace(" ", "").startswith(said)


def is_live(person: Person) -> bool:
    """Whether a grant may go to the person."""
    return person.pk in live_keys([person])


def verify_key_log() -> KeyLogVerdict:
    """Check every entry from the first on, and that each private key in use belongs to the last entry of its person."""
    previous, good = GENESIS, 0
    latest: dict[int, int] = {}
    for entry in KeyLogEntry.objects.order_by("id").select_related("person").iterator(chunk_size=1000):
        if not same(previous, entry.previous_hash) or not is_proven(entry):
            return KeyLogVerdict(good, entry.pk)
        previous, good = bytes(entry.hash), good + 1
        latest[entry.person_id] = entry.pk
    for person, used in VaultKey.objects.values_list("person_id", "entry_id"):
        if latest.get(person) != used:
            return KeyLogVerdict(good, used)
    return KeyLogVerdict(good, None)
