"""Choices of the course world, and which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CourseKind(TextChoices):
    """What a course counts for; it follows from its topic and its organisation."""

    MANDATORY = "mandatory", _("Mandatory")
    COMPLEMENTARY = "complementary", _("Complementary")
    THIRD_PARTY = "third_party", _("Third party")


class CoursePath(TextChoices):
    """Whether the course leads to a first certification or refreshes one."""

    FULL = "full", _("Full course")
    REFRESHER = "refresher", _("Refresher")


class Audience(TextChoices):
    """Whom a course or a learning pack is made for; a course may be for several."""

    NEWCOMER = "newcomer", pgettext_lazy("audience", "Newcomers")
    CONTRIBUTOR = "contributor", pgettext_lazy("audience", "Experienced contributors")
    CANDIDATE = "candidate", pgettext_lazy("audience", "People who want to hold a right")
    FUNCTIONARY = "functionary", pgettext_lazy("audience", "People who hold a right")
    AFFILIATE = "affiliate", pgettext_lazy("audience", "Affiliates and organisers")
    PARTNER = "partner", pgettext_lazy("audience", "Partners")


class OfflineDeed(TextChoices):
    """What a learner did without a line."""

    READ = "read", _("Lesson read")
    QUIZ = "quiz", _("Quiz answered")


class CourseLevel(TextChoices):
    """Whom the course is for."""

    BEGINNER = "beginner", _("Beginner")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class CourseState(TextChoices):
    """Where the working copy stands. What learners see is `published_revision`, whatever this says."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    def may_become(self, state: "CourseState") -> bool:
        """Whether the transition table allows the step."""
        return state in COURSE_TRANSITIONS[self]


COURSE_TRANSITIONS: dict[CourseState, frozenset[CourseState]] = {
    CourseState.DRAFT: frozenset({CourseState.IN_REVIEW, CourseState.WITHDRAWN}),
    CourseState.IN_REVIEW: frozenset({CourseState.DRAFT, CourseState.PUBLISHED, CourseState.WITHDRAWN}),
    CourseState.PUBLISHED: frozenset({CourseState.DRAFT, CourseState.IN_REVIEW, CourseState.WITHDRAWN}),
    CourseState.WITHDRAWN: frozenset({CourseState.DRAFT, CourseState.IN_REVIEW}),
}


class BlockKind(TextChoices):
    """What a block of a lesson is."""

    PROSE = "prose", _("Text")
    IMAGE = "image", _("Image")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Audio")
    DOWNLOAD = "download", _("Download")
    QUIZ = "quiz", _("Quiz")
    EXERCISE = "exercise", _("Exercise")
    SCENARIO = "scenario", _("Scenario")
    OPAQUE = "opaque", _("Imported, cannot be shown")


