"""Who localizes what.

Anybody who is signed in translates a complementary course that learners take. A mandatory or sensitive course is
translated by members of its organisation, by localizers of the organisations that maintain its topic, and by whoever
was named for the course and the language. Reviewers review; of a sensitive topic only its partner publishes.

The object of each permission is a `Localization`, saved or not: a course and a language.
"""

import rules
from django.contrib.auth.models import AnonymousUser

from courses.enums import CourseKind, LocalizerRole
from courses.models import Course, Localization, LocalizationRole
from courses.rules import SENSITIVE_PUBLISHERS, is_curator, may_review_texts
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Membership
from wikilearn.movement.rules import is_member
from wikilearn.people.models import Person

TRANSLATORS = (
    MemberRole.LOCALIZER,
    MemberRole.AUTHOR,
    MemberRole.COORDINATOR,
    MemberRole.REVIEWER,
    MemberRole.CURATOR,
)
MANAGERS = (MemberRole.COORDINATOR, MemberRole.REVIEWER, MemberRole.CURATOR)


def is_named(person: Person, localization: Localization, *roles: LocalizerRole) -> bool:
    """The person was named for the course and the language, in one of the roles."""
    named = LocalizationRole.objects.filter(course=localization.course_id, language=localization.language)
    return named.filter(person=person, role__in=roles).exists()


def is_sensitive(course: Course) -> bool:
    """Its topic is for professionals."""
    return course.topic is not None and course.topic.sensitive


@rules.predicate
def may_translate(person: Person | AnonymousUser, localization: Localization) -> bool:
    """Open courses: anybody. Guarded ones: the organisation's people, the topic's localizers, whoever was named."""
    course = localization.course
    if not isinstance(person, Person) or localization.language == course.source_language:
        return False
    if course.kind == CourseKind.COMPLEMENTARY and not course.is_guarded and course.published_revision_id is not None:
        return True
    if is_member(person, course.organisation, *TRANSLATORS) or is_named(person, localization, *LocalizerRole):
        return True
    if course.topic is not None and course.is_guarded:
        localizers = Membership.objects.live().filter(person=person, role=MemberRole.LOCALIZER)
        if localizers.filter(organisation__topics=course.topic).exists():
            return True
    return is_curator(person) and not is_sensitive(course)


@rules.predicate
def may_review(person: Person | AnonymousUser, thing: Localization | Course) -> bool:
    """The organisation's reviewers, who was named for the language, or a curator unless the topic is sensitive."""
    course = thing if isinstance(thing, Course) else thing.course
    if not isinstance(person, Person):
        return False
    if isinstance(thing, Localization) and is_named(person, thing, LocalizerRole.REVIEWER):
        return True
    return bool(may_review_texts(person, course))


@rules.predicate
def may_publish_language(person: Person | AnonymousUser, localization: Localization) -> bool:
    """Whoever reviews, and coordinators; of a sensitive topic nobody but its partner's reviewers."""
    course = localization.course
    if is_sensitive(course):
        return is_member(person, course.organisation, *SENSITIVE_PUBLISHERS)
    return bool(may_review(person, localization)) or is_member(person, course.organisation, MemberRole.COORDINATOR)


@rules.predicate
def may_manage(person: Person | AnonymousUser, course: Course) -> bool:
    """Name localizers, assign modules, set the threshold."""
    if is_member(person, course.organisation, *MANAGERS):
        return True
    return is_curator(person) and not is_sensitive(course)


@rules.predicate
def may_keep_glossary(person: Person | AnonymousUser, organisation: object) -> bool:
    """An organisation's glossary: its people. The one of all (None): curators of the site."""
    if organisation is None:
        return bool(is_curator(person))
    return is_member(person, organisation, *TRANSLATORS) or bool(is_curator(person))  # type: ignore[arg-type]


rules.add_perm("courses.translate_localization", may_translate)
rules.add_perm("courses.review_localization", may_review)
rules.add_perm("courses.publish_localization", may_publish_language)
rules.add_perm("courses.manage_localizers", may_manage)
rules.add_perm("courses.keep_glossary", may_keep_glossary)
