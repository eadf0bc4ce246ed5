"""Attempts at the final assessment: starting, keeping answers, handing in."""

import secrets
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.completing import complete_attempt
from courses.assessment.drawing import draw
from courses.assessment.grading import grade
from courses.assessment.kinds import WHOLE, credit, fits, is_complete
from courses.assessment.questions import Question
from courses.assessment.rules import is_late
from courses.enums import AttemptState
from courses.errors import LessonsFirst, NothingToAsk, NotOpen, Paused, Unfinished
from courses.models import Attempt, AttemptAnswer, CompiledQuestion, Enrolment
from courses.queries.accommodations import extra_time_of
from courses.queries.appeals import credited_keys
from courses.queries.assessing import history_of, pass_mark_of, rules_of
from courses.queries.questions import drawn_keys, graded_questions, pools, shown_order
from courses.queries.reading import ServedCourse
from wikilearn.people.models import Person


@transaction.atomic
def start_attempt(*, actor: Person, served: ServedCourse) -> Attempt:
    """Draw a sheet of questions, or give the one that is open already.

    Questions of the person's last cycle (up to their last pass) come only when the others do not suffice.
    """
    if served.enrolment is None or not served.entry.questions:
        raise NothingToAsk(_("There is no assessment to take."))
    enrolment = Enrolment.objects.select_for_update().get(pk=served.enrolment.pk, person=actor)
    now = timezone.now()
    history = history_of(enrolment)
    if history.open is not None:
        if not is_late(now, history.open.due_at):
            return history.open
        _expire(history.open)
        history = history_of(enrolment)
    if not served.may_be_assessed:
        raise LessonsFirst(_("Please read all lessons before you take the assessment."))
    rules = rules_of(served.entry.course)
    if (opens_at := rules.opens_at(history.failed_at)) and opens_at > now:
        raise Paused(opens_at)
    seed = secrets.randbits(63)
    return Attempt.objects.create(
        enrolment=enrolment,
        revision_id=served.entry.revision_id,
        language=served.entry.language,
        seed=seed,
        cycle=history.cycle,
        drawn=_drawn(served, count=rules.count, seed=str(seed), avoid=history.drawn_last_cycle),
        pass_mark=rules.pass_mark,
        started_at=now,
        due_at=rules.deadline(now, extra_time=extra_time_of(actor, served.entry.course) if rules.time_limit else 0),
    )


@transaction.atomic
def keep_answers(
    *, actor: Person, attempt: Attempt, answers: Mapping[str, Sequence[str]], language: str = ""
) -> Attempt:
    """Keep what has been answered so far, and go on in `language` if one is given; nothing is graded."""
    attempt = _locked(actor, attempt)
    if language and CompiledQuestion.objects.filter(revision=attempt.revision_id, language=language).exists():
        attempt.language = language
        attempt.save(update_fields=["language"])
    questions = _questions(attempt)
    _write_answers(attempt, questions, _onward(attempt, questions, answers))
    return attempt


@transaction.atomic
def submit_attempt(*, actor: Person, attempt: Attempt, answers: Mapping[str, Sequence[str]]) -> Attempt:
    """Hand in and grade, once: of two at the same moment the second raises `NotOpen`.

    Answers to questions that were not drawn are ignored. What comes after the time limit is not graded: the attempt
    ends as expired, and counts as failed. Passing writes a completion and announces it in the same transaction.
    """
    attempt = _locked(actor, attempt)
    now = timezone.now()
    if is_late(now, attempt.due_at):
        return _expire(attempt)
    questions = _questions(attempt)
    answers = _onward(attempt, questions, answers)
    if not all(is_complete(question, answers.get(question.key, ())) for question in questions):
        raise Unfinished(_("Some questions have no answer yet."))
    credited = credited_keys(attempt, questions, answers)
    _write_answers(attempt, questions, answers, credited=credited)
    attempt.score = grade(questions, answers, credited=credited).score
    attempt.passed = attempt.score >= pass_mark_of(attempt)
    attempt.state, attempt.submitted_at = AttemptState.SUBMITTED, now
    attempt.save(update_fields=["score", "passed", "state", "submitted_at"])
    if attempt.passed:
        complete_attempt(attempt=attempt)
    return attempt


@transaction.atomic
def expire_attempt(*, actor: Person, attempt: Attempt) -> Attempt:
    """End an attempt whose time has run out; one that has ended already, or has time left, stays as it is."""
    locked = Attempt.objects.of(actor).select_for_update(of=("self",)).get(pk=attempt.pk)
    if locked.state == AttemptState.OPEN and is_late(timezone.now(), locked.due_at):
        return _expire(locked)
    return locked


def _locked(actor: Person, attempt: Attempt) -> Attempt:
    attempts = Attempt.objects.of(actor).select_related("enrolment__course", "enrolment__person", "revision")
    locked: Attempt = attempts.select_for_update(of=("self",)).get(pk=attempt.pk)
    if locked.state != AttemptState.OPEN:
        raise NotOpen
    return locked


def _expire(attempt: Attempt) -> Attempt:
    attempt.state, attempt.passed = AttemptState.EXPIRED, False
    attempt.save(update_fields=["state", "passed"])
    return attempt


def _drawn(served: ServedCourse, *, count: int, seed: str, avoid: frozenset[str]) -> list[dict[str, object]]:
    found = pools(revision_id=served.entry.revision_id, language=served.entry.language)
    by_key = {key: question for pool in found.values() for key, question in pool.items()}
    keys = draw({module: list(pool) for module, pool in found.items()}, count=count, seed=seed, avoid=avoid)
    if not keys:
        raise NothingToAsk(_("There is no assessment to take."))
    return [
        {
            "key": key,
            "question_revision": by_key[key].question_revision_id,
            "options": shown_order(by_key[key], seed=seed),
        }
        for key in keys
    ]


def _questions(attempt: Attempt) -> list[Question]:
    questions = graded_questions(
        revision_id=attempt.revision_id, language=attempt.language, keys=(keys := drawn_keys(attempt))
    )
    return [questions[key] for key in keys]


def _onward(
    attempt: Attempt, questions: Sequence[Question], answers: Mapping[str, Sequence[str]]
) -> dict[str, Sequence[str]]:
    """The answers, with ways through scenarios that lead on from where they are: no step is taken back.

    Two tabs may have gone different ways; what the first one kept stays.
    """
    found = dict(answers)
    scenarios = {question.key: question.scenario for question in questions if question.scenario}
    kept = attempt.answers.filter(question_key__in=scenarios) if scenarios else ()
    for each in kept:
        way = each.answer["chosen"]
        found[each.question_key] = scenarios[each.question_key].walked(way, *found.get(each.question_key, ()))
    return found


def _write_answers(
    attempt: Attempt,
    questions: Sequence[Question],
    answers: Mapping[str, Sequence[str]],
    *,
    credited: Collection[str] = (),
) -> None:
    rows = []
    for question in questions:
        answer = answers.get(question.key)
        if answer and fits(question, answer):
            earned = WHOLE if question.key in credited else credit(question, answer)
            rows.append(
                AttemptAnswer(
                    attempt=attempt,
                    question_key=question.key,
                    answer={"chosen": list(answer)},
                    correct=earned == WHOLE,
                    credit=int(100 * earned),
                )
            )
    AttemptAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt", "question_key"],
        update_fields=["answer", "correct", "credit"],
    )
