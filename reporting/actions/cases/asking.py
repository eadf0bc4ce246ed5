"""A question to the person who was reported: prepared, announced to the reporter, agreed to, opened, answered.

The person sees the question and nothing else: not the case, not its reference, nobody's words but those that were
marked as shareable. The reporter is told before, and can stop it. No row names the person: a token means them as a wall
does, and the question lies under a secret outside the database that goes when the letter ends.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting import case_secrets
from reporting.actions.cases.guards import CaseRefused, NoSuchCase, lock, note_step
from reporting.actions.cases.letters import close_letter, end_letter
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.merging import demand_parts
from reporting.actions.cases.receiving import walls_of
from reporting.actions.cases.telling import tell_soon
from reporting.actions.cases.working import note_answer, note_question_to_accused, readers_of, refuse_quotations
from reporting.actions.inlets import fill_inlet, make_inlet
from reporting.actions.logging import REPORTER, log
from reporting.actions.sealing import OpenCase
from reporting.conflicts import is_named, tokens_of_each
from reporting.enums import NAMES_ACCUSED, ItemKind
from reporting.intake.accounts import names_in
from reporting.models import Case, Letter
from reporting.models.sealed import today
from reporting.peppers import pepper
from reporting.queries.families import parts_of, root_of
from reporting.queries.letters import token_of
from reporting.states import StepKind
from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import derived
from wikilearn.core import languages
from wikilearn.people.models import Person

NOTICE = timedelta(days=3)
"""So long the reporter has to say no before the person sees the question."""
SHORTEST, LONGEST = 3, 60
"""Days to answer in."""


@transaction.atomic
def ask_accused(
    *,
    actor: Person,
    open_case: OpenCase,
    person: Person,
    text: str,
    days: int = 14,
    parts: Sequence[OpenCase] = (),
    on: datetime | None = None,
) -> Letter:
    """Prepare a question to somebody whom the case names as the accused, and tell the reporter of it.

    A wall alone does not say that: those whom the reporter shut out, and the reporter, stand behind one too.

    In a body whose quorum is more than one another handler has to agree (`approve_question`). Raises `NoSuchCase` and
    `CaseRefused`: also for a text that quotes what is not shareable, of this case or of those merged into it (`parts`).
    """
    lock_family(open_case.case)
    case, now = lock(open_case.case, actor=actor), on or timezone.now()
    demand_parts(case, parts)
    _check(case, person, days)
    _demand_accused(case, person, (open_case, *parts))
    for part in parts:
        refuse_quotations(part, text)
    note_question_to_accused(actor=actor, open_case=open_case, text=text, on=now)
    letter = Letter(case=case, token=token_of(person), prepared_by=actor, prepared_at=now, opens_at=now + NOTICE)
    letter.answer_by, letter.needs_approval = letter.opens_at + timedelta(days=days), case.body.quorum > 1
    _seal(letter, person, text)
    letter.inlet = make_inlet(open_case=open_case, person=person, kind=ItemKind.ANSWER_OF_ACCUSED)
    letter.save(force_insert=True)
    _announce(letter, open_case, text, actor)
    for part in parts:
        _announce(letter, part, "", actor)
    log(actor=actor, action="letter.prepared", case=case, letter=str(letter.uid))
    return letter


@transaction.atomic
def approve_question(*, actor: Person, case: Case, letter: Letter) -> Letter:
    """A second handler agrees that it is asked."""
    letter = _live(actor, case, letter)
    if letter.prepared_by_id == actor.pk or letter.agreed:
        raise CaseRefused(_("Somebody else has to agree to this."))
    letter.approved_by = actor
    _open_not_before(letter, timezone.now())
    letter.save(update_fields=["approved_by", "opens_at", "answer_by"])
    log(actor=actor, action="letter.approved", case=case, letter=str(letter.uid))
    return letter


@transaction.atomic
def withdraw_question(*, actor: Person, case: Case, letter: Letter) -> Letter:
    """Take it back, while there is no answer; the person sees it no more."""
    letter = _live(actor, case, letter)
    letter.withdrawn_at = timezone.now()
    end_letter(letter, "withdrawn_at")
    log(actor=actor, action="letter.withdrawn", case=case, letter=str(letter.uid))
    return letter


@transaction.atomic
def stop_question(*, opened: OpenCase, letter: UUID) -> Letter:
    """The reporter does not want it asked: it ends, and the handlers are told."""
    found = _of_reporter(opened, letter)
    if found.opens_at <= timezone.now() and found.told:
        raise CaseRefused(_("The person has been asked already. Please write a message if you are in danger."))
    found.objected_at = timezone.now()
    end_letter(found, "objected_at")
    log(actor=REPORTER, action="letter.stopped", case=found.case, letter=str(letter))
    note_answer(case=opened.case)
    return found


@transaction.atomic
def hasten_question(*, opened: OpenCase, letter: UUID) -> Letter:
    """The reporter is fine with it: it need not wait for their no."""
    found = _of_reporter(opened, letter)
    if len(_family(opened.case)) > 1:
        raise CaseRefused(_("This cannot be done with the case as it is now."))
    now = timezone.now()
    if found.opens_at > now:
        found.answer_by -= found.opens_at - now
        found.opens_at = now
        found.save(update_fields=["opens_at", "answer_by"])
        log(actor=REPORTER, action="letter.hastened", case=found.case, letter=str(letter))
    return found


def announce_letters(now: datetime | None = None) -> int:
    """Tell the people whose letters have opened that something waits for them; how many. Twice tells nobody twice."""
    moment = now or timezone.now()
    due = Letter.objects.filter(told=False, ended=False, opens_at__lte=moment).values_list("pk", flat=True)
    return sum(_announce_one(pk, moment) for pk in list(due))


def end_letters(now: datetime | None = None) -> int:
    """End what nobody answered in time, and what is asked in cases that are settled; how many."""
    moment = now or timezone.now()
    return sum(_end_one(pk, moment) for pk in list(Letter.objects.filter(ended=False).values_list("pk", flat=True)))


def read_letter(*, actor: Person, letter: Letter) -> str:
    """The question, for the person whom it is for, while it can be answered; logged. Raises `NoSuchCase`."""
    _check_reader(actor, letter)
    try:
        text = unseal(_key(letter), letter.box, _place(letter, "question")).decode("utf-8", "surrogatepass")
    except Unreadable as error:
        raise NoSuchCase(_("There is nothing here.")) from error
    log(actor=actor, action="letter.read", case=letter.case, letter=str(letter.uid))
    return text


@transaction.atomic
def answer_letter(*, actor: Person, letter: Letter, text: str) -> Letter:
    """Seal the answer into the case, once; only its handlers can open it. The letter ends."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("case", "inlet").get(pk=letter.pk)
    _check_reader(actor, letter)
    fill_inlet(inlet=letter.inlet, text=text)
    letter.answered_on = today()
    close_letter(letter, "answered_on")
    case = Case.objects.select_related("body", "wiki").get(pk=letter.case_id)
    note_step(case, StepKind.ACCUSED_ANSWERED, actor=None)
    tell_soon(readers_of(case))
    log(actor=actor, action="letter.answered", case=case, letter=str(letter.uid))
    return letter


