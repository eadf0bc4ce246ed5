"""What an archive says of a course itself: its topic, how it asks, who stands for it."""

from datetime import timedelta
from typing import Any

from courses.exchange.loss_report import Outcome, Report
from courses.models import Course, CoursePerson, Topic
from wikilearn.people.models import Person

_PLAIN = (
    "path",
    "level",
    "audiences",
    "licence",
    "sources",
    "questions_per_attempt",
    "pass_mark",
    "attempts_before_pause",
)


class CourseAbout:
    """Writes it, as far as the person may: the rules of `courses.actions.settings` hold here too."""

    def __init__(self, course: Course, actor: Person, report: Report) -> None:
        self.course = course
        self.actor = actor
        self.report = report
        served = course.published_revision_id is not None
        self.served = served
        self.may = not served or actor.has_perm("courses.publish_course", course)

    def write(self, about: dict[str, Any], people: list[dict[str, str]]) -> int:
        """Gives how many things changed."""
        wanted = {name: about[name] for name in _PLAIN}
        wanted["pause"] = timedelta(seconds=about["pause"])
        wanted["time_limit"] = timedelta(seconds=about["time_limit"]) if about["time_limit"] else None
        wanted["topic"] = self._topic(about["topic"])
        changed = 0
        for name, value in wanted.items():
            if getattr(self.course, name) == value:
                continue
            if self.may and not (name == "topic" and self.served):
                setattr(self.course, name, value)
                changed += 1
            else:
                self._kept(name)
        return changed + self._prerequisites(about["prerequisites"]) + self._people(people)

    def _topic(self, key: str | None) -> Topic | None:
        topic = Topic.objects.filter(key=key).first() if key else None
        if topic is None:
            if key:
                self.report.find(Outcome.DROPPED, self.course.slug, key, "topic_missing")
                return self.course.topic
            return None
        guarded = topic.mandatory or topic.sensitive
        if guarded and not topic.holders.filter(pk=self.course.organisation_id).exists():
            self.report.find(Outcome.DROPPED, self.course.slug, topic.key, "topic_not_held")
            return self.course.topic
        return topic

    def _prerequisites(self, slugs: list[str]) -> int:
        found = {course.slug: course for course in Course.objects.filter(slug__in=slugs).exclude(pk=self.course.pk)}
        for slug in slugs:
            if slug not in found:
                self.report.find(Outcome.DANGLING, self.course.slug, slug, "course_missing")
        if set(self.course.prerequisites.values_list("slug", flat=True)) == set(found):
            return 0
        if not self.may:
            return self._kept("prerequisites")
        self.course.prerequisites.set(found.values())
        return 1

    def _people(self, people: list[dict[str, str]]) -> int:
        if list(self.course.people.values("name", "role", "credential")) == people:
            return 0
        if not self.may:
            return self._kept("people")
        self.course.people.all().delete()
        CoursePerson.objects.bulk_create(
            CoursePerson(course=self.course, position=position, **said) for position, said in enumerate(people)
        )
        return 1

    def _kept(self, name: str) -> int:
        self.report.find(Outcome.DROPPED, self.course.slug, name, "settings_kept")
        return 0
