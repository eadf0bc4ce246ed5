"""Saying that a question is wrong, answering that, and grading again."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import tasks
from courses.actions.completing import complete_attempt
from courses.assessment.grading import grade
from courses.enums import AppealState, AttemptState, Remedy
from courses.errors import AlreadyAppealed, NotYours, WrongState
from courses.models import Attempt, Completion, QuestionAppeal, Regrade
from courses.queries.appeals import credited_keys, hearers_of, title_of_course
from courses.queries.assessing import answers_of, pass_mark_of
from courses.queries.questions import drawn_keys, drawn_revision, graded_questions
from wikilearn.audit.actions import record
from wikilearn.core.queueing import enqueue_on_commit
from wikilearn.notices.actions import Note, notify, notify_each
from wikilearn.people.models import Person


@transaction.atomic
def appeal_question(*, actor: Person, attempt: Attempt, question_key: str, reason: str) -> QuestionAppeal:
    """Tell the authors that a question of one's own graded attempt is wrong; once for each. They are not told who did.

    Raises `WrongState` for an attempt that was not graded or did not ask the question, `AlreadyAppealed`.
    """
    rows = Attempt.objects.of(actor).select_related("enrolment__course__organisation").select_for_update(of=("self",))
    attempt = rows.get(pk=attempt.pk)
    if attempt.state != AttemptState.SUBMITTED or question_key not in drawn_keys(attempt):
        raise WrongState(_("This attempt did not ask this question."))
    if attempt.appeals.filter(question_key=question_key).exists():
        raise AlreadyAppealed(_("You have already told the authors about this question."))
    course = attempt.enrolment.course
    appeal = QuestionAppeal.objects.create(
        attempt=attempt,
        course=course,
        question_key=question_key,
        question_revision_id=drawn_revision(attempt, question_key),
        reason=reason,
        given=answers_of(attempt).get(question_key, []),
    )
    url = reverse("courses:author_appeal", args=[course.slug, appeal.pk])
    context = {"course": title_of_course(course)}
    notes = [Note(person, context, url, f"appeal:{appeal.pk}") for person in hearers_of(course)]
    notify_each(kind="question_appealed", notes=notes)
    record(
        actor=actor.reference, action="question.appealed", target=course.reference, details={"question": question_key}
    )
    return appeal


@transaction.atomic
def answer_appeal(
    *, actor: Person, appeal: QuestionAppeal, state: AppealState, remedy: Remedy = Remedy.NONE, answer: str
) -> QuestionAppeal:
    """Accept or decline an appeal, with a word to whoever made it. A remedy is carried out by a worker.

    Where the course counts for a certification, only whoever may publish it answers, and nobody their own appeal.
    Raises `NotYours`, `WrongState`.
    """
    rows = QuestionAppeal.objects.select_related("course__organisation", "course__topic", "attempt__enrolment__person")
    appeal = rows.select_for_update(of=("self",)).get(pk=appeal.pk)
    learner = appeal.attempt.enrolment.person
    if not actor.has_perm("courses.answer_appeal", appeal.course) or learner.pk == actor.pk:
        raise NotYours(_("You may not answer this appeal."))
    if appeal.state != AppealState.OPEN or state == AppealState.OPEN:
        raise WrongState(_("This appeal has been answered."))
    appeal.state, appeal.answer = state, answer
    appeal.remedy = remedy if state == AppealState.ACCEPTED else Remedy.NONE
    appeal.answered_by, appeal.answered_at = actor, timezone.now()
    appeal.save()
    url = reverse("courses:result", args=[appeal.attempt_id])
    context = {"course": title_of_course(appeal.course), "accepted": state == AppealState.ACCEPTED, "answer": answer}
    notify(person=learner, kind="appeal_answered", context=context, url=url, key=f"appeal_answered:{appeal.pk}")
    record(
        actor=actor.reference,
        action="question.appeal_answered",
        target=appeal.course.reference,
        details={"question": appeal.question_key, "state": str(state), "remedy": str(appeal.remedy)},
    )
    if appeal.remedy != Remedy.NONE:
        enqueue_on_commit(tasks.regrade_attempts, appeal.pk)
    return appeal


def carry_out_remedy(*, appeal_id: int) -> int:
    """Grade again all attempts that saw the question; gives how many rose. Each on its own, so it can be repeated."""
    appeal = QuestionAppeal.objects.select_related("course").get(pk=appeal_id)
    if appeal.remedy == Remedy.NONE or appeal.regraded_at is not None:
        return 0
    seen = Attempt.objects.filter(
        enrolment__course=appeal.course,
        state=AttemptState.SUBMITTED,
        drawn__contains=[{"question_revision": appeal.question_revision_id}],
    ).exclude(regrades__appeal=appeal)
    raised = sum(_regrade(appeal, pk) for pk in seen.order_by("pk").values_list("pk", flat=True).iterator())
    with transaction.atomic():
        appeal.regraded_at = timezone.now()
        appeal.save(update_fields=["regraded_at"])
        record(
            actor="system",
            action="question.regraded",
            target=appeal.course.reference,
            details={"question": appeal.question_key, "attempts": appeal.regrades.count()},
        )
    return raised


@transaction.atomic
def _regrade(appeal: QuestionAppeal, attempt_id: int) -> bool:
    rows = Attempt.objects.select_related("enrolment__course", "enrolment__person", "revision")
    attempt = rows.select_for_update(of=("self",)).get(pk=attempt_id)
    answers = answers_of(attempt)
    if not answers or attempt.regrades.filter(appeal=appeal).exists():
        return False  # whoever erased their account has no answers any more
    keys = drawn_keys(attempt)
    found = graded_questions(revision_id=attempt.revision_id, language=attempt.language, keys=keys)
    questions = [found[key] for key in keys if key in found]
    credited = credited_keys(attempt, questions, answers)
    before, graded = attempt.score or 0, grade(questions, answers, credited=credited)
    if graded.score < before or appeal.question_key not in credited:
        return False
    attempt.answers.filter(question_key__in=credited).update(correct=True, credit=100)
    passes_now = not attempt.passed and graded.score >= pass_mark_of(attempt)
    Regrade.objects.create(
        appeal=appeal, attempt=attempt, score_before=before, score_after=graded.score, passes_now=passes_now
    )
    attempt.score, attempt.passed = graded.score, attempt.passed or passes_now
    attempt.save(update_fields=["score", "passed"])
    if passes_now:
        _pass(attempt)
    return graded.score > before


def _pass(attempt: Attempt) -> None:
    """Complete the course, dated as the attempt was; whoever has passed since needs it no more."""
    person, course = attempt.enrolment.person, attempt.enrolment.course
    since = Completion.objects.filter(person=person, course=course, passed_at__gte=attempt.submitted_at)
    if not person.is_active or since.exists():
        return
    complete_attempt(attempt=attempt)
    url = reverse("courses:result", args=[attempt.pk])
    context = {"course": title_of_course(course)}
    notify(person=person, kind="attempt_regraded", context=context, url=url, key=f"regraded:{attempt.pk}")
