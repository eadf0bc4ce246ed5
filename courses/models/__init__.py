"""What a course is made of, by topic.

`topics` what can be certified; `structure` course → module → lesson → block; `questions` pools; `texts` segments and
their translations; `localizing` who translates them and what helps; `overlays` local adaptations; `suggestions` what
others would change; `spaces` third parties; `revisions` published
states and what is compiled from them; `publications` the making of that; `media` files; `people` who stands for a
course; `edits` the history of the working copy; `imports` runs of importers; `learning` enrolments, attempts and
completions; `cohorts` groups with sessions; `packs` learning packs; `marks` bookmarks and what was done offline;
`feedback` what learners think; `discussion` what they say to each other; `catalogue` when it changed.
"""

from courses.models.accommodations import ExtraTime
from courses.models.appeals import QuestionAppeal, Regrade
from courses.models.catalogue import CatalogueChange
from courses.models.cohorts import Attendance, CalendarFeed, Cohort, CohortMember, CohortSession, Facilitator
from courses.models.discussion import (
    CourseDiscussion,
    DiscussionChoice,
    Mention,
    Mute,
    Post,
    PostVersion,
    Thread,
    ThreadReader,
)
from courses.models.edits import Draft, Edit
from courses.models.exercises import ExerciseWork
from courses.models.feedback import Feedback, Satisfaction
from courses.models.imports import ImportRun
from courses.models.learning import Attempt, AttemptAnswer, Completion, Enrolment, LessonRead
from courses.models.localizing import (
    Assignment,
    GlossaryTerm,
    LocalizationRole,
    ModuleLocalization,
    SourceText,
    TermTranslation,
    TranslationComment,
    TranslationStep,
)
from courses.models.marks import Bookmark, OfflineReceipt
from courses.models.media import Media
from courses.models.overlays import Overlay, OverlayBlock, OverlayRevision
from courses.models.packs import Pack, PackCompletion, PackCourse, PackEnrolment, PackText
from courses.models.people import CoursePerson
from courses.models.publications import CompiledCaptions, Publication
from courses.models.questions import Question, QuestionRevision
from courses.models.revisions import CompiledCourse, CompiledLesson, CompiledQuestion, CourseRevision
from courses.models.spaces import Space
from courses.models.structure import Block, Course, Lesson, Module
from courses.models.suggestions import CourseProposal, Suggestion, SuggestionStep
from courses.models.texts import Localization, Segment, Translation
from courses.models.topics import Topic

__all__ = [
    "Assignment",
    "Attempt",
    "AttemptAnswer",
    "Attendance",
    "Block",
    "Bookmark",
    "CalendarFeed",
    "CatalogueChange",
    "Cohort",
    "CohortMember",
    "CohortSession",
    "CompiledCaptions",
    "CompiledCourse",
    "CompiledLesson",
    "CompiledQuestion",
    "Completion",
    "Course",
    "CourseDiscussion",
    "CoursePerson",
    "CourseProposal",
    "CourseRevision",
    "DiscussionChoice",
    "Draft",
    "Edit",
    "Enrolment",
    "ExerciseWork",
    "ExtraTime",
    "Facilitator",
    "Feedback",
    "GlossaryTerm",
    "ImportRun",
    "Lesson",
    "LessonRead",
    "Localization",
    "LocalizationRole",
    "Media",
    "Mention",
    "Module",
    "ModuleLocalization",
    "Mute",
    "OfflineReceipt",
    "Overlay",
    "OverlayBlock",
    "OverlayRevision",
    "Pack",
    "PackCompletion",
    "PackCourse",
    "PackEnrolment",
    "PackText",
    "Post",
    "PostVersion",
    "Publication",
    "Question",
    "QuestionAppeal",
    "QuestionRevision",
    "Regrade",
    "Satisfaction",
    "Segment",
    "SourceText",
    "Space",
    "Suggestion",
    "SuggestionStep",
    "TermTranslation",
    "Thread",
    "ThreadReader",
    "Topic",
    "Translation",
    "TranslationComment",
    "TranslationStep",
]
