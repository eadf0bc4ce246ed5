"""One text of a case for one person for some days: translators see nothing else of it."""

import json
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from reporting.actions.logging import log
from reporting.errors import NotGranted, NotLive, Tampered
from reporting.keyrings import UnlockedVault, item_terms, secret_of
from reporting.models import ItemGrant, SealedItem
from reporting.opened import OpenCase
from reporting.peppers import pseudonym
from reporting.queries.keys import live_keys, uses_key
from reporting.vault import grants
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from wikilearn.people.models import Person


@transaction.atomic
def lend_item(*, actor: Person, open_case: OpenCase, item: SealedItem, person: Person, until: datetime) -> ItemGrant:
    """A copy of that one text under a key of its own, for `person`, until then. Lending again replaces the copy."""
    open_case.hold()
    text = open_case.read(item)
    entry = live_keys([person]).get(person.pk)
    if entry is None:
        raise NotLive
    ItemGrant.objects.filter(item=item, person=person).delete()
    grant = ItemGrant(uid=uuid4(), item=item, person=person, until=until)
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


def end_lending() -> int:
    """Delete the copies whose time is over; how many there were. Safe to run at any time."""
    count, _rows = ItemGrant.objects.filter(until__lte=timezone.now()).delete()
    return count


def _place(grant: ItemGrant) -> Place:
    return Place("wikilearn/lent-item", grant.item.case_id, 0, grant.uid)
