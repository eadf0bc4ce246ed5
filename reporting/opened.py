"""A case that is open: what its holder can read and write, for the length of one request."""

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from reporting.enums import DIALOGUE, FROM_REPORTER, NOT_SHOWN, ItemKind
from reporting.errors import CaseChanged, NotForReporters, NotGranted, NotStored, Tampered, TooLong
from reporting.models import Case, IdentityBox, SealedFile, SealedItem
from reporting.querysets.sealed import SealedItemQuerySet
from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.files import Envelope, envelope_of, open_file, seal_file
from reporting.vault.keys import derived
from wikilearn.people.models import Person

LONGEST_TEXT = 1_000_000
LONGEST_IDENTITY = 1_500
"""Bytes of UTF-8."""
REPORTER, SYSTEM = "reporter", "system"
"""Authors who are no person here."""


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """What a holder can open: each key is None where they cannot. All but `identity` come from the case key."""

    dialogue: bytes = field(repr=False)
    case: bytes | None = field(default=None, repr=False)
    identity: bytes | None = field(default=None, repr=False)
    outer: bytes | None = field(default=None, repr=False)

    @classmethod
    def of(cls, case_key: bytes, *, identity: bytes | None = None) -> "CaseKeys":
        """All that follows from the key of a case."""
        return cls(
            dialogue=derived(case_key, "dialogue"),
            case=case_key,
            identity=identity,
            outer=derived(case_key, "identity-outer"),
        )

    def of_kind(self, kind: str) -> bytes:
        """The key under which items of that kind are sealed."""
        return self.audience(dialogue=kind in DIALOGUE)

    def audience(self, *, dialogue: bool) -> bytes:
        """The key of what the reporter may open, or of what only handlers may."""
        if dialogue:
            return self.dialogue
        if self.case is None:
            raise NotForReporters
        return derived(self.case, "internal")


