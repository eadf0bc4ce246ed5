"""Keeping the list of wikis as the movement has it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.movement.models import Territory, Wiki
from wikilearn.movement.sitematrix import ListedWiki
from wikilearn.people.models import Person

_FEW = 10
_FIELDS = [field.name for field in fields(ListedWiki) if field.name != "dbname"]


class ListTooShort(DomainError):
    """The list lacks so many known wikis that it is more likely broken than true."""


class MayNotPlace(NotAllowed):
    """Which country a wiki serves is said by curators and staff."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How many wikis are new, differ now, are as they were, and how many of the known were closed."""

    created: int
    changed: int
    unchanged: int
    closed: int


@transaction.atomic
def sync_wikis(*, actor: str, listed: Sequence[ListedWiki], may_shrink: bool = False) -> Synced:
    """Make our wikis those of the list; `actor` is a reference for the audit log. The same list again changes nothing.

    A wiki that is listed as closed, or no longer listed, is closed, never deleted. `ListTooShort` if a tenth of the
    open wikis (and more than ten) are missing, unless `may_shrink`.
    """
    known = {wiki.dbname: wiki for wiki in Wiki.objects.select_for_update().order_by("pk")}
    now = {wiki.dbname: wiki for wiki in listed}
    gone = [wiki for wiki in known.values() if wiki.dbname not in now and not wiki.closed]
    if len(gone) > max(_FEW, len(known) // 10) and not may_shrink:
        raise ListTooShort(
            _("The list lacks %(count)s of the known wikis. Nothing was changed.") % {"count": len(gone)}
        )
    closed = [known[name] for name, wiki in now.items() if name in known and wiki.closed and not known[name].closed]
    changed = [known[name] for name, wiki in now.items() if name in known and _take_over(known[name], wiki)]
    for wiki in gone:
        wiki.closed = True
    new = [Wiki(**asdict(wiki)) for name, wiki in now.items() if name not in known]
    Wiki.objects.bulk_create(new)
    Wiki.objects.bulk_update([*changed, *gone], _FIELDS, batch_size=500)
    synced = Synced(
        created=len(new),
        changed=len(changed) - len(closed),
        unchanged=len(known) - len(changed) - len(gone),
        closed=len(closed) + len(gone),
    )
    if new or changed or gone:
        record(actor=actor, action="wikis.synced", target="wikis", details=asdict(synced))
    return synced


@transaction.atomic
def place_wiki(*, actor: Person, wiki: Wiki, territory: Territory | None) -> Wiki:
    """Say which one country or area a wiki serves; none: it is international. `MayNotPlace` for whoever may not."""
    if not actor.has_perm("movement.place_wiki"):
        raise MayNotPlace(_("Your role does not let you do this."))
    wiki = Wiki.objects.select_for_update(of=["self"]).get(pk=wiki.pk)
    wiki.territory = territory
    wiki.save(update_fields=["territory"])
    record(
        actor=actor.reference,
        action="wiki.placed",
        target=wiki.reference,
        details={"territory": territory.code if territory else None},
    )
    return wiki


def _take_over(wiki: Wiki, listed: ListedWiki) -> bool:
    """Bring our row to what the list says; whether anything differed."""
    differing = [field for field in _FIELDS if getattr(wiki, field) != getattr(listed, field)]
    for field in differing:
        setattr(wiki, field, getattr(listed, field))
    return bool(differing)
