"""Selections of questions to the help desk."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from skills_exchange.enums_help import HelpAudience, HelpState
from wikilearn.movement.enums import MemberRole

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.help import HelpRequest  # noqa: F401 - named in the base class below
    from wikilearn.people.models import Person


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    """Questions."""

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=HelpState.OPEN)

    def published(self) -> Self:
        """Solved ones that everybody reads."""
        return self.filter(state=HelpState.SOLVED, may_be_published=True)

    def overdue(self, at: datetime) -> Self:
        """Those whose promised time is over without an answer."""
        return self.waiting().filter(promised_by__lte=at)

    def asked_by(self, person: "Person | AnonymousUser") -> Self:
        """Those of a person."""
        return self.filter(asker=person) if person.is_authenticated else self.none()

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Solved public ones for everybody; open ones for members, unless only helpers read them.

        Who asked, who answered and who was asked always see it, curators too. Nobody sees the questions of somebody
        with whom there is a block.
        """
        if not person.is_authenticated:
            return self.published()
        if person.has_perm("skills_exchange.curate_help"):
            return self
        from skills_exchange.models.help import HelpAnswer, HelpAsk
        from skills_exchange.models.parties import PartyBlock

        mine = Q(asker=person) | Exists(HelpAnswer.objects.filter(request=OuterRef("pk"), author=person))
        asked = Exists(HelpAsk.objects.filter(request=OuterRef("pk"), party__person=person)) | Q(
            organisation__in=_coordinated_by(person)
        )
        everybody = Q(audience=HelpAudience.MEMBERS, state__in=[HelpState.OPEN, HelpState.ANSWERED]) | Q(
            state=HelpState.SOLVED, may_be_published=True
        )
        blocked = Exists(
            PartyBlock.objects.filter(
                Q(by__person=person, blocked__person=OuterRef("asker"))
                | Q(blocked__person=person, by__person=OuterRef("asker"))
            )
        )
        return self.filter(mine | asked | everybody).filter(Q(asker=person) | ~blocked)


def _coordinated_by(person: "Person") -> models.QuerySet[models.Model]:
    from wikilearn.movement.models import Organisation

    return Organisation.objects.active().where_member(person, MemberRole.COORDINATOR).values("pk")  # type: ignore[return-value]
