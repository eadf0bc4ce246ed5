"""Choices about codes of conduct, and which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClauseKind(TextChoices):
    """What a clause of the universal code is about."""

    EXPECTED = "expected", _("Expected behaviour")
    UNACCEPTABLE = "unacceptable", _("Unacceptable behaviour")


class Capacity(TextChoices):
    """As what somebody affirms the code."""

    MEMBER = "member", _("As a member of the movement")
    HOLDER = "holder", _("As the holder of a right")


class Relation(TextChoices):
    """What a local clause is to the universal clause that it builds on."""

    RESTATES = "restates", _("Says the same in our words")
    ADDS = "adds", _("Adds to it")
    STRICTER = "stricter", _("Is stricter")


class LocalState(TextChoices):
    """Where a version of a local code stands."""

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    REVIEW = "review", _("In review")
    RATIFIED = "ratified", _("Ratified")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


UNDER_WORK = (LocalState.DRAFT, LocalState.CONSULTATION, LocalState.REVIEW)
"""A local code has at most one version in one of these states."""

NEXT_STATES: dict[LocalState, frozenset[LocalState]] = {
    LocalState.DRAFT: frozenset({LocalState.CONSULTATION, LocalState.WITHDRAWN}),
    LocalState.CONSULTATION: frozenset({LocalState.DRAFT, LocalState.REVIEW, LocalState.WITHDRAWN}),
    LocalState.REVIEW: frozenset({LocalState.DRAFT, LocalState.RATIFIED, LocalState.WITHDRAWN}),
    LocalState.RATIFIED: frozenset({LocalState.SUPERSEDED}),
    LocalState.SUPERSEDED: frozenset(),
    LocalState.WITHDRAWN: frozenset(),
}


class Verdict(TextChoices):
    """What a reviewer says of a local version."""

    APPROVE = "approve", _("It does not fall below the universal code")
    SEND_BACK = "send_back", _("It needs changes")


class LocalEventKind(TextChoices):
    """What happens to local codes in public."""

    STARTED = "started", _("A draft was started")
    CONSULTATION = "consultation", _("A consultation was opened")
    REVIEW = "review", _("It went to review")
    SENT_BACK = "sent_back", _("It went back to the draft")
    RATIFIED = "ratified", _("It was ratified")
    WITHDRAWN = "withdrawn", _("The draft was withdrawn")
    FOLLOW_UP = "follow_up", _("A new universal version has to be followed")


class Conduct(TextChoices):
    """Kinds of behaviour that a report or a decision is about."""

    PHYSICAL_THREAT = "physical_threat", _("Threat of physical harm")
    SELF_HARM = "self_harm", _("Somebody may harm themself")
    CHILD_SAFETY = "child_safety", _("Danger to a child")
    LEGAL_THREAT = "legal_threat", _("Legal threat")
    PERSONAL_DATA = "personal_data", _("Personal data made public")
    SEXUAL_HARASSMENT = "sexual_harassment", _("Sexual harassment")
    HARASSMENT = "harassment", _("Harassment or insults")
    HATE = "hate", _("Hate or discrimination")
    MANIPULATION = "manipulation", _("Psychological manipulation")
    ABUSE_OF_POWER = "abuse_of_power", _("Abuse of power or influence")
    CONTENT_ABUSE = "content_abuse", _("Vandalism or abuse of content")
    GOVERNANCE = "governance", _("How an affiliate is run")
    SYSTEMIC = "systemic", _("A community fails to uphold the code")
    OTHER = "other", _("Something else")
    NOT_SURE = "not_sure", _("I am not sure")


class Severity(TextChoices):
    """How urgent it is, gravest first."""

    EMERGENCY = "emergency", _("Emergency")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")
    LOW = "low", _("Low")


class Place(TextChoices):
    """Where it happened."""

    ONE_WIKI = "one_wiki", _("On one wiki")
    SEVERAL_WIKIS = "several_wikis", _("On several wikis")
    TECHNICAL = "technical", _("In technical spaces")
    AFFILIATE = "affiliate", _("In an affiliate")
    EVENT = "event", _("At an event")
    OFF_WIKI = "off_wiki", _("Outside the wikis, online")
    ELSEWHERE = "elsewhere", _("Somewhere else")


class AccusedRole(TextChoices):
    """What role somebody who is accused holds, the one that asks for most distance first.

    Where several hold, or one person holds several, the first of this list decides who is responsible.
    """

    U4C_MEMBER = "u4c_member", _("Member of the U4C")
    STAFF = "staff", _("Staff of the Foundation or an affiliate")
    STEWARD = "steward", _("Steward")
    FUNCTIONARY = "functionary", _("Checkuser, oversighter or arbitrator")
    AFFILIATE_LEADER = "affiliate_leader", _("Board member of an affiliate")
    EVENT_ORGANISER = "event_organiser", _("Organiser of the event")
    ADMINISTRATOR = "administrator", _("Administrator or bureaucrat")
    NONE = "none", _("No special role, or not known")


class Reach(TextChoices):
    """Whether one wiki is concerned or several."""

    ONE = "one", _("One wiki or none")
    SEVERAL = "several", _("Several wikis")


class BodyKind(TextChoices):
    """What an enforcement body is."""

    LOCAL_ADMINISTRATORS = "local_administrators", _("Local administrators")
    ARBITRATION_COMMITTEE = "arbitration_committee", _("Arbitration committee")
    OVERSIGHTERS = "oversighters", _("Oversighters")
    STEWARDS = "stewards", _("Stewards")
    OMBUDS = "ombuds", _("Ombuds commission")
    TECHNICAL_COMMITTEE = "technical_committee", _("Committee for technical spaces")
    AFFILIATIONS_COMMITTEE = "affiliations_committee", _("Affiliations committee")
    EVENT_TEAM = "event_team", _("Event team")
    LEGAL = "legal", _("Legal")
    TRUST_AND_SAFETY = "trust_and_safety", _("Trust and safety")
    U4C = "u4c", _("Universal Code of Conduct Coordinating Committee (U4C)")


ON_ONE_WIKI = frozenset({BodyKind.LOCAL_ADMINISTRATORS, BodyKind.ARBITRATION_COMMITTEE})
"""Kinds of bodies that always belong to a wiki."""
OF_AN_ORGANISATION = frozenset({BodyKind.EVENT_TEAM})
"""Kinds that belong to an organisation."""
LAST_RESORT = (BodyKind.U4C, BodyKind.TRUST_AND_SAFETY)
"""Where every path ends."""


class MemberCapacity(TextChoices):
    """What a member is in a body."""

    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Member")
    CUSTODIAN = "custodian", _("Member who keeps identities")
    ALTERNATE = "alternate", _("Substitute")
    OBSERVER = "observer", _("Observer, without access to cases")


DECIDING = frozenset({MemberCapacity.CHAIR, MemberCapacity.MEMBER, MemberCapacity.CUSTODIAN, MemberCapacity.ALTERNATE})
"""Who reads and decides cases."""


class MemberFactKind(TextChoices):
    """What was confirmed about a person who works in a body."""

    AGREEMENT = "agreement", _("Signed the confidentiality agreement")
    AGREEMENT_ENDED = "agreement_ended", _("The confidentiality agreement ended")
    OF_AGE = "of_age", _("Has the age that is needed")


class Obstacle(TextChoices):
    """Why a member of a body cannot take cases on a day."""

    TERM = "term", _("The term has ended or not begun.")
    OBSERVER = "observer", _("Observers have no part in cases.")
    ACCOUNT = "account", _("The account is closed.")
    AGREEMENT = "agreement", _("No confidentiality agreement is on record.")
    AGE = "age", _("The age is not confirmed.")
    TRAINING = "training", _("A training that the work needs is missing or out of date.")
    RIGHT = "right", _("The right that members of this body hold has ended.")


class TableState(TextChoices):
    """What became of a version of the table of responsibility."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TABLE_STEPS: dict[str, frozenset[str]] = {
    TableState.DRAFT: frozenset({TableState.PROPOSED, TableState.WITHDRAWN}),
    TableState.PROPOSED: frozenset({TableState.DRAFT, TableState.APPROVED, TableState.WITHDRAWN}),
    TableState.APPROVED: frozenset(),
    TableState.WITHDRAWN: frozenset(),
}
"""From which state a version may go to which."""


