"""What the help desk knows: who could help, how long it takes, and what is promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from skills_exchange.enums import WORKING_LEVEL, ClaimKind, Visibility
from skills_exchange.enums_help import AskState, HelpState
from skills_exchange.models import HelpAsk, HelpRequest, Party, PartyBlock, PartyLanguage, Skill, SkillClaim
from wikilearn.core.dates import today
from wikilearn.core.disclosure import FEWEST
from wikilearn.movement.enums import AFFILIATE_KINDS, MemberRole
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.models import Person

PROMISES = ((3, timedelta(hours=48)), (1, timedelta(hours=96)), (0, timedelta(days=7)))
"""So many possible helpers at least → within this time there is an answer, or the question goes to somebody else."""
LOOKS_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Wait:
    """What is shown before somebody asks. `usual`: half of the questions of late were answered within this time; None
    if there were too few. `helpers`: whether anybody offers the skill in the language now.
    """

    promise: timedelta
    usual: timedelta | None
    helpers: bool


def helpers_for(skill: Skill | None, language: str, *, asker: Person | None, hidden: bool = True) -> QuerySet[Party]:
    """People that could answer now, best first: verified before others, then by level, the least suggested first.

    They offer the skill (or one below it) in the language, have a free place, are not away, and there is no block
    between them and whoever asks. Without a skill nobody is asked in person. Those whose offer only matches see are
    asked too, but no figure tells of them (`hidden` False leaves them out). One query.
    """
    if skill is None:
        return Party.objects.none()
    claims = SkillClaim.objects.live(today()).filter(
        Q(languages=[]) | Q(languages__contains=[language]),
        party=OuterRef("pk"),
        kind=ClaimKind.OFFERED,
        skill__path__startswith=skill.path,
    )
    if not hidden:
        claims = claims.exclude(visibility=Visibility.MATCHES)
    speaks = PartyLanguage.objects.filter(party=OuterRef("pk"), language=language, level__gte=WORKING_LEVEL)
    best = claims.order_by("-verified", "-level")
    rows = (
        Party.objects.there()
        .free(today())
        .filter(Exists(claims), Exists(speaks), person__isnull=False)
        .annotate(verified=best.values("verified")[:1], mastery=best.values("level")[:1])
    )
    if asker is not None:
        blocks = PartyBlock.objects.filter(
            Q(by=OuterRef("pk"), blocked__person=asker) | Q(blocked=OuterRef("pk"), by__person=asker)
        )
        rows = rows.exclude(person=asker).filter(~Exists(blocks))
    return rows.order_by(F("verified").desc(), F("mastery").desc(), "exposure", "-active_at", "pk")


def wait_for(skill: Skill | None, language: str, *, asker: Person | None) -> Wait:
    """How long one would wait; two queries."""
    helpers = known_helpers(skill, language, asker=asker)
    took = HelpRequest.objects.filter(language=language, answered_at__gte=timezone.now() - LOOKS_BACK)
    spans = [answered - asked for asked, answered in took.values_list("asked_at", "answered_at") if answered]
    return Wait(
        promise=promise_with(helpers),
        usual=timedelta(seconds=median(each.total_seconds() for each in spans)) if len(spans) >= FEWEST else None,
        helpers=helpers > 0,
    )


def known_helpers(skill: Skill | None, language: str, *, asker: Person | None) -> int:
    """How many could help, as far as anybody may know of it; at most as many as the shortest promise needs."""
    return helpers_for(skill, language, asker=asker, hidden=False).order_by()[: PROMISES[0][0]].count()


def promise_with(helpers: int) -> timedelta:
    """What is promised with so many possible helpers."""
    return next(promise for fewest, promise in PROMISES if helpers >= fewest)


def affiliate_for(request: HelpRequest) -> Organisation | None:
    """The affiliate that is asked when nobody answers in time: one with coordinators that offers the skill, works in
    the language, or is where whoever asked is; the first of these counts most. One query.
    """
    offers = SkillClaim.objects.live(today()).filter(
        party__organisation=OuterRef("pk"),
        kind=ClaimKind.OFFERED,
        skill__path__startswith=request.skill.path if request.skill else "\x7f",
    )
    coordinators = Membership.objects.live().filter(organisation=OuterRef("pk"), role=MemberRole.COORDINATOR)
    near = Party.objects.filter(person=request.asker, territories__organisations=OuterRef("pk"))
    rows = (
        Organisation.objects.active()
        .filter(Exists(coordinators), kind__in=AFFILIATE_KINDS)
        .annotate(offers=Exists(offers), near=Exists(near), speaks=Q(languages__contains=[request.language]))
        .filter(Q(offers=True) | Q(near=True) | Q(speaks=True))
    )
    return rows.order_by("-offers", "-speaks", "-near", "pk").first()


def open_asks(person: Person, at: datetime) -> QuerySet[HelpAsk]:
    """What a person was asked and has not answered."""
    return (
        HelpAsk.objects.filter(
            party__person=person,
            state__in=[AskState.ASKED, AskState.TAKEN],
            until__gt=at,
            request__state=HelpState.OPEN,
        )
        .select_related("request", "request__skill")
        .order_by("until", "pk")
    )