@dataclass(frozen=True, slots=True)
class ItemText:
    """What lies in an item: text, who wrote it (`person:<uid>`, `reporter`, `system`), and when.

    `of` is the kind of the text that this one is a translation of.
    """

    text: str
    author: str
    at: datetime
    of: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is to be sealed."""

    kind: str
    text: str = field(repr=False)
    shareable: bool = False
    of: str = ""


@dataclass(slots=True)
class OpenCase:
    """A case and its keys. Made by `actions.sealing` only; never kept longer than a request, never put in a session.

    `receipt` is set once, when the case is made. `onward` are the other cases that the same receipt opens, the ones it
    was passed on to.
    """

    case: Case
    epoch: int
    keys: CaseKeys
    holder: Person | None = None
    receipt: str | None = field(default=None, repr=False)
    onward: tuple["OpenCase", ...] = ()
    fresh: bool = False
    """Made in this very transaction: nobody else can have changed its keys."""

    @property
    def is_reporter(self) -> bool:
        """Opened with a receipt: only the dialogue is open."""
        return self.keys.case is None

    @transaction.atomic
    def write(
        self, kind: str, text: str, *, author: Person | str | None, shareable: bool = False, of: str = ""
    ) -> SealedItem:
        """Seal a text into the case. `author` None is the reporter; `of` is what a translation is of."""
        return self.write_each([Text(kind, text, shareable, of)], author=author)[0]

    @transaction.atomic(savepoint=False)
    def write_each(self, texts: Iterable[Text], *, author: Person | str | None) -> list[SealedItem]:
        """Seal several texts of one author into the case, in their order and with one query."""
        items = [self._sealed(text, author) for text in texts]
        self.hold()
        return SealedItem.objects.bulk_create(items)

    def _sealed(self, text: Text, author: Person | str | None) -> SealedItem:
        kind = ItemKind(text.kind)
        if kind == ItemKind.IDENTITY or (self.is_reporter and kind not in FROM_REPORTER):
            raise NotForReporters
        item = SealedItem(case=self.case, epoch=self.epoch, kind=kind, shareable=text.shareable)
        item.box = seal(self.keys.of_kind(kind), _payload(text, author), place_of_item(item))
        return item

    def read(self, item: SealedItem) -> str:
        """The text of an item."""
        return self.open(item).text

    def open(self, item: SealedItem) -> ItemText:
        """Text, author and time of an item; `Tampered` if it is not what was sealed for this case and epoch."""
        if item.case_id != self.case.pk:
            raise NotGranted
        if item.epoch != self.epoch:
            raise Tampered
        key = self.keys.of_kind(item.kind)
        try:
            said = json.loads(unseal(key, item.box, place_of_item(item)).decode("utf-8", "surrogatepass"))
        except (Unreadable, ValueError) as error:
            raise Tampered from error
        return ItemText(said["text"], said["author"], datetime.fromisoformat(said["at"]), said.get("of", ""))

    def try_open(self, item: SealedItem) -> ItemText | None:
        """The same; None if it does not open: one damaged row must not close a page with all the others."""
        try:
            return self.open(item)
        except Tampered:
            return None

    def items(self, kinds: Collection[str] | None = None) -> SealedItemQuerySet:
        """The items that this holder can open, in their order, of these kinds (all, if None)."""
        wanted = set(ItemKind) - NOT_SHOWN if kinds is None else set(kinds)
        return SealedItem.objects.of(self.case).filter(kind__in=wanted & DIALOGUE if self.is_reporter else wanted)

    def attach(self, stream: Iterable[bytes], name: str, content_type: str, *, dialogue: bool = True) -> SealedFile:
        """Seal a file into the case. Only ciphertext ever touches a disk. `NotStored` if it could not be written."""
        if self.is_reporter and not dialogue:
            raise NotForReporters
        file = SealedFile(uid=uuid4(), case=self.case, epoch=self.epoch, dialogue=dialogue)
        envelope, path = _store(stream, file.uid, name, content_type)
        try:
            with transaction.atomic():
                self.hold()
                file.path = path
                file.envelope = seal(self.keys.audience(dialogue=dialogue), envelope.encoded(), place_of_file(file))
                file.save(force_insert=True)
        except BaseException:
            default_storage.delete(path)
            raise
        return file

    def files(self) -> list[SealedFile]:
        """The files that this holder can open, in their order."""
        files = SealedFile.objects.filter(case=self.case).order_by("id")
        return list(files.filter(dialogue=True) if self.is_reporter else files)

    def envelope(self, file: SealedFile) -> Envelope:
        """Name, type and length of a file, and its key."""
        if file.case_id != self.case.pk:
            raise NotGranted
        if file.epoch != self.epoch:
            raise Tampered
        try:
            return envelope_of(unseal(self.keys.audience(dialogue=file.dialogue), file.envelope, place_of_file(file)))
        except Unreadable as error:
            raise Tampered from error

    def try_envelope(self, file: SealedFile) -> Envelope | None:
        """The same; None if it does not open."""
        try:
            return self.envelope(file)
        except Tampered:
            return None

    def stream(self, file: SealedFile) -> Iterator[bytes]:
        """The content, proven frame by frame; `Tampered` in the end if any of it is missing or changed."""
        envelope = self.envelope(file)
        try:
            with default_storage.open(file.path, "rb") as sealed:
                yield from open_file(cast(BinaryIO, sealed), envelope, file=file.uid)
        except (Unreadable, FileNotFoundError) as error:
            raise Tampered from error

    def identity(self) -> str | None:
        """Who reported; None if they did not say. `NotGranted` for all but identity custodians."""
        if self.keys.identity is None or self.keys.outer is None:
            raise NotGranted
        box = IdentityBox.objects.get(case=self.case)
        if box.epoch != self.epoch:
            raise Tampered
        try:
            inner = unseal(self.keys.outer, box.box, identity_outer_place(self.case.pk, self.epoch))
            roomy = unseal(self.keys.identity, inner, identity_place(self.case.pk))
        except Unreadable as error:
            raise Tampered from error
        return roomy[2 : 2 + int.from_bytes(roomy[:2], "big")].decode() or None

    def hold(self) -> None:
        """Lock the case to the end of the transaction; `CaseChanged` if its keys are not these any more."""
        if self.fresh:
            return
        now = Case.objects.select_for_update(no_key=True).filter(pk=self.case.pk)
        found = now.values_list("epoch", "secret_generation").first()
        if found is None or found[0] != self.epoch:
            raise CaseChanged
        self.case.secret_generation = found[1]


def place_of_item(item: SealedItem) -> Place:
    """Where an item belongs: case, epoch, itself, kind, and whether it may be shared."""
    field_name = f"{item.kind}:{'shareable' if item.shareable else 'kept'}"
    return Place("wikilearn/item", item.case_id, item.epoch, item.uid, field_name)


def place_of_file(file: SealedFile) -> Place:
    """Where the envelope of a file belongs."""
    audience = "dialogue" if file.dialogue else "internal"
    return Place("wikilearn/file-envelope", file.case_id, file.epoch, file.uid, audience)


def identity_place(case: UUID) -> Place:
    """Where the inner layer of the identity belongs: it stays the same over all epochs."""
    return Place("wikilearn/identity", case)


def identity_outer_place(case: UUID, epoch: int) -> Place:
    """Where the outer layer belongs."""
    return Place("wikilearn/identity-outer", case, epoch)


def sealed_identity(identity: str | None, *, identity_key: bytes, outer: bytes, case: UUID, epoch: int) -> bytes:
    """The identity box: as large for nobody as for somebody."""
    said = (identity or "").encode("utf-8", "replace")
    if len(said) > LONGEST_IDENTITY:
        raise TooLong
    roomy = len(said).to_bytes(2, "big") + said.ljust(LONGEST_IDENTITY, b"\x00")
    return seal(outer, seal(identity_key, roomy, identity_place(case)), identity_outer_place(case, epoch))


def _payload(text: Text, author: Person | str | None) -> bytes:
    who = author.reference if isinstance(author, Person) else author or REPORTER
    said = {"text": text.text, "author": who, "at": timezone.now().isoformat()} | ({"of": text.of} if text.of else {})
    encoded = json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(encoded) > LONGEST_TEXT:
        raise TooLong
    return encoded


def _store(stream: Iterable[bytes], file: UUID, name: str, content_type: str) -> tuple[Envelope, str]:
    """Seal into a temporary file, then hand that to the storage. What fails leaves nothing behind."""
    name_there = uuid4().hex
    wanted = f"sealed/{name_there[:2]}/{name_there}"
    try:
        with tempfile.TemporaryFile() as sealed:
            envelope = seal_file(stream, cast(BinaryIO, sealed), file=file, name=name, content_type=content_type)
            sealed.seek(0)
            return envelope, default_storage.save(wanted, File(sealed))
    except OSError as error:
        default_storage.delete(wanted)
        raise NotStored from error
