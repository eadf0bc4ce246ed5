"""Lending one text of a case to a translator, who gives back the translation and sees nothing else.

The translator is no reader: somebody with the confidentiality agreement on record and a vault of their own, behind no
wall of the case. The agreement is asked for again at each reading. A refusal says not why, and is logged: trying one
name after the other would tell who stands behind a wall.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, NoSuchCase, lock, note_step
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
    *, actor: Person, open_case: OpenCase, item: UUID, person: Person, language: str, days: int = 7
) -> ItemGrant:
    """Lend one text for some days. Raises `NoSuchCase`, `CaseRefused`, `NotLive`."""
    try:
        return _lend(actor, open_case, item, person, language, days)
    except NoTranslator:
        log(actor=actor, action="item.lend_refused", case=open_case.case, to=pseudonym(person))
        raise


@transaction.atomic
def _lend(actor: Person, open_case: OpenCase, item: UUID, person: Person, language: str, days: int) -> ItemGrant:
    case = lock(open_case.case, actor=actor)
    found = open_case.items(sorted(LENDABLE)).filter(uid=item).first()
    if found is None:
        raise CaseRefused(_("There is no such text in this case."), field="item")
    if not 1 <= days <= MOST_DAYS:
        raise CaseRefused(_("A text is lent for two weeks at most."), field="days")
    if Grant.objects.live().filter(case=case, person=person).exists():
        raise CaseRefused(_("This person reads the case already."), field="username")
    if not may_translate(person, case):
        raise NoTranslator
    grant = lend_item(
        actor=actor, open_case=open_case, item=found, person=person, until=timezone.now() + timedelta(days=days)
    )
    inlet = make_inlet(open_case=open_case, person=person, kind=ItemKind.TRANSLATION)
    Loan.objects.create(grant=grant, inlet=inlet, language=language, lent_by=actor)
    note_step(case, StepKind.TRANSLATION, actor=actor)
    tell_soon([person])
    return grant


def may_translate(person: Person, case: Case) -> bool:
    """Whether the person may see a text of the case today. For somebody behind a wall the answer is the same no."""
    sound = person.is_active and person.has_two_factor and has_agreed(person, today())
    return sound and bool(unwalled([person], walls_of(case)))


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
    """Take the text back before its time; a copy of the row opens nothing afterwards."""
    case = lock(case, actor=actor, act=Act.READ)
    if not SealedItem.objects.filter(pk=grant.item_id, case=case).exists():
        raise NoSuchCase(_("There is nothing here."))
    log(actor=actor, action="item.loan_ended", case=case, of=pseudonym(grant.person), item=str(grant.item.uid))
    end_loans(case, only=grant.pk)
