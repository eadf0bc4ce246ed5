"""One text of a case for one person for some days: translators see nothing else of it.

When a loan ends, however it ends, the copy is emptied and the case gets another secret: a copy of the row that somebody
kept opens nothing. The empty row stays for a while, so that the translator is told that the loan has ended.
"""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Least
from django.utils import timezone

from reporting.actions.logging import log
from reporting.actions.renewing import renew_secret
from reporting.errors import NotGranted, NotLive, Tampered
from reporting.keyrings import UnlockedVault, ends_at, item_terms, secret_of
from reporting.models import Case, ItemGrant, SealedItem
from reporting.opened import OpenCase
from reporting.peppers import pseudonym
from reporting.queries.keys import live_keys, uses_key
from reporting.vault import grants
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from wikilearn.people.models import Person

TOLD_FOR = timedelta(days=14)
"""How long the page of a loan says that it has ended."""


@transaction.atomic
def lend_item(*, actor: Person, open_case: OpenCase, item: SealedItem, person: Person, until: datetime) -> ItemGrant:
    """A copy of that one text under a key of its own, for `person`, until then. Lending again replaces the copy."""
    open_case.hold()
    text = open_case.read(item)
    entry = live_keys([person]).get(person.pk)
    if entry is None:
        raise NotLive
    ItemGrant.objects.filter(item=item, person=person).delete()
    grant = ItemGrant(uid=uuid4(), item=item, person=person, until=until.replace(microsecond=0))
    key, secret = new_key(), secret_of(open_case.case)
    grant.key_box = grants.make_grant(key, item_terms(grant), public=bytes(entry.public), secret=secret)
    grant.box = seal(key, json.dumps(text).encode(), _place(grant))
    grant.save(force_insert=True)
    log(actor=actor, action="item.lent", case=open_case.case, to=pseudonym(person), item=str(item.uid))
    return grant


def read_lent(*, grant: ItemGrant, vault: UnlockedVault) -> str:
    """The text that was lent to the owner of the vault; `NotGranted` to others, and when the time is over."""
    if grant.person_id != vault.person.pk or grant.until <= timezone.now():
        raise NotGranted
    if not uses_key(vault.person, vault.pair.public):
        raise NotGranted
    found = ItemGrant.objects.select_related("item__case", "person").filter(pk=grant.pk).first()
    if found is None:
        raise NotGranted
    grant = found
    try:
        key = grants.open_grant(grant.key_box, item_terms(grant), pair=vault.pair, secret=secret_of(grant.item.case))
        text = str(json.loads(unseal(key, grant.box, _place(grant))))
    except Unreadable as error:
        raise Tampered from error
    log(actor=vault.person, action="item.lent_read", case=grant.item.case, item=str(grant.item.uid))
    return text


def end_loans(case: Case, *, only: int | None = None, until: datetime | None = None) -> int:
    """End the loans of a locked case (that one; those whose time is over by `until`; all of them); how many."""
    loans = ItemGrant.objects.filter(item__case=case).exclude(box=b"")
    loans = loans.filter(pk=only) if only is not None else loans
    loans = loans.filter(until__lte=until) if until is not None else loans
    ended = loans.update(key_box=b"", box=b"", until=Least("until", timezone.now()))
    if ended:
        with suppress(Tampered):
            renew_secret(case)
        log(actor=None, action="item.loans_ended", case=case, loans=ended)
    return ended


def end_lending(now: datetime | None = None) -> int:
    """End the loans whose time is over; how many there were. Safe to run at any time."""
    moment = now or timezone.now()
    ItemGrant.objects.filter(box=b"", until__lte=moment - TOLD_FOR).delete()
    over = ItemGrant.objects.filter(until__lte=moment).exclude(box=b"")
    return sum(_end_of_case(pk, moment) for pk in sorted(set(over.values_list("item__case", flat=True))))


@transaction.atomic
def _end_of_case(case: UUID, now: datetime) -> int:
    return end_loans(Case.objects.select_for_update().get(pk=case), until=now)


def _place(grant: ItemGrant) -> Place:
    return Place("wikilearn/lent-item", grant.item.case_id, ends_at(grant), grant.uid)
