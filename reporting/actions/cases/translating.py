"""Lending one text of a case to a translator, who gives back the translation and sees nothing else.

The translator is no reader: somebody with the confidentiality agreement on record and a vault of their own, behind no
wall of the case. The agreement is asked for again at each reading. A refusal says not why, and is logged: trying one
name after the other would tell who stands behind a wall.

A text of a case that was merged into another is lent from there, where people work. The copy lies under the key of the
case that it comes from, and the translation goes back into that one.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, NoSuchCase, lock, note_step
from reporting.actions.cases.locking import Family, lock_family
from reporting.actions.cases.receiving import walls_of
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import readers_of
from reporting.actions.inlets import fill_inlet, make_inlet
from reporting.actions.lending import end_loans, lend_item, read_lent
from reporting.actions.logging import log
from reporting.actions.sealing import OpenCase
from reporting.conflicts import unwalled
from reporting.enums import ItemKind
from reporting.errors import NotGranted, Tampered
from reporting.keyrings import UnlockedVault
from reporting.models import Case, Grant, ItemGrant, Loan, SealedItem
from reporting.peppers import pseudonym
from reporting.policy import Act
from reporting.states import StepKind
from ucoc.queries.bodies import has_agreed
from wikilearn.core.dates import today
from wikilearn.people.models import Person

MOST_DAYS = 14
LENDABLE = frozenset(ItemKind) - {ItemKind.INLET_KEY, ItemKind.IDENTITY, ItemKind.REACH_ME, ItemKind.ACCUSED_LATER}
"""How to reach the reporter is for nobody else."""


class NoTranslator(CaseRefused):
    """The person cannot be lent anything of this case; why is not said."""

    def __init__(self) -> None:
        super().__init__(
            _("Only somebody with the confidentiality agreement and two-factor authentication can translate."),
            field="username",
        )


def lend_text(
    *,
    actor: Person,
    open_case: OpenCase,
    item: UUID,
    person: Person,
    language: str,
    days: int = 7,
    parts: Sequence[OpenCase] = (),
) -> ItemGrant:
    """Lend one text for some days, of the case or of one of the `parts` merged into it that the actor has open.

    Raises `NoSuchCase`, `CaseRefused`, `NotLive`.
    """
    try:
        return _lend(actor, [open_case, *parts], item, person, language, days)
    except NoTranslator:
        log(actor=actor, action="item.lend_refused", case=open_case.case, to=pseudonym(person))
        raise


@transaction.atomic
def _lend(actor: Person, opened: Sequence[OpenCase], item: UUID, person: Person, language: str, days: int) -> ItemGrant:
    family = lock_family(opened[0].case)
    lock(opened[0].case, actor=actor)
    source, text = _text_in(family, opened, item)
    case = lock(source.case, actor=actor, act=Act.READ)
    if not 1 <= days <= MOST_DAYS:
        raise CaseRefused(_("A text is lent for two weeks at most."), field="days")
    if Grant.objects.live().filter(case__in=family.members, person=person).exists():
        raise CaseRefused(_("This person reads the case already."), field="username")
    if not may_translate(person, *family.members):
        raise NoTranslator
    grant = lend_item(
        actor=actor, open_case=source, item=text, person=person, until=timezone.now() + timedelta(days=days)
    )
    inlet = make_inlet(open_case=source, person=person, kind=ItemKind.TRANSLATION, of=text)
    Loan.objects.create(grant=grant, inlet=inlet, language=language, lent_by=actor)
    note_step(case, StepKind.TRANSLATION, actor=actor)
    tell_soon([person])
    return grant


def _text_in(family: Family, opened: Sequence[OpenCase], item: UUID) -> tuple[OpenCase, SealedItem]:
    """That text, and the case that it lies in, of those that are open and belong together now."""
    members = {case.pk for case in family.members}
    for source in opened:
        found = source.items(sorted(LENDABLE)).filter(uid=item).first() if source.case.pk in members else None
        if found is not None:
            return source, found
    raise CaseRefused(_("There is no such text in this case."), field="item")


def may_translate(person: Person, *cases: Case) -> bool:
    """Whether the person may see a text of these cases, which belong together, today.

    For somebody behind a wall of one of them the answer is the same no.
    """
    sound = person.is_active and person.has_two_factor and has_agreed(person, today())
    return sound and bool(unwalled([person], frozenset().union(*(walls_of(case) for case in cases))))


def read_loan(*, grant: ItemGrant, vault: UnlockedVault) -> str:
    """The text, for the translator; `NoSuchCase` for everybody else, after its time, and without the agreement."""
    if not may_translate(vault.person, grant.item.case):
        log(actor=vault.person, action="item.lent_refused", case=grant.item.case, item=str(grant.item.uid))
        raise NoSuchCase(_("There is nothing here."))
    try:
        return read_lent(grant=grant, vault=vault)
    except (NotGranted, Tampered) as error:
        raise NoSuchCase(_("There is nothing here.")) from error


def give_translation(*, vault: UnlockedVault, grant: ItemGrant, text: str) -> None:
    """Seal the translation into the case; the loan ends with it. Raises what `read_loan` and `fill_inlet` raise."""
    read_loan(grant=grant, vault=vault)
    with transaction.atomic():
        case = lock(grant.item.case, actor=None)
        if not ItemGrant.objects.filter(pk=grant.pk).exclude(box=b"").exists():
            raise NoSuchCase(_("There is nothing here."))
        fill_inlet(inlet=grant.loan.inlet, text=text)
        log(actor=vault.person, action="item.translated", case=case, item=str(grant.item.uid))
        end_loans(case, only=grant.pk)
        tell_soon(readers_of(case))


@transaction.atomic
def end_loan(*, actor: Person, case: Case, grant: ItemGrant) -> None:
    """Take a text of the case, or of one merged into it, back before its time; a copy of the row opens nothing then."""
    family = lock_family(case)
    case = lock(case, actor=actor, act=Act.READ)
    mine = family.members if case.pk == family.root.pk else [case]
    item = SealedItem.objects.filter(pk=grant.item_id, case__in=mine).select_related("case").first()
    if item is None:
        raise NoSuchCase(_("There is nothing here."))
    source = family.of(item.case)
    log(actor=actor, action="item.loan_ended", case=source, of=pseudonym(grant.person), item=str(item.uid))
    end_loans(source, only=grant.pk)
