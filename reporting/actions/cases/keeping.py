"""Evidence from wikis, kept sealed with its hash; exports sealed for one recipient; texts that a body sends often."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

import pyrage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, lock, note_step
from reporting.actions.cases.merging import demand_parts
from reporting.actions.sealing import OpenCase
from reporting.enums import ItemKind
from reporting.models import CannedReply, SealedItem
from reporting.opened import ItemText
from reporting.policy import Act, eligible_bodies
from reporting.states import StepKind
from ucoc.models import EnforcementBody
from wikilearn.audit.actions import record
from wikilearn.core.errors import NotAllowed
from wikilearn.movement.mediawiki import Api
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person

LARGEST_SNAPSHOT = 400_000
"""Signs of wiki text that are kept; longer pages are cut, and the hash is that of the whole."""


def fetch_revision(*, wiki: Wiki, revision: int) -> dict[str, object]:
    """A revision of a page as the wiki's own Action API tells it; nothing else is ever asked. Raises `CaseRefused`."""
    answer = Api(f"{wiki.url}/w/api.php", timeout=15, attempts=2).answer(
        action="query",
        prop="revisions",
        revids=str(revision),
        rvprop="ids|timestamp|user|comment|content",
        rvslots="main",
        formatversion="2",
    )
    pages = answer.get("query", {}).get("pages", [])
    found = pages[0] if isinstance(pages, list) and pages else {}
    if not found.get("revisions"):
        raise CaseRefused(_("The wiki does not know this revision, or hides it."), field="revision")
    told = found["revisions"][0]
    content = str(told.get("slots", {}).get("main", {}).get("content", ""))
    return {
        "wiki": wiki.dbname,
        "title": str(found.get("title", "")),
        "revision": revision,
        "at": str(told.get("timestamp", "")),
        "user": str(told.get("user", "")),
        "comment": str(told.get("comment", "")),
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "content": content[:LARGEST_SNAPSHOT],
    }


def keep_snapshot(*, actor: Person, open_case: OpenCase, wiki: Wiki, revision: int) -> SealedItem:
    """Keep a revision of a page of a known wiki in the case. The wiki is asked outside of any transaction."""
    snapshot = fetch_revision(wiki=wiki, revision=revision)
    with transaction.atomic():
        lock(open_case.case, actor=actor)
        text = json.dumps(snapshot, ensure_ascii=False, indent=1)
        return open_case.write(ItemKind.SNAPSHOT, text, author=actor)


@transaction.atomic
def export_case(
    *,
    actor: Person,
    open_case: OpenCase,
    recipient: str,
    parts: Sequence[OpenCase] = (),
    on: datetime | None = None,
) -> bytes:
    """Everything written in the case, as JSON sealed with age for one recipient (`age1…`). No identity, no files.

    With the cases that were merged into it, which `parts` holds open. What does not open is named as damaged.

    Raises `CaseRefused` for what is no key of age.
    """
    case = lock(open_case.case, actor=actor, act=Act.SETTLE)
    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError as error:
        raise CaseRefused(_("This is not a public key of age. It begins with “age1”."), field="recipient") from error
    demand_parts(case, parts)
    told = {"reference": case.reference, "state": case.state, "body": case.body.slug, "items": _said(open_case)}
    if parts:
        told["merged"] = [{"reference": part.case.reference, "items": _said(part)} for part in parts]
    note_step(case, StepKind.EXPORTED, actor=actor, on=on or timezone.now())
    return bytes(pyrage.encrypt(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"), [key]))


def _said(open_case: OpenCase) -> list[dict[str, str]]:
    return [_told(item, open_case.try_open(item)) for item in open_case.items()]


def _told(item: SealedItem, said: ItemText | None) -> dict[str, str]:
    """One text; of one that does not open, which it is and that it is damaged."""
    if said is None:
        return {"kind": item.kind, "at": item.day.isoformat(), "damaged": str(item.uid)}
    return {"kind": item.kind, "author": said.author, "at": said.at.isoformat(), "text": said.text}


@transaction.atomic
def keep_reply(*, actor: Person, body: EnforcementBody, language: str, title: str, text: str) -> CannedReply:
    """Keep a text that handlers of one's own body can begin a message with; the same title again replaces it."""
    if body.pk not in eligible_bodies(actor):
        raise NotAllowed(_("Only members of the body keep its texts."))
    reply, _new = CannedReply.objects.update_or_create(
        body=body, language=language, title=title.strip(), defaults={"text": text}
    )
    record(actor=actor.reference, action="canned_reply.kept", target=body.reference, details={"language": language})
    return reply


@transaction.atomic
def drop_reply(*, actor: Person, reply: CannedReply) -> None:
    """Throw such a text away."""
    if reply.body_id not in eligible_bodies(actor):
        raise NotAllowed(_("Only members of the body keep its texts."))
    reply.delete()
    record(actor=actor.reference, action="canned_reply.dropped", target=reply.body.reference, details={})