def _check(case: Case, person: Person, days: int) -> None:
    if not SHORTEST <= days <= LONGEST:
        raise CaseRefused(_("Please give at least three days to answer, and sixty at most."), field="days")


def _demand_accused(case: Case, person: Person, family: Sequence[OpenCase]) -> None:
    """The same refusal for everybody whom no sealed answer to “who is it about” names, wall or not.

    An answer is the reporter's, or what a handler sealed who found out later who else it is about (`wall_person`).
    """
    found = [each.try_open(item) for each in family for item in each.items(kinds=NAMES_ACCUSED)]
    names = [name for said in found if said is not None for name in names_in(said.text)]
    named = person.is_active and is_named(person, names)
    if not named or not tokens_of_each([person])[person.pk] & walls_of(case):
        raise CaseRefused(_("This cannot be done with the case as it is now."), field="username")
    if Letter.objects.filter(case=case, token=token_of(person), ended=False).exists():
        raise CaseRefused(_("A question to this person waits already."), field="username")


def _seal(letter: Letter, person: Person, text: str) -> None:
    case_secrets.create(letter.uid)
    key = _key(letter)
    letter.box = seal(key, text.encode("utf-8", "surrogatepass"), _place(letter, "question"))
    letter.to = seal(key, person.uid.bytes, _place(letter, "person"))