class MeasureKind(TextChoices):
    """The ladder of measures, mildest first."""

    ADVICE = "advice", _("Advice")
    WARNING = "warning", _("Warning")
    COURSE = "course", _("Assigned course")
    INTERACTION_LIMIT = "interaction_limit", _("Limit on contact with somebody")
    TEMPORARY_BLOCK = "temporary_block", _("Temporary block")
    PARTIAL_BLOCK = "partial_block", _("Block from some pages")
    RIGHT_REMOVAL = "right_removal", _("Removal of a right")
    BAN = "ban", _("Ban")


NEEDS_END = frozenset({MeasureKind.TEMPORARY_BLOCK})
"""Measures that always have an end."""
ON_WIKI = frozenset(
    {MeasureKind.TEMPORARY_BLOCK, MeasureKind.PARTIAL_BLOCK, MeasureKind.RIGHT_REMOVAL, MeasureKind.BAN}
)
"""Measures that a wiki carries out with its own tools."""


class Finding(TextChoices):
    """What a body found."""

    BREACH = "breach", _("The code was broken")
    NO_BREACH = "no_breach", _("The code was not broken")
    NOT_ESTABLISHED = "not_established", _("It could not be established")


class Closing(TextChoices):
    """How a measure ended before its date, or with it."""

    PASSED = "passed", _("The course was passed")
    NOT_PASSED = "not_passed", _("The course was not passed in time")
    OVERTURNED = "overturned", _("Overturned on appeal")
    CHANGED = "changed", _("Replaced on appeal")
    SENT_BACK = "sent_back", _("Lifted until the case is decided anew")
    LIFTED = "lifted", _("Lifted by the body")


