"""Selections of cohorts, their members and sessions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.enums import CohortState, MemberState, SessionState

if TYPE_CHECKING:
    from courses.models import Cohort
    from wikilearn.people.models import Person


class CohortQuerySet(models.QuerySet[Any]):
    """Cohorts. Everybody may know that one exists; who takes part in it is for its facilitators."""

    def locked(self, pk: int) -> "Cohort":
        """The cohort with its course and organisation, locked until the transaction ends: places are given under it."""
        rows = self.select_for_update(of=["self"], no_key=True)
        cohort: Cohort = rows.select_related("course", "organisation").get(pk=pk)
        return cohort

    def upcoming(self, at: datetime | None = None) -> "CohortQuerySet":
        """Those that go on and have a session to come or none yet."""
        from courses.models import CohortSession

        sessions = CohortSession.objects.filter(cohort=OuterRef("pk"))
        to_come = sessions.filter(state=SessionState.PLANNED, ends_at__gt=at or timezone.now())
        return self.filter(Exists(to_come) | ~Exists(sessions), state=CohortState.OPEN)

    def with_next_session(self) -> "CohortQuerySet":
        """Each with `next_at`, when its next session starts, and `taken`, how many places are taken."""
        from courses.models import CohortMember, CohortSession

        sessions = CohortSession.objects.planned().filter(cohort=OuterRef("pk"), ends_at__gt=timezone.now())
        seats = CohortMember.objects.seated().filter(cohort=OuterRef("pk")).order_by().values("cohort")
        return self.annotate(
            next_at=Subquery(sessions.order_by("starts_at").values("starts_at")[:1]),
            taken=Coalesce(Subquery(seats.annotate(n=Count("pk")).values("n")), 0),
        )

    def of_member(self, person: "Person") -> "CohortQuerySet":
        """Those in which the person has a place."""
        return self.filter(members__person=person, members__state=MemberState.MEMBER)

    def led_by(self, person: "Person") -> "CohortQuerySet":
        """Those that the person facilitates."""
        return self.filter(facilitators__person=person)


class MemberQuerySet(models.QuerySet[Any]):
    """Places in cohorts, and those who wait for one."""

    def seated(self) -> "MemberQuerySet":
        """Those who have a place or have been offered one."""
        return self.filter(state__in=[MemberState.MEMBER, MemberState.OFFERED])

    def taking_part(self) -> "MemberQuerySet":
        """Those who have a place."""
        return self.filter(state=MemberState.MEMBER)

    def waiting(self) -> "MemberQuerySet":
        """The waiting list, the longest waiting first."""
        return self.filter(state=MemberState.WAITING).order_by("queued_at", "id")


class SessionQuerySet(models.QuerySet[Any]):
    """Sessions."""

    def planned(self) -> "SessionQuerySet":
        """Those that were not cancelled."""
        return self.filter(state=SessionState.PLANNED)

    def of_person(self, person: "Person") -> "SessionQuerySet":
        """Those of the cohorts in which the person has a place or which they lead."""
        from courses.models import CohortMember, Facilitator

        place = CohortMember.objects.taking_part().filter(cohort=OuterRef("cohort"), person=person)
        leads = Facilitator.objects.filter(cohort=OuterRef("cohort"), person=person)
        return self.filter(Exists(place) | Exists(leads))