def _announce(letter: Letter, open_case: OpenCase, text: str, actor: Person) -> None:
    """Say to the reporter what will be asked and until when they can stop it; in the language of the report."""
    with translation.override(open_case.case.language if open_case.case.language in _TAGS else "en"):
        day = date_format(letter.opens_at, "DATE_FORMAT")
        said = [
            _("We want to ask the person whom you reported a question. They do not learn who reported them."),
            _("If you do not want this, or if it puts you in danger, stop it here before %(day)s.") % {"day": day},
            text,
        ]
    open_case.write(ItemKind.MESSAGE_TO_REPORTER, "\n\n".join(part for part in said if part), author=actor)


_TAGS = frozenset(language.tag for language in languages.INTERFACE)


def _live(actor: Person, case: Case, letter: Letter) -> Letter:
    case = lock(case, actor=actor)
    found = Letter.objects.select_for_update(of=("self",)).filter(pk=letter.pk, case=case, ended=False).first()
    if found is None:
        raise NoSuchCase(_("There is nothing here."))
    return found


def _family(case: Case) -> list[Case]:
    root = root_of(case)
    return [root, *parts_of(root)]


def _of_reporter(opened: OpenCase, letter: UUID) -> Letter:
    """A letter that waits in the case of the reporter, or in one that it was merged with."""
    lock_family(opened.case)
    letters = Letter.objects.select_for_update(of=("self",)).select_related("case")
    found = letters.filter(uid=letter, case__in=_family(opened.case), ended=False).first()
    if found is None:
        raise NoSuchCase(_("There is nothing here."))
    return found


@transaction.atomic
def _announce_one(pk: int, now: datetime) -> bool:
    letters = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
    letter = letters.filter(pk=pk, told=False, ended=False).first()
    if letter is None or not letter.agreed or not root_of(letter.case).is_open:
        return False
    try:
        uid = UUID(bytes=unseal(_key(letter), letter.to, _place(letter, "person")))
    except Unreadable:
        return False
    letter.told = True
    letter.save(update_fields=["told"])
    tell_soon(Person.objects.filter(uid=uid, is_active=True), on=now)
    return True


def _check_reader(actor: Person, letter: Letter) -> None:
    now = timezone.now()
    mine = bytes(letter.token) == token_of(actor)
    open_now = letter.agreed and not letter.ended and letter.opens_at <= now < letter.answer_by
    if not mine or not open_now or not root_of(letter.case).is_open:
        raise NoSuchCase(_("There is nothing here."))


def _open_not_before(letter: Letter, now: datetime) -> None:
    """Who agrees late takes nothing of the time to answer in; the caller saves."""
    late = max(now - letter.opens_at, timedelta())
    letter.opens_at += late
    letter.answer_by += late


@transaction.atomic
def _end_one(pk: int, now: datetime) -> bool:
    """Ask again under the lock of the letter; one that somebody holds just now waits for the next sweep."""
    letters = Letter.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
    letter = letters.filter(pk=pk, ended=False).first()
    if letter is None or (letter.answer_by > now and root_of(letter.case).is_open):
        return False
    end_letter(letter)
    return True


def _key(letter: Letter) -> bytes:
    return derived(case_secrets.read(letter.uid), "letter", pepper(), letter.uid.bytes)


def _place(letter: Letter, field: str) -> Place:
    return Place("wikilearn/letter", letter.case_id, 0, letter.uid, field)