class OnWiki(TextChoices):
    """What became of a recommendation to a wiki."""

    NOT_NEEDED = "not_needed", _("Nothing to do on the wiki")
    RECOMMENDED = "recommended", _("Recommended to the wiki")
    DONE = "done", _("Done on the wiki")
    DECLINED = "declined", _("Declined by the wiki")


class AppealBy(TextChoices):
    """Who asks for another look."""

    CONCERNED = "concerned", _("Person concerned by the decision")
    REPORTER = "reporter", _("Person who reported")


class AppealFactor(TextChoices):
    """Why somebody asks for another look."""

    NEW_FACTS = "new_facts", _("There are new facts.")
    PROCEDURE = "procedure", _("I was not heard, or rules of procedure were broken.")
    CONFLICT = "conflict", _("Somebody who decided had a conflict of interest.")
    PROPORTION = "proportion", _("The measure is too hard or too mild.")
    CODE = "code", _("The code was read wrongly.")
    LANGUAGE = "language", _("Something was lost between languages or cultures.")


class AppealStatus(TextChoices):
    """What became of an appeal against a decision."""

    OPEN = "open", _("Open")
    UPHELD = "upheld", _("Upheld")
    CHANGED = "changed", _("Changed")
    OVERTURNED = "overturned", _("Overturned")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


DECIDED_APPEAL = frozenset({AppealStatus.UPHELD, AppealStatus.CHANGED, AppealStatus.OVERTURNED, AppealStatus.SENT_BACK})


class CaseStepKind(TextChoices):
    """Steps of cases that are counted. Nothing else of a case is known here."""

    RECEIVED = "received", _("Received")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
    DECLINED = "declined", _("Declined")
    REFERRED = "referred", _("Referred to another body")
    CLIMBED_UNACKNOWLEDGED = "climbed_unacknowledged", _("Went up because nobody acknowledged it")
    CLIMBED_OVERDUE = "climbed_overdue", _("Went up because it was not decided in time")
    CLIMBED_BY_REPORTER = "climbed_by_reporter", _("Passed on by the person who reported")
    ALL_RECUSED = "all_recused", _("Nobody in the body was free to take it")
    APPEALED = "appealed", _("Appealed")
    UPHELD = "upheld", _("Upheld on appeal")
    CHANGED = "changed", _("Changed on appeal")
    OVERTURNED = "overturned", _("Overturned on appeal")
    SENT_BACK = "sent_back", _("Sent back on appeal")
    REOPENED = "reopened", _("Reopened")


class Criterion(TextChoices):
    """The U4C's four signs that a community fails to uphold the code."""

    NO_CAPACITY = "no_capacity", _("It lacks the capacity to act")
    CONFLICTING = "conflicting", _("Its decisions conflict with the code")
    REFUSAL = "refusal", _("It refuses to act")
    LACK_OF_WILL = "lack_of_will", _("It lacks resources or will")


class FailureState(TextChoices):
    """What became of a file about a body that falls short."""

    OPEN = "open", _("Open")
    WITH_U4C = "with_u4c", _("With the U4C")
    CLOSED = "closed", _("Closed")


class SupportKind(TextChoices):
    """Kinds of help, the most urgent first."""

    CRISIS = "crisis", _("In a crisis, somebody to talk to now")
    SAFETY = "safety", _("Threats and danger")
    PSYCHOLOGICAL = "psychological", _("Psychological help")
    DIGITAL = "digital", _("Digital security")
    LEGAL = "legal", _("Legal help")
