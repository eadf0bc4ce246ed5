"""Profiles as their owners and others read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from courses.models import Course, Topic
from courses.queries.cohorts import titles_of
from skills_exchange.enums import OPEN_STATES, ClaimKind, EvidenceKind, Format, SkillStatus, Visibility
from skills_exchange.models import Evidence, Match, Party, SkillClaim
from skills_exchange.querysets.claims import SkillClaimQuerySet
from wikilearn.core import languages
from wikilearn.core.dates import today
from wikilearn.people.models import Person

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SOON = timedelta(days=45)
"""Claims that end within so many days are shown as ones to confirm."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that stands behind a claim, in words for the reader."""

    evidence: Evidence
    title: str
    language: languages.Language | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim, what stands behind it, and whether it is over or soon will be."""

    claim: SkillClaim
    proofs: list[Proof]
    spoken: list[languages.Language]
    over: bool
    soon: bool
    endorsed: bool

    @property
    def formats(self) -> list[str]:
        """How the skill is passed on, in words."""
        return [str(Format(each).label) for each in self.claim.formats]

    @property
    def out_of_use(self) -> bool:
        """The skill is no longer in use, so the claim says nothing."""
        return self.claim.skill.status not in {SkillStatus.ACTIVE, SkillStatus.PROPOSED}


def claims_of(party: Party) -> SkillClaimQuerySet:
    """All claims of a party, with their skills, in the order of kind and level."""
    return SkillClaim.objects.filter(party=party).select_related("skill").order_by("kind", "-level", "skill__path")


def readable_claims(person: "Person | AnonymousUser", party: Party) -> SkillClaimQuerySet:
    """What somebody may read on the profile of another: live claims that show to them.

    Those that are for suggested people alone show to whoever has an open match about that skill with the party.
    """
    live = claims_of(party).live(today())
    if not person.is_authenticated:
        return live.filter(visibility=Visibility.EVERYONE)
    with_me = Match.objects.open().filter(
        Q(learner__person=person, sharer=party) | Q(sharer__person=person, learner=party), skill=OuterRef("skill")
    )
    shown = Q(visibility__in=[Visibility.EVERYONE, Visibility.MEMBERS]) | Q(visibility=Visibility.MATCHES) & Q(
        Exists(with_me)
    )
    return live.filter(shown)


def readable_parties(person: "Person | AnonymousUser") -> QuerySet[Party]:
    """Profiles that somebody may open: listed ones, and those of people they have an open match with; never blocked.

    Who is not signed in sees only those that show something to everyone.
    """
    if not person.is_authenticated:
        public = SkillClaim.objects.live(today()).filter(visibility=Visibility.EVERYONE, party=OuterRef("pk"))
        return Party.objects.there().filter(Exists(public)).with_names()
    own = Party.objects.of(person).first()
    visible = Party.objects.visible_to(person)
    if own is None:
        return visible.with_names()
    open_matches = Match.objects.filter(state__in=sorted(OPEN_STATES))
    matched = open_matches.filter(learner=own).values("sharer").union(open_matches.filter(sharer=own).values("learner"))
    live = Q(person__is_active=True, person__erased_at=None) | Q(organisation__active=True)
    partners = Party.objects.filter(live, pk__in=matched).not_blocked_with(own)
    return Party.objects.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=partners.values("pk"))).with_names()


def lines_of(claims: QuerySet[SkillClaim], reader: "Person | AnonymousUser", *, own: bool = False) -> list[ClaimLine]:
    """Claims with what stands behind them; the same few queries however many they are.

    `own`: for the owner, who sees what they have hidden, too. Endorsements of somebody the reader has blocked, or who
    blocks the reader, do not show.
    """
    shown: QuerySet[Evidence] = Evidence.objects.select_related("endorser__party").order_by("kind", "-verified_at")
    shown = shown if own else _without_blocked(reader)
    rows = list(claims.prefetch_related(Prefetch("evidence", shown, to_attr="shown")))
    proofs = proofs_of([evidence for claim in rows for evidence in claim.shown], reader)
    return [_line(claim, proofs, reader) for claim in rows]


def _line(claim: SkillClaim, proofs: dict[int, Proof], reader: "Person | AnonymousUser") -> ClaimLine:
    day = today()
    shown: list[Evidence] = claim.shown  # type: ignore[attr-defined]
    return ClaimLine(
        claim,
        [proofs[each.pk] for each in shown],
        [languages.get(tag) for tag in claim.languages],
        over=claim.valid_until < day,
        soon=day <= claim.valid_until <= day + SOON,
        endorsed=any(each.endorser_id == reader.pk for each in shown if each.kind == EvidenceKind.ENDORSEMENT),
    )


def _without_blocked(reader: "Person | AnonymousUser") -> QuerySet[Evidence]:
    shown = Evidence.objects.live(today()).select_related("endorser__party").order_by("kind", "-verified_at")
    gone = Q(endorser__is_active=False)
    if reader.is_authenticated:
        gone |= Q(endorser__party__blocks__blocked__person=reader) | Q(endorser__party__blocked_by__by__person=reader)
    hidden = Evidence.objects.filter(gone, kind=EvidenceKind.ENDORSEMENT, pk=OuterRef("pk"))
    return shown.exclude(Exists(hidden))


def proofs_of(shown: Sequence[Evidence], reader: "Person | AnonymousUser") -> dict[int, Proof]:
    """Evidence → what it is in words for the reader: topics and courses by their names."""
    topics = {each.source.removeprefix("topic:") for each in shown if each.kind == EvidenceKind.CERTIFICATION}
    names = {topic.key: topic.name for topic in Topic.objects.filter(key__in=topics)} if topics else {}
    courses = _courses({each.source.removeprefix("course:") for each in shown if each.kind == EvidenceKind.COURSE})
    return {each.pk: _proof(each, names, courses) for each in shown}


def _proof(evidence: Evidence, names: dict[str, str], courses: dict[str, Proof]) -> Proof:
    _kind, _colon, key = evidence.source.partition(":")
    if evidence.kind == EvidenceKind.CERTIFICATION:
        return Proof(evidence, names.get(key, evidence.title))
    if evidence.kind == EvidenceKind.COURSE and key in courses:
        named = courses[key]
        return Proof(evidence, named.title, named.language, named.url)
    if evidence.kind == EvidenceKind.ENDORSEMENT and evidence.endorser is not None:
        return Proof(evidence, evidence.endorser.username)
    return Proof(evidence, evidence.title, url=evidence.url)


def _courses(slugs: set[str]) -> dict[str, "Proof"]:
    if not slugs:
        return {}
    found = dict(Course.objects.filter(slug__in=slugs, published_revision__isnull=False).values_list("slug", "pk"))
    titles = titles_of(list(found.values()), languages.fallback_chain([languages.current().tag]))
    return {
        slug: Proof(Evidence(), titles[pk].text, titles[pk].language, reverse("courses:course", args=[slug]))
        for slug, pk in found.items()
        if pk in titles
    }


def by_kind(lines: Sequence[ClaimLine]) -> list[tuple[ClaimKind, list[ClaimLine]]]:
    """The lines in the order in which a profile has them: what is shared, what is known, what is wanted."""
    return [
        (kind, [line for line in lines if line.claim.kind == kind])
        for kind in (ClaimKind.OFFERED, ClaimKind.KNOWN, ClaimKind.WANTED)
    ]


def to_confirm(lines: Sequence[ClaimLine]) -> list[ClaimLine]:
    """Those that are over or soon will be, and could go on."""
    return [line for line in lines if (line.over or line.soon) and not line.out_of_use]


def first_end(lines: Sequence[ClaimLine]) -> date | None:
    """The first day on which one of these ends."""
    return min((line.claim.valid_until for line in lines), default=None)
