"""The app and what it registers when it starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("Courses")

    def ready(self) -> None:
        from courses import localizing_rules  # noqa: F401 - registers permissions
        from courses import personal_data as mine
        from courses.discussion import personal_data as discussion
        from courses.reference_data import load_topics
        from wikilearn.core import reference_data
        from wikilearn.notices import kinds
        from wikilearn.people import personal_data

        reference_data.register("courses.topics", load_topics)
        kinds.register(
            kind="course_published", title=_("Your course is published"), template="notices/course_published.txt"
        )
        kinds.register(
            kind="course_not_published",
            title=_("Your course could not be published"),
            template="notices/course_not_published.txt",
        )
        kinds.register(
            kind="course_returned",
            title=_("Your course comes back from review"),
            template="notices/course_returned.txt",
        )
        for kind, title in {
            "question_appealed": _("A question of your course is said to be wrong"),
            "appeal_answered": _("Answers about questions that you said are wrong"),
            "attempt_regraded": _("You have passed after all"),
            "exercise_reviewed": _("Your exercises are reviewed"),
            "cohort_place": _("Your place in a cohort"),
            "cohort_session": _("Sessions of your cohort"),
            "cohort_cancelled": _("A cohort is cancelled"),
            "cohort_message": _("Messages from facilitators"),
            "discussion_mention": _("Somebody mentions you in a discussion"),
            "discussion_reply": _("New posts in a thread that you follow"),
            "discussion_hidden": _("A post of yours is hidden"),
        }.items():
            kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt")
        kinds.register(
            kind="overlay_conflict",
            title=_("A shared course has changed under your local version"),
            template="notices/overlay_conflict.txt",
        )
        kinds.register(
            kind="overlay_core",
            title=_("A block of your local version has become core"),
            template="notices/overlay_core.txt",
        )
        kinds.register(
            kind="overlay_submitted",
            title=_("A local version waits for a review"),
            template="notices/overlay_submitted.txt",
        )
        kinds.register(
            kind="overlay_returned",
            title=_("Your local version comes back from review"),
            template="notices/overlay_returned.txt",
        )
        kinds.register(
            kind="translation_rejected",
            title=_("A translation of yours comes back"),
            template="notices/translation_rejected.txt",
        )
        kinds.register(
            kind="translation_comment",
            title=_("Somebody comments on a translation of yours"),
            template="notices/translation_comment.txt",
        )
        kinds.register(
            kind="translation_assigned",
            title=_("You are asked to translate"),
            template="notices/translation_assigned.txt",
        )
        for kind, title in {
            "suggestion_made": _("Suggestions on your courses"),
            "suggestion_asked": _("Questions about your suggestions"),
            "suggestion_replied": _("Answers to your questions about suggestions"),
            "suggestion_accepted": _("Your suggestion is accepted"),
            "suggestion_declined": _("Your suggestion is declined"),
            "proposal_adopted": _("Your proposal of a course is adopted"),
            "proposal_declined": _("Your proposal of a course is declined"),
        }.items():
            kinds.register(kind=kind, title=title, template=f"notices/{kind}.txt")
        personal_data.register(
            "courses",
            export=mine.export,
            erase=mine.erase,
            stays=_("Scores and passes of courses, without your name: certifications and statistics rest on them."),
        )
        personal_data.register(
            "discussions",
            export=discussion.export,
            erase=discussion.erase,
            stays=_("Your posts in discussions, as by a former member, if you have chosen that they stay."),
        )
