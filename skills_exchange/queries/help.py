"""What the help desk knows: who could help, how long it takes, and what is promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from skills_exchange.enums import OPEN_STATES, WORKING_LEVEL, ClaimKind, MatchState, SkillStatus, Visibility
from skills_exchange.enums_help import AskState, HelpState
from skills_exchange.models import (
    HelpAnswer,
    HelpAsk,
    HelpExchange,
    HelpRequest,
    Party,
    PartyBlock,
    PartyLanguage,
    Skill,
    SkillClaim,
)
from skills_exchange.querysets.parties import PartyQuerySet
from wikilearn.core.dates import today
from wikilearn.core.disclosure import FEWEST
from wikilearn.movement.enums import AFFILIATE_KINDS, MemberRole
from wikilearn.movement.models import Membership, Organisation
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

PROMISES = ((3, timedelta(hours=48)), (1, timedelta(hours=96)), (0, timedelta(days=7)))
"""So many possible helpers at least → within this time there is an answer, or the question goes to somebody else."""
OFFER_STANDS = timedelta(days=14)
"""So long whoever asked can take an offer up and begin at once; after that the helper is asked again."""
STANDS = OPEN_STATES | {MatchState.CONFIRMED}
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


def teachers_of(request: HelpRequest) -> PartyQuerySet:
    """People who answered a question or took it, and take part: whoever asked may learn it from them.

    None over a block, none whose answer is hidden, and nobody who is not to be found.
    """
    answers = HelpAnswer.objects.filter(request=request, by_asker=False, hidden=False, author__isnull=False)
    takers = HelpAsk.objects.filter(request=request, state=AskState.TAKEN)
    helped = Q(person__in=answers.values("author")) | Q(pk__in=takers.values("party"))
    rows = Party.objects.there().filter(helped).exclude(person=request.asker_id)
    asking = Party.objects.filter(person=request.asker_id).first() if request.asker_id else None
    return rows.not_blocked_with(asking) if asking else rows


def subject_of(request: HelpRequest) -> Skill | None:
    """The skill of a question as it is in use today; None if it has none."""
    skill = request.skill
    while skill is not None and skill.status == SkillStatus.MERGED:
        skill = skill.merged_into
    return skill if skill is not None and skill.is_active else None


def exchanges_on(person: "Person | AnonymousUser", request: HelpRequest) -> dict[str, Any]:
    """What the page of a question shows of exchanges, to its two only.

    `teachers`: for whoever asked, who answered, what they offered, and what came of it; what has no key yet is only
    possible. `my_offer`, `may_offer`: for a helper.
    """
    subject = subject_of(request)
    if not person.is_authenticated or subject is None or request.state == HelpState.WITHDRAWN:
        return {}
    if request.asker_id == person.pk:
        return {"subject": subject, "teachers": _teachers(request)}
    mine = standing_exchanges(request).filter(party__person=person).select_related("match").first()
    may = mine is None and _helps(person, request)
    return {"subject": subject, "my_offer": mine, "may_offer": may}


def standing_exchanges(request: HelpRequest) -> QuerySet[HelpExchange]:
    """What is offered, asked, under way or done; what was declined, ran out or ended early can begin anew."""
    return HelpExchange.objects.filter(Q(match=None) | Q(match__state__in=STANDS), request=request)


def standing_offer(request: HelpRequest, helper: Party) -> datetime | None:
    """When the helper offered to teach it, if whoever asked can still take that up."""
    since = timezone.now() - OFFER_STANDS
    offers = HelpExchange.objects.filter(request=request, party=helper, match=None, offered_at__gte=since)
    return offers.values_list("offered_at", flat=True).first()


def _teachers(request: HelpRequest) -> list[HelpExchange]:
    known = {row.party_id: row for row in standing_exchanges(request).select_related("match")}
    found = []
    for party in teachers_of(request).with_names().order_by("pk"):
        row = known.get(party.pk) or HelpExchange(request=request)
        row.party = party
        found.append(row)
    return found


def _helps(person: Person, request: HelpRequest) -> bool:
    """Answered it or took it, as far as others may see; and is not somebody who is not to be found."""
    helped = request.answers.filter(author=person, by_asker=False, hidden=False).exists()
    helped = helped or request.asks.filter(party__person=person, state=AskState.TAKEN).exists()
    return helped and not Party.objects.filter(person=person, listed=False).exists()


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
