"""A way into a case for somebody who cannot open it: they seal one text to it, and the next reader takes it in."""

import json
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused
from reporting.actions.sealing import OpenCase
from reporting.enums import ItemKind
from reporting.models import Inlet, SealedItem
from reporting.models.sealed import today
from reporting.opened import SYSTEM
from reporting.peppers import pepper
from reporting.vault import grants
from reporting.vault.boxes import Place, new_key, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import new_pair, pair_of
from wikilearn.people.models import Person

LONGEST = 20_000


@transaction.atomic
def make_inlet(*, open_case: OpenCase, person: Person, kind: ItemKind, of: SealedItem | None = None) -> Inlet:
    """A key pair: the public half for the person, the private one as an item that no page shows.

    `of` is the text that is to be translated, or has been: what holds for telling it holds for its translation.
    """
    pair = new_pair()
    inlet = Inlet.objects.create(case=open_case.case, public=pair.public)
    said: dict[str, str | bool] = {"inlet": inlet.uid.hex, "private": pair.private.hex()}
    said |= {"from": person.reference, "kind": kind}
    if of is not None:
        said |= {"of": open_case.open(of).of or of.kind, "shareable": of.shareable}
    open_case.write(ItemKind.INLET_KEY, json.dumps(said), author=SYSTEM)
    return inlet


@transaction.atomic
def fill_inlet(*, inlet: Inlet, text: str) -> Inlet:
    """Seal the text so that only readers of the case open it; once. Raises `CaseRefused`."""
    inlet = Inlet.objects.select_for_update().get(pk=inlet.pk)
    if inlet.filled_on is not None:
        raise CaseRefused(_("You have sent this already."))
    if not text.strip():
        raise CaseRefused(_("Please write something."), field="text")
    if len(text) > LONGEST:
        raise CaseRefused(_("This text is too long."), field="text")
    key = new_key()
    inlet.key_box = grants.make_grant(key, _terms(inlet.uid), public=bytes(inlet.public), secret=pepper())
    inlet.box = seal(key, text.encode("utf-8", "surrogatepass"), _place(inlet))
    inlet.filled_on = today()
    inlet.save(update_fields=["key_box", "box", "filled_on"])
    return inlet


@transaction.atomic
def take_in(*, open_case: OpenCase) -> int:
    """Make items of what was put in, and throw the keys for that away; how many. What does not open stays."""
    open_case.hold()
    waiting = {
        inlet.uid: inlet for inlet in Inlet.objects.select_for_update().filter(case=open_case.case, box__isnull=False)
    }
    taken = 0
    for item in open_case.items([ItemKind.INLET_KEY]) if waiting else []:
        found = open_case.try_open(item)
        said = json.loads(found.text) if found else {}
        inlet = waiting.get(UUID(said["inlet"])) if said else None
        if inlet is None or (text := _text_in(inlet, said["private"])) is None:
            continue
        source = {"of": said.get("of", ""), "shareable": said.get("shareable", False)}
        open_case.write(ItemKind(said["kind"]), text, author=said["from"], **source)
        Inlet.objects.filter(pk=inlet.pk).update(box=None, key_box=None)
        SealedItem.objects.filter(pk=item.pk).delete()
        taken += 1
    return taken


def _text_in(inlet: Inlet, private: str) -> str | None:
    try:
        pair = pair_of(bytes.fromhex(private))
        key = grants.open_grant(inlet.key_box or b"", _terms(inlet.uid), pair=pair, secret=pepper())
        return unseal(key, inlet.box or b"", _place(inlet)).decode("utf-8", "surrogatepass")
    except (Unreadable, ValueError):
        return None


def _terms(inlet: UUID) -> grants.Terms:
    return grants.Terms(grants.ITEM, inlet, inlet, 0)


def _place(inlet: Inlet) -> Place:
    return Place("wikilearn/inlet", inlet.case_id, 0, inlet.uid)