class QuestionKind(TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    ORDERING = "ordering", _("Put in order")
    MATCHING = "matching", _("Match")
    NUMERIC = "numeric", _("Number")
    SHORT_TEXT = "short_text", _("Short text")
    SCENARIO = "scenario", _("Scenario")


class TextFormat(TextChoices):
    """How the text of a segment is written."""

    PLAIN = "plain", _("Plain text")
    MARKDOWN = "markdown", _("Markdown")


class TranslationState(TextChoices):
    """Where one translated segment stands."""

    DRAFT = "draft", _("Draft")
    TRANSLATED = "translated", _("Translated")
    REVIEWED = "reviewed", _("Reviewed")
    PUBLISHED = "published", _("Published")
    OUTDATED = "outdated", _("Outdated")
    REJECTED = "rejected", _("Rejected")


TRANSLATION_TRANSITIONS: dict[TranslationState, frozenset[TranslationState]] = {
    TranslationState.DRAFT: frozenset({TranslationState.TRANSLATED}),
    TranslationState.TRANSLATED: frozenset(
        {TranslationState.DRAFT, TranslationState.REVIEWED, TranslationState.REJECTED, TranslationState.OUTDATED}
    ),
    TranslationState.REVIEWED: frozenset(
        {TranslationState.PUBLISHED, TranslationState.OUTDATED, TranslationState.TRANSLATED, TranslationState.REJECTED}
    ),
    TranslationState.PUBLISHED: frozenset({TranslationState.OUTDATED, TranslationState.TRANSLATED}),
    TranslationState.OUTDATED: frozenset({TranslationState.TRANSLATED, TranslationState.REVIEWED}),
    TranslationState.REJECTED: frozenset({TranslationState.DRAFT, TranslationState.TRANSLATED}),
}


class LocalizationState(TextChoices):
    """Whether a course is offered in a language."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LocalizerRole(TextChoices):
    """What a person does for one course in one language."""

    TRANSLATOR = "translator", _("Translator")
    REVIEWER = "reviewer", _("Reviewer")


class OverlayMode(TextChoices):
    """What a local adaptation does at a block."""

    REPLACE = "replace", _("Replace")
    ADD_AFTER = "add_after", _("Add after it")
    HIDE = "hide", _("Hide")


class OverlayState(TextChoices):
    """Where the working copy of a local adaptation stands. What learners see is its `published_revision`."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    def may_become(self, state: "OverlayState") -> bool:
        """Whether the transition table allows the step."""
        return state in OVERLAY_TRANSITIONS[self]


OVERLAY_TRANSITIONS: dict[OverlayState, frozenset[OverlayState]] = {
    OverlayState.DRAFT: frozenset({OverlayState.IN_REVIEW, OverlayState.PUBLISHED, OverlayState.WITHDRAWN}),
    OverlayState.IN_REVIEW: frozenset({OverlayState.DRAFT, OverlayState.PUBLISHED, OverlayState.WITHDRAWN}),
    OverlayState.PUBLISHED: frozenset({OverlayState.DRAFT, OverlayState.WITHDRAWN}),
    OverlayState.WITHDRAWN: frozenset({OverlayState.DRAFT, OverlayState.IN_REVIEW, OverlayState.PUBLISHED}),
}


class OverlayStanding(TextChoices):
    """How a local change fits the shared course as it is published now."""

    FITS = "fits", _("Fits")
    CONFLICT = "conflict", _("The shared text has changed since")
    CORE = "core", _("The block is core now")
    GONE = "gone", _("The block is no longer in the course")


class SuggestionKind(TextChoices):
    """What somebody suggests."""

    EDIT = "edit", _("A change of the text")
    IDEA = "idea", _("An idea for an example or a lesson")


class SuggestionState(TextChoices):
    """Where a suggestion stands."""

    OPEN = "open", pgettext_lazy("suggestion", "Waiting")
    ASKED = "asked", pgettext_lazy("suggestion", "Asked back")
    ACCEPTED = "accepted", pgettext_lazy("suggestion", "Accepted")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("suggestion", "Taken back")

    @property
    def is_open(self) -> bool:
        """Nobody has decided yet."""
        return self in (SuggestionState.OPEN, SuggestionState.ASKED)


class SuggestionDeed(TextChoices):
    """A step in the exchange about a suggestion."""

    ASKED = "asked", _("asked back")
    REPLIED = "replied", _("answered")
    ACCEPTED = "accepted", _("accepted it")
    DECLINED = "declined", _("declined it")
    WITHDRAWN = "withdrawn", _("took it back")


class ProposalState(TextChoices):
    """Where the proposal of a course stands."""

    PROPOSED = "proposed", pgettext_lazy("proposal", "Proposed")
    ADOPTED = "adopted", pgettext_lazy("proposal", "Adopted")
    DECLINED = "declined", pgettext_lazy("proposal", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "Taken back")


class RevisionKind(TextChoices):
    """What an edit of the source means to its translations."""

    MINOR = "minor", pgettext_lazy("edit", "Minor: translations stay current")
    MAJOR = "major", pgettext_lazy("edit", "Major: translations become outdated")


class EditDeed(TextChoices):
    """What an author did to an element of the working copy."""

    CHANGED = "changed", pgettext_lazy("edit", "Changed")
    ADDED = "added", pgettext_lazy("edit", "Added")
    REMOVED = "removed", pgettext_lazy("edit", "Removed")
    MOVED = "moved", pgettext_lazy("edit", "Moved")


class PublicationState(TextChoices):
    """Where the making of a revision's pages stands."""

    QUEUED = "queued", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportState(TextChoices):
    """Where an import stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class AttemptState(TextChoices):
    """Where an attempt at the assessment stands."""

    OPEN = "open", _("Open")
    SUBMITTED = "submitted", _("Submitted")
    EXPIRED = "expired", _("Expired")


class Level(TextChoices):
    """What a score means; it goes into the credential."""

    BASIC = "basic", pgettext_lazy("skill level", "Basic")
    PROFICIENT = "proficient", pgettext_lazy("skill level", "Proficient")
    ADVANCED = "advanced", pgettext_lazy("skill level", "Advanced")


class CohortState(TextChoices):
    """Where a cohort stands."""

    OPEN = "open", pgettext_lazy("cohort", "Going on")
    CLOSED = "closed", pgettext_lazy("cohort", "Ended")
    CANCELLED = "cancelled", _("Cancelled")


class Admission(TextChoices):
    """How one gets a place in a cohort."""

    OPEN = "open", _("Open to all")
    APPLICATION = "application", _("On application")


class MemberState(TextChoices):
    """Where a person stands in a cohort."""

    APPLIED = "applied", _("Applied")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Place offered")
    MEMBER = "member", _("Takes part")
    DECLINED = "declined", _("Not admitted")
    LAPSED = "lapsed", _("Did not confirm in time")
    LEFT = "left", _("Has left")
    REMOVED = "removed", _("Removed by the facilitators")


class SessionState(TextChoices):
    """Whether a session takes place."""

    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class AttendanceState(TextChoices):
    """Whether somebody took part in a session."""

    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


class DiscussionState(TextChoices):
    """Whether a course is discussed."""

    OPEN = "open", pgettext_lazy("discussion", "Open")
    READ_ONLY = "read_only", _("Can be read, nobody writes")
    OFF = "off", pgettext_lazy("discussion", "Off")


class AppealState(TextChoices):
    """Where an appeal of a question stands."""

    OPEN = "open", pgettext_lazy("appeal", "Open")
    ACCEPTED = "accepted", pgettext_lazy("appeal", "Accepted")
    DECLINED = "declined", pgettext_lazy("appeal", "Declined")


class Remedy(TextChoices):
    """What an accepted appeal means to attempts that have been graded."""

    NONE = "none", _("Grades stay as they are")
    ANSWER = "answer", _("This answer counts as right for everybody who gave it")
    EVERYBODY = "everybody", _("Everybody who was asked gets the point")


class ExtraTimeReason(TextChoices):
    """All that is kept about why somebody gets more time."""

    ACCESS = "access", _("Disability or illness")
    LANGUAGE = "language", _("No course in their language")
    CONNECTION = "connection", _("Slow line or shared device")
    OTHER = "other", _("Something else")


class ExerciseMode(TextChoices):
    """How it is known that an exercise is done."""

    DECLARED = "declared", _("The learner says so")
    REVIEWED = "reviewed", _("The authors look at what is handed in")
    WIKI = "wiki", _("The wiki is asked for the edit")


class ExerciseState(TextChoices):
    """Where a person stands with an exercise."""

    BEGUN = "begun", pgettext_lazy("exercise", "Begun")
    CHECKING = "checking", pgettext_lazy("exercise", "Being checked")
    HANDED_IN = "handed_in", pgettext_lazy("exercise", "Handed in")
    RETURNED = "returned", pgettext_lazy("exercise", "Returned")
    DONE = "done", pgettext_lazy("exercise", "Done")


class Finding(TextChoices):
    """What asking a wiki for an edit has given."""

    FOUND = "found", _("The edit is there.")
    NOT_FOUND = "not_found", _("No such edit has been saved since you began.")
    REVERTED = "reverted", _("The edit was there and has been reverted. Please make another one.")
    HIDDEN = "hidden", _("The edit is hidden from the public and cannot be checked. Please make another one.")
    NO_ACCOUNT = "no_account", _("The wikis do not know your account any more. Please link it again.")
    UNREACHABLE = "unreachable", _("The wiki could not be asked.")
