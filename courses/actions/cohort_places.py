"""Getting a place in a cohort, waiting for one, giving it up. Every change of places holds the lock on the cohort."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.actions.learning import enrol_in_course
from courses.enums import Admission, MemberState
from courses.errors import NotYours, WrongState
from courses.models import Cohort, CohortMember
from wikilearn.audit.actions import record
from wikilearn.notices.actions import notify
from wikilearn.people.models import Person

STAYS = frozenset({MemberState.APPLIED, MemberState.WAITING, MemberState.OFFERED, MemberState.MEMBER})
"""Who is in the cohort or on the way into it."""
MAY_NOT_RETURN = frozenset({MemberState.DECLINED, MemberState.REMOVED})


@transaction.atomic
def join_cohort(*, actor: Person, cohort: Cohort, note: str = "") -> CohortMember:
    """Take a free place, or apply, or join the waiting list. Asking again while one is in changes nothing."""
    cohort = Cohort.objects.locked(cohort.pk)
    if not cohort.takes_people:
        raise WrongState(_("This cohort takes nobody at present."))
    place = cohort.members.filter(person=actor).first() or CohortMember(cohort=cohort, person=actor)
    if place.pk and place.state in MAY_NOT_RETURN:
        raise NotYours(_("The facilitators of this cohort have decided otherwise."))
    if place.pk and place.state in STAYS:
        return place
    place.queued_at, place.note = timezone.now(), note
    if cohort.admission == Admission.APPLICATION:
        _set(place, MemberState.APPLIED)
        _log(actor, place)
        return place
    place.note = ""
    return _seat_or_queue(actor, cohort, place, tell=False)


@transaction.atomic
def decide_application(*, actor: Person, place: CohortMember, admit: bool) -> CohortMember:
    """Admit whoever applied, to a place or to the waiting list, or do not. They are told."""
    cohort, place = _locked(place)
    _demand_facilitator(actor, cohort)
    if place.state != MemberState.APPLIED:
        raise WrongState(_("This application has been decided already."))
    place.note = ""
    if admit:
        return _seat_or_queue(actor, cohort, place, tell=True)
    _set(place, MemberState.DECLINED)
    _tell(place)
    _log(actor, place)
    return place


@transaction.atomic
def confirm_place(*, actor: Person, place: CohortMember) -> CohortMember:
    """Take the place that was offered, in time. Doing it twice changes nothing."""
    cohort, place = _locked(place)
    if place.person_id != actor.pk:
        raise NotYours(_("This place was offered to somebody else."))
    if place.state == MemberState.MEMBER:
        return place
    if place.state != MemberState.OFFERED or place.confirm_before is None or place.confirm_before <= timezone.now():
        raise WrongState(_("The offer of this place has ended."))
    _set(place, MemberState.MEMBER)
    _enrol(cohort, place)
    _log(actor, place)
    return place


@transaction.atomic
def leave_cohort(*, actor: Person, place: CohortMember) -> CohortMember:
    """Give up one's place, or one's wish for one; whoever waits longest moves up at once."""
    cohort, place = _locked(place)
    if place.person_id != actor.pk:
        raise NotYours(_("This is somebody else's place."))
    if place.state in STAYS:
        place.note = ""
        _set(place, MemberState.LEFT)
        move_up(cohort)
        _log(actor, place)
    return place


@transaction.atomic
def remove_member(*, actor: Person, place: CohortMember) -> CohortMember:
    """Take somebody's place away; whoever waits longest moves up at once."""
    cohort, place = _locked(place)
    _demand_facilitator(actor, cohort)
    if place.state in STAYS:
        place.note = ""
        _set(place, MemberState.REMOVED)
        move_up(cohort)
        _tell(place)
        _log(actor, place)
    return place


@transaction.atomic
def lapse_offers(*, cohort: Cohort) -> int:
    """End the offers whose deadline has passed and offer the places to the next; how many have ended."""
    cohort = Cohort.objects.locked(cohort.pk)
    late = list(cohort.members.filter(state=MemberState.OFFERED, confirm_before__lte=timezone.now()))
    for place in late:
        _set(place, MemberState.LAPSED)
        _tell(place)
    if late:
        move_up(cohort)
        record(actor="system", action="cohort.offers_lapsed", target=cohort.reference, details={"number": len(late)})
    return len(late)


def move_up(cohort: Cohort) -> None:
    """Offer each free place to whoever waits longest. The caller holds the lock on the cohort."""
    if not cohort.is_open:
        return
    waiting = cohort.members.waiting().select_related("person")
    free = free_places(cohort)
    for place in waiting if free is None else waiting[:free]:
        place.confirm_before = timezone.now() + timedelta(hours=cohort.confirm_hours)
        _set(place, MemberState.OFFERED)
        _tell(place)


def free_places(cohort: Cohort) -> int | None:
    """How many places are neither taken nor offered; None where any number may come."""
    if cohort.capacity is None:
        return None
    return max(0, int(cohort.capacity - cohort.members.seated().count()))


def _seat_or_queue(actor: Person, cohort: Cohort, place: CohortMember, *, tell: bool) -> CohortMember:
    free = free_places(cohort)
    if free is None or (free > 0 and not cohort.members.waiting().exists()):
        _set(place, MemberState.MEMBER)
        _enrol(cohort, place)
    else:
        _set(place, MemberState.WAITING)
    if tell:
        _tell(place)
    _log(actor, place)
    return place


def _set(place: CohortMember, state: MemberState) -> None:
    place.state, place.changed_at = state, timezone.now()
    if state != MemberState.OFFERED:
        place.confirm_before = None
    place.save()


def _enrol(cohort: Cohort, place: CohortMember) -> None:
    if cohort.course.published_revision_id is not None:
        enrol_in_course(actor=place.person, course=cohort.course, language=cohort.languages[0])


def _tell(place: CohortMember) -> None:
    cohort = place.cohort
    notify(
        person=place.person,
        kind="cohort_place",
        context={"cohort": cohort.title, "state": str(place.state), "confirm_before": place.confirm_before},
        url=cohort.get_absolute_url(),
        key=f"cohort-place:{place.pk}:{place.state}:{place.changed_at:%Y%m%d%H%M%S%f}",
        email_before=place.confirm_before,
    )


def _locked(place: CohortMember) -> tuple[Cohort, CohortMember]:
    cohort = Cohort.objects.locked(place.cohort_id)
    fresh: CohortMember = cohort.members.select_for_update(of=["self"]).select_related("person").get(pk=place.pk)
    fresh.cohort = cohort
    return cohort, fresh


def _demand_facilitator(actor: Person, cohort: Cohort) -> None:
    if not actor.has_perm("courses.facilitate_cohort", cohort):
        raise NotYours(_("Only the facilitators of this cohort can do that."))


def _log(actor: Person, place: CohortMember) -> None:
    record(
        actor=actor.reference,
        action="cohort.place_changed",
        target=place.cohort.reference,
        details={"person": place.person.reference, "state": str(place.state)},
    )
