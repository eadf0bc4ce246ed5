"""What follows from a decision: taking measures, following them on the wiki, ending them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from courses.models import Completion, Course
from ucoc.actions.permitting import demand
from ucoc.actions.telling import tell_course_closed, tell_course_due
from ucoc.enums import NEEDS_END, ON_WIKI, Closing, MeasureKind, OnWiki
from ucoc.errors import MeasureRefused
from ucoc.models.decisions import Decision, DecisionAppeal, Measure
from ucoc.signals import assigned_course_closed
from wikilearn.audit.actions import SYSTEM, record
from wikilearn.core.dates import today, utc_day
from wikilearn.movement.models import Wiki
from wikilearn.people.models import Person
from wikilearn.people.usernames import is_valid, normalise

REMINDERS = (14, 3)
"""So many days before an assigned course is due its person is reminded."""


@dataclass(frozen=True, slots=True)
class MeasureWish:
    """A measure that a body wants: about a `person`, or about the `username` of an account that is not known here."""

    kind: str
    person: Person | None = None
    username: str = ""
    wiki: Wiki | None = None
    scope: str = ""
    since: date | None = None
    until: date | None = None
    course: Course | None = None
    public: bool = False


def take_measures(
    decision: Decision, wishes: Sequence[MeasureWish], *, appeal: DecisionAppeal | None = None
) -> list[Measure]:
    """Write the measures of a decision; part of the actions that decide. `MeasureRefused` for what contradicts."""
    return [_take(decision, _checked(wish), appeal) for wish in wishes]


def _checked(wish: MeasureWish) -> MeasureWish:
    kind, begins = MeasureKind(wish.kind), wish.since or today()
    if (wish.person is None) == (not wish.username.strip()):
        raise MeasureRefused(_("A measure is about one person."), field="username")
    if wish.person is None and not is_valid(normalise(wish.username)):
        raise MeasureRefused(_("This is not a username."), field="username")
    if wish.person is not None and wish.person.erased_at is not None:
        raise MeasureRefused(_("This account is closed."), field="username")
    if wish.until is not None and wish.until < begins:
        raise MeasureRefused(_("A measure cannot end before it starts."), field="until")
    if kind in NEEDS_END and wish.until is None:
        raise MeasureRefused(_("A temporary block needs a last day."), field="until")
    if (kind == MeasureKind.COURSE) != (wish.course is not None):
        raise MeasureRefused(_("Please name a course for an assigned course, and only there."), field="course")
    if wish.course is not None:
        _check_course(wish, wish.course)
    return wish


def _check_course(wish: MeasureWish, course: Course) -> None:
    if wish.person is None:
        raise MeasureRefused(_("A course can be assigned only to somebody with an account here."), field="username")
    if wish.until is None or wish.until <= today():
        raise MeasureRefused(_("Please give a day to come by which the course is to be passed."), field="until")
    read_once = Completion.objects.filter(person=wish.person, course=course, attempt=None, cohort=None)
    if course.published_revision_id is None or read_once.exists():
        raise MeasureRefused(_("This course cannot be assigned to this person."), field="course")


def _take(decision: Decision, wish: MeasureWish, appeal: DecisionAppeal | None) -> Measure:
    kind = MeasureKind(wish.kind)
    return Measure.objects.create(
        decision=decision,
        appeal=appeal,
        person=wish.person,
        username="" if wish.person else normalise(wish.username),
        kind=kind,
        wiki=wish.wiki,
        scope=wish.scope.strip(),
        since=wish.since or today(),
        until=wish.until,
        course=wish.course,
        public=wish.public,
        on_wiki=OnWiki.RECOMMENDED if kind in ON_WIKI else OnWiki.NOT_NEEDED,
    )


@transaction.atomic
def follow_on_wiki(*, actor: Person, measure: Measure, status: str, link: str = "") -> Measure:
    """Note what the wiki did with a recommendation, with a link to the action there."""
    demand(actor, "ucoc.read_decision", measure.decision)
    measure = _locked(measure)
    link = link.strip()
    if OnWiki(status) == OnWiki.DONE and not link:
        raise MeasureRefused(_("Please link to what was done on the wiki."), field="link")
    if link:
        _check_link(link)
    measure.on_wiki, measure.on_wiki_link = OnWiki(status), link
    measure.full_clean()
    measure.save(update_fields=["on_wiki", "on_wiki_link"])
    record(actor=actor.reference, action="ucoc.measure_followed", target=measure.reference, details={"status": status})
    return measure


def _check_link(link: str) -> None:
    """Only to wikis that we know, over https."""
    parts = urlsplit(link)
    host = parts.hostname or ""
    known = Wiki.objects.filter(Q(url__startswith=f"https://{host}/") | Q(url=f"https://{host}"), private=False)
    if parts.scheme != "https" or not host or not known.exists():
        raise MeasureRefused(_("The link does not lead to a wiki of the movement."), field="link")


@transaction.atomic
def lift_measure(*, actor: Person, measure: Measure) -> Measure:
    """The body ends its measure before the day."""
    demand(actor, "ucoc.read_decision", measure.decision)
    measure = _locked(measure)
    if not _is_open(measure):
        raise MeasureRefused(_("This measure has ended already."))
    close_measure(measure, Closing.LIFTED)
    record(actor=actor.reference, action="ucoc.measure_lifted", target=measure.reference)
    return measure


def close_measure(measure: Measure, how: Closing, day: date | None = None) -> None:
    """End a measure; who holds its lock knows that it is open. An assigned course tells how it ended."""
    measure.closed_on, measure.closed_as = day or today(), how
    measure.save(update_fields=["closed_on", "closed_as"])
    if measure.passed is not None:
        tell_course_closed(measure)
        assigned_course_closed.send(
            sender=Measure,
            case=measure.decision.case,
            decision=measure.decision,
            measure=measure,
            passed=measure.passed,
        )


def close_open_measures(decision: Decision, how: Closing) -> int:
    """End all measures of a decision that still count or will; gives how many."""
    measures = Measure.objects.select_for_update(of=("self",)).filter(decision=decision, closed_on=None)
    found = [measure for measure in measures.select_related("decision__body") if _is_open(measure)]
    for measure in found:
        close_measure(measure, how)
    return len(found)


def _is_open(measure: Measure) -> bool:
    return measure.closed_on is None and (measure.until is None or measure.until >= today())


@transaction.atomic
def pass_assigned_courses(*, completion: Completion) -> list[Measure]:
    """Close the measures for which somebody had to pass this course, if it was in time; gives them.

    It counts from the day of the measure through its last day, by the day of the pass.
    """
    day = utc_day(completion.passed_at)
    due = Measure.objects.courses_open().filter(
        person=completion.person, course=completion.course, since__lte=day, until__gte=day
    )
    closed = list(due.select_for_update(of=("self",)).select_related("decision__body"))
    for measure in closed:
        close_measure(measure, Closing.PASSED)
        record(actor=SYSTEM, action="ucoc.assigned_course_closed", target=measure.reference)
    return closed


@transaction.atomic
def close_missed_courses(day: date | None = None) -> int:
    """Close assigned courses whose day has passed without a pass; gives how many."""
    day = day or today()
    late = Measure.objects.courses_open().filter(until__lt=day).select_for_update(of=("self",), skip_locked=True)
    closed = list(late.select_related("decision__body"))
    for measure in closed:
        close_measure(measure, Closing.NOT_PASSED, day)
        record(actor=SYSTEM, action="ucoc.assigned_course_closed", target=measure.reference)
    return len(closed)


@transaction.atomic
def remind_of_courses(day: date | None = None) -> int:
    """Remind people of assigned courses some days before they are due, each time once; gives how many were told."""
    day, told = day or today(), 0
    for number, days in enumerate(REMINDERS, start=1):
        near = Measure.objects.courses_open().in_force(day).filter(until__lte=day + timedelta(days=days))
        for measure in near.filter(reminded__lt=number).select_for_update(of=("self",), skip_locked=True):
            measure.reminded = number
            measure.save(update_fields=["reminded"])
            tell_course_due(measure)
            told += 1
    return told


@transaction.atomic
def claim_measures(*, person: Person) -> int:
    """Measures about the username of an account belong to the person who has now shown that it is theirs."""
    if person.central_id is None:
        return 0
    return Measure.objects.filter(person=None, username=person.username).update(person=person, username="")


def _locked(measure: Measure) -> Measure:
    return Measure.objects.select_for_update(of=("self",)).select_related("decision__body", "course").get(pk=measure.pk)
