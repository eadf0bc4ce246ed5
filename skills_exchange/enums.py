"""Choices about skills, claims and matches, and which state may follow which."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    """Who takes part."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class LanguageLevel(IntegerChoices):
    """How well somebody speaks a language: the levels of Babel boxes on wikis; native is 5."""

    BASIC = 1, _("Basic")
    INTERMEDIATE = 2, _("Intermediate")
    ADVANCED = 3, _("Advanced")
    NEAR_NATIVE = 4, _("Near-native")
    NATIVE = 5, _("Native")


WORKING_LEVEL = LanguageLevel.INTERMEDIATE
"""From this level on two people can teach each other in a language."""


class SkillStatus(TextChoices):
    """Where a skill stands in the curated list."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")
    MERGED = "merged", _("Merged")
    DECLINED = "declined", _("Declined")


class ClaimKind(TextChoices):
    """What somebody says of a skill; the words of CapX."""

    KNOWN = "known", _("I know it")
    OFFERED = "offered", _("I share it")
    WANTED = "wanted", _("I want to learn it")


class SkillLevel(IntegerChoices):
    """How well somebody masters a skill, or up to where they want to learn it."""

    BASICS = 1, _("The basics")
    PRACTISED = 2, _("Practised")
    ADVANCED = 3, _("Advanced")
    EXPERT = 4, _("Expert")


class Format(TextChoices):
    """How a skill is passed on."""

    CALL = "call", _("Call, one to one")
    GROUP = "group", _("Call in a group")
    IN_PERSON = "in_person", _("In person")
    WRITTEN = "written", _("In writing, at any time")
    REVIEW = "review", _("Comments on my work")


LIVE_FORMATS = frozenset({Format.CALL, Format.GROUP, Format.IN_PERSON})
"""Both have to be free at the same time."""


class Visibility(TextChoices):
    """Who sees a claim."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("People who are signed in")
    MATCHES = "matches", _("Only people who are suggested to me")


class ClaimSource(TextChoices):
    """Where a claim came from."""

    OWN = "own", _("Entered here")
    CAPX = "capx", _("Capacity Exchange (CapX)")
    LETS_CONNECT = "lets_connect", _("Let’s Connect")
    CENSUS = "census", _("Census")


class EvidenceKind(TextChoices):
    """What shows that a claim is true."""

    CERTIFICATION = "certification", _("Certification")
    COURSE = "course", _("Course")
    ENDORSEMENT = "endorsement", _("Endorsement")
    BADGE = "badge", _("Open Badge")


class MatchState(TextChoices):
    """Where a match stands."""

    SUGGESTED = "suggested", _("Suggested")
    REQUESTED = "requested", _("Requested")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Ended early")
    SCHEDULED = "scheduled", _("Scheduled")
    DONE = "done", _("Done")
    CONFIRMED = "confirmed", _("Confirmed by both")
    ONE_SIDED = "one_sided", _("Confirmed by one")


OPEN_STATES = frozenset(
    {MatchState.SUGGESTED, MatchState.REQUESTED, MatchState.ACCEPTED, MatchState.SCHEDULED, MatchState.DONE}
)
HOLDS_A_PLACE = frozenset({MatchState.ACCEPTED, MatchState.SCHEDULED})
"""The sharer is busy with these; they count against `max_active`."""

FOLLOWS: dict[str, frozenset[str]] = {
    MatchState.SUGGESTED: frozenset(
        {MatchState.REQUESTED, MatchState.ACCEPTED, MatchState.DECLINED, MatchState.EXPIRED, MatchState.CANCELLED}
    ),
    MatchState.REQUESTED: frozenset(
        {MatchState.ACCEPTED, MatchState.DECLINED, MatchState.EXPIRED, MatchState.CANCELLED}
    ),
    MatchState.ACCEPTED: frozenset({MatchState.SCHEDULED, MatchState.DONE, MatchState.CANCELLED}),
    MatchState.SCHEDULED: frozenset({MatchState.ACCEPTED, MatchState.DONE, MatchState.CANCELLED}),
    MatchState.DONE: frozenset({MatchState.CONFIRMED, MatchState.ONE_SIDED, MatchState.CANCELLED}),
}
"""Which state may follow which; states that are missing are final."""


class MatchOrigin(TextChoices):
    """How a match came about."""

    LEARNER = "learner", _("The learner asked")
    SHARER = "sharer", _("The sharer offered")
    ROUND = "round", _("A fair round")
    RING = "ring", _("A ring of mutual help")
    PROGRAMME = "programme", _("A mentoring programme")
    HELP_DESK = "help_desk", _("The help desk")


class DeclineReason(TextChoices):
    """Why somebody says no to a match."""

    NO_TIME = "no_time", _("I have no time at present")
    HOURS = "hours", _("Our hours do not fit")
    LANGUAGE = "language", _("The language does not fit")
    NOT_MY_SKILL = "not_my_skill", _("I am not the right person for this")
    OTHER = "other", _("Another reason")


class EndReason(TextChoices):
    """Why somebody ends a match that was accepted."""

    NO_TIME = "no_time", _("I have no time at present")
    NO_ANSWER = "no_answer", _("I get no answer")
    NOT_A_FIT = "not_a_fit", _("It is not what I was looking for")
    SOLVED = "solved", _("I have found what I needed elsewhere")
    OTHER = "other", _("Another reason")


class SessionState(TextChoices):
    """Where a session of an exchange stands."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    HELD = "held", _("Took place")
    MISSED = "missed", _("Did not take place")
    CANCELLED = "cancelled", _("Cancelled")


class Learned(TextChoices):
    """Whether a learner has learned what they came for."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


class Uses(TextChoices):
    """Whether a learner uses it some time later."""

    YES = "yes", _("Yes, I use it")
    SOON = "soon", _("Not yet, but I will")
    NO = "no", _("No")


class RoundState(TextChoices):
    """Where a round of fair matching stands."""

    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Failed")


class RingState(TextChoices):
    """Where a ring stands: offered until all have agreed."""

    OFFERED = "offered", _("Offered")
    AGREED = "agreed", _("Agreed")
    BROKEN = "broken", _("Did not come about")


class ParityKind(TextChoices):
    """By what a community counts as under-represented in matching."""

    TERRITORY = "territory", _("Territory")
    LANGUAGE = "language", _("Language")


class NotForMeReason(TextChoices):
    """Why somebody does not want a suggestion."""

    KNOWN = "known", _("We know each other already")
    TIME = "time", _("Our times do not fit")
    LEVEL = "level", _("The level does not fit")
    LANGUAGE = "language", _("The language does not fit")
    UNEASY = "uneasy", _("I would not feel at ease")
    OTHER = "other", _("Another reason")
