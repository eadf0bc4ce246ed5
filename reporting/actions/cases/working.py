"""The daily work on a case: acknowledge, take, assign, hand over, write, ask."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.actions.cases.guards import CaseRefused, lock, move, note_step
from reporting.actions.cases.loads import check_load
from reporting.actions.cases.locking import lock_family
from reporting.actions.cases.telling import tell_soon
from reporting.actions.sealing import ItemText, OpenCase
from reporting.enums import FROM_REPORTER, ItemKind
from reporting.leaks import quotes
from reporting.models import Case, SealedItem
from reporting.policy import Act, may
from reporting.states import CaseState, StepKind
from wikilearn.people.models import Person

LONGEST = 20_000


@transaction.atomic
def acknowledge_case(*, actor: Person, case: Case, on: datetime | None = None) -> Case:
    """Say that the report arrived and is being read; the first time counts."""
    case = lock(case, actor=actor)
    mark_acknowledged(case, actor=actor, on=on)
    case.save()
    return case


def mark_acknowledged(case: Case, *, actor: Person, on: datetime | None = None) -> None:
    """Whatever is done with a case also says that it arrived. The case is locked; the caller saves."""
    if case.acknowledged_at is None:
        case.acknowledged_at = on or timezone.now()
        note_step(case, StepKind.ACKNOWLEDGED, actor=actor, on=on)
    if case.state == CaseState.RECEIVED:
        move(case, CaseState.READING)


@transaction.atomic
def assign_case(*, actor: Person, case: Case, to: Person | None, on: datetime | None = None) -> Case:
    """Give the case to a handler who can read it (oneself: taking it), or (None) back to all of them.

    Raises `CaseRefused` for who carries too much already while a colleague has room; see `loads`.
    """
    case = lock(case, actor=actor)
    if to is not None and not may(to, Act.WORK, case):
        raise CaseRefused(_("This person cannot take the case."), field="to")
    if to is not None:
        check_load(actor=actor, case=case, to=to, readers=readers_of(case))
    mark_acknowledged(case, actor=actor, on=on)
    case.assignee = to
    if to is not None and case.state in {CaseState.READING, CaseState.REOPENED}:
        move(case, CaseState.IN_WORK)
    case.save()
    note_step(case, StepKind.ASSIGNED, actor=actor, on=on)
    if to is not None and to.pk != actor.pk:
        tell_soon([to], on=on)
    return case


@transaction.atomic
def hand_over(*, actor: Person, open_case: OpenCase, to: Person, text: str) -> Case:
    """Give the case to another handler with a few words that only handlers read."""
    case = assign_case(actor=actor, case=open_case.case, to=to)
    open_case.write(ItemKind.HANDOVER, worded(text), author=actor)
    return case


@transaction.atomic
def write_note(*, actor: Person, open_case: OpenCase, text: str) -> SealedItem:
    """An internal note; neither the reporter nor the accused ever reads it."""
    lock(open_case.case, actor=actor, act=Act.SETTLE)
    return open_case.write(ItemKind.NOTE, worded(text), author=actor)


@transaction.atomic
def write_to_reporter(
    *, actor: Person, open_case: OpenCase, text: str, wait: bool = False, on: datetime | None = None
) -> SealedItem:
    """A message to the reporter; with `wait` the case waits for the answer, and its deadline with it."""
    case = lock(open_case.case, actor=actor, act=Act.WORK if wait else Act.SETTLE)
    item = open_case.write(ItemKind.MESSAGE_TO_REPORTER, worded(text), author=actor)
    if case.is_open:
        mark_acknowledged(case, actor=actor, on=on)
    if wait and case.state != CaseState.WAITING:
        move(case, CaseState.WAITING)
        case.waiting_since = on or timezone.now()
    case.save()
    note_step(case, StepKind.ASKED_REPORTER, actor=actor, on=on)
    return item


@transaction.atomic
def note_answer(*, case: Case, on: datetime | None = None) -> Case:
    """The reporter wrote: what waited for them goes on, later by as long as it waited. The handlers are told.

    What a reporter of a merged case writes takes the case up that theirs was merged into.
    """
    family, now = lock_family(case), on or timezone.now()
    case = family.of(case)
    note_step(case, StepKind.ANSWERED, actor=None, on=now)
    tell_soon(readers_of(case), on=now)
    case = family.root
    if case.state == CaseState.WAITING:
        case.decide_by += max(now - (case.waiting_since or now), now - now)
        case.waiting_since = None
        move(case, CaseState.IN_WORK)
        case.save()
    return case


def readers_of(case: Case) -> list[Person]:
    """Who holds a live grant of the case and may still use it."""
    from reporting.models import Grant

    holders = Person.objects.filter(
        pk__in=Grant.objects.live().filter(case=case, epoch=case.epoch).values("person")
    ).order_by("pk")
    return [person for person in holders if may(person, Act.READ, case)]


@transaction.atomic
def note_question_to_accused(
    *, actor: Person, open_case: OpenCase, text: str, on: datetime | None = None
) -> SealedItem:
    """Keep a question to the person reported, as it will be put to them.

    It may tell particulars only from items that the reporter marked as shareable: a question that quotes others is
    refused. Raises `CaseRefused`.
    """
    case = lock(open_case.case, actor=actor)
    refuse_quotations(open_case, text)
    item = open_case.write(ItemKind.QUESTION_TO_ACCUSED, worded(text), author=actor)
    note_step(case, StepKind.ASKED_ACCUSED, actor=actor, on=on)
    return item


def refuse_quotations(open_case: OpenCase, text: str, *, field: str = "text") -> None:
    """Raise `CaseRefused` if a text quotes what the reporter of the case did not mark as shareable."""
    found = words_of_reporter(open_case)
    closed = [said.text for item, said in found if not item.shareable]
    opened = [said.text for item, said in found if item.shareable]
    if quotes(text, closed, allowed=opened):
        raise CaseRefused(
            _("This quotes something that the reporter did not want to share. Please say it in other words."),
            field=field,
        )


def words_of_reporter(open_case: OpenCase) -> list[tuple[SealedItem, ItemText]]:
    """What the reporter wrote, as they wrote it and in translation. Not what does not open."""
    kinds = sorted(FROM_REPORTER | {ItemKind.TRANSLATION})
    found = [(item, said) for item in open_case.items(kinds=kinds) if (said := open_case.try_open(item)) is not None]
    return [(item, said) for item, said in found if item.kind in FROM_REPORTER or said.of in FROM_REPORTER]


def worded(text: str) -> str:
    """The text, if it says something and is not too long."""
    if not text.strip():
        raise CaseRefused(_("Please write something."), field="text")
    if len(text) > LONGEST:
        raise CaseRefused(_("This text is too long."), field="text")
    return text
