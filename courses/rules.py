"""Who may do what with courses.

A mandatory course is published by a curator of the site; a course on a sensitive topic only by a curator or reviewer
of an organisation that maintains the topic; both by somebody else than whoever submitted it. The text of both is
written by organisations that maintain the topic alone. For all other courses
the organisation's own people suffice.
"""

import rules
from django.contrib.auth.models import AnonymousUser

from courses.models import Cohort, Course, Facilitator, ImportRun, Overlay, Pack
from wikilearn.movement.enums import MemberRole, OrganisationKind
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.movement.rules import is_member, member_of
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role

WRITERS = (MemberRole.COORDINATOR, MemberRole.AUTHOR)
PUBLISHERS = (MemberRole.COORDINATOR, MemberRole.REVIEWER, MemberRole.CURATOR)
SENSITIVE_PUBLISHERS = (MemberRole.REVIEWER, MemberRole.CURATOR)

is_curator = has_role(Role.CURATOR)
is_writer = member_of(*WRITERS)
is_member_coordinator = member_of(MemberRole.COORDINATOR)


@rules.predicate
def holds_the_topic(person: Person | AnonymousUser, course: Course) -> bool:
    """The course has no guarded topic, or its organisation maintains it."""
    topic = course.topic
    return topic is None or not course.is_guarded or topic.holders.filter(pk=course.organisation_id).exists()


@rules.predicate
def may_publish(person: Person | AnonymousUser, course: Course) -> bool:
    """The person has the role that the kind of the course asks for; who submitted it is the action's question."""
    if not person.is_authenticated:
        return False
    topic = course.topic
    if topic is not None and topic.sensitive:
        return holds_the_topic(person, course) and is_member(person, course.organisation, *SENSITIVE_PUBLISHERS)
    if topic is not None and topic.mandatory:
        return is_curator(person)
    return is_curator(person) or is_member(person, course.organisation, *PUBLISHERS)


@rules.predicate
def may_review_texts(person: Person | AnonymousUser, course: Course) -> bool:
    """Reviewers of translations: the organisation's, or a curator of the site unless the topic is sensitive."""
    if is_member(person, course.organisation, MemberRole.REVIEWER, MemberRole.CURATOR):
        return True
    return is_curator(person) and not (course.topic is not None and course.topic.sensitive)


@rules.predicate
def uploaded_it(person: Person | AnonymousUser, run: ImportRun) -> bool:
    """The person's own upload."""
    return run.by_id == person.pk


@rules.predicate
def leads_cohort(person: Person | AnonymousUser, cohort: Cohort) -> bool:
    """One of its facilitators."""
    return person.is_authenticated and Facilitator.objects.filter(cohort=cohort, person_id=person.pk).exists()


MODERATORS = (MemberRole.COORDINATOR, MemberRole.AUTHOR, MemberRole.REVIEWER, MemberRole.CURATOR)
ORGANISERS = (MemberRole.COORDINATOR, MemberRole.AUTHOR, MemberRole.CURATOR)

rules.add_perm("courses.view_figures", member_of() | is_curator)
rules.add_perm("courses.moderate_discussion", member_of(*MODERATORS) | is_curator)
rules.add_perm("courses.create_cohort", member_of(*ORGANISERS))
rules.add_perm("courses.facilitate_cohort", leads_cohort | member_of(MemberRole.COORDINATOR))


def acts_for(person: Person | AnonymousUser, owner: Organisation | Wiki, *roles: str) -> bool:
    """The person has one of the roles in the organisation, or in one that answers for the wiki."""
    if isinstance(owner, Organisation):
        return is_member(person, owner, *roles)
    return Organisation.objects.active().where_member(person, *roles).filter(wikis=owner).exists()


@rules.predicate
def writes_overlay(person: Person | AnonymousUser, overlay: Overlay) -> bool:
    """Coordinators and authors of its organisation; for a wiki those of an organisation that answers for it, and
    curators of the site. Third parties adapt no mandatory or sensitive course.
    """
    owner = overlay.organisation or overlay.wiki
    if owner is None or not person.is_authenticated:
        return False
    if isinstance(owner, Organisation) and not owner.active:
        return False
    if isinstance(owner, Organisation) and owner.kind == OrganisationKind.THIRD_PARTY and overlay.course.is_guarded:
        return False
    return acts_for(person, owner, *WRITERS) or (isinstance(owner, Wiki) and is_curator(person))


@rules.predicate
def reviews_overlay(person: Person | AnonymousUser, overlay: Overlay) -> bool:
    """Whoever may let it be served: its writers; of a guarded course its reviewers, or those of the course itself."""
    owner = overlay.organisation or overlay.wiki
    if owner is None or not person.is_authenticated:
        return False
    if not overlay.course.is_guarded:
        return writes_overlay(person, overlay)
    reviewers = (MemberRole.COORDINATOR, MemberRole.REVIEWER, MemberRole.CURATOR)
    return acts_for(person, owner, *reviewers) or may_review_texts(person, overlay.course)


@rules.predicate
def may_answer_appeals(person: Person | AnonymousUser, course: Course) -> bool:
    """What counts for a certification is regraded only by whoever may publish it; all else by its authors."""
    return may_publish(person, course) or (not course.is_guarded and is_writer(person, course))


rules.add_perm("courses.answer_appeal", may_answer_appeals)
rules.add_perm("courses.grant_extra_time", is_member_coordinator | is_curator)
rules.add_perm("courses.review_exercise", member_of(*WRITERS, MemberRole.REVIEWER) | is_curator)


@rules.predicate
def adopts_for_community(person: Person | AnonymousUser, course: Course) -> bool:
    """A curator of the site, for an organisation of kind community."""
    return course.organisation.kind == OrganisationKind.COMMUNITY and is_curator(person)


@rules.predicate
def may_make_packs(person: Person | AnonymousUser, organisation: Organisation | None) -> bool:
    """Writers of an organisation make its learning packs, curators those of the site (None) and everybody's."""
    if is_curator(person):
        return True
    return organisation is not None and is_member(person, organisation, *WRITERS)


@rules.predicate
def may_change_pack(person: Person | AnonymousUser, pack: Pack) -> bool:
    """Whoever may make such a pack."""
    return may_make_packs(person, pack.organisation)


rules.add_perm("courses.add_pack", may_make_packs)
rules.add_perm("courses.change_pack", may_change_pack)
rules.add_perm("courses.import_course", is_writer)
rules.add_perm("courses.view_importrun", uploaded_it | member_of())
rules.add_perm("courses.view_authoring", member_of() | is_curator)
rules.add_perm("courses.change_course", is_writer)
rules.add_perm("courses.create_course", is_writer)
rules.add_perm("courses.edit_course", is_writer & holds_the_topic)
rules.add_perm("courses.submit_course", is_writer)
rules.add_perm("courses.publish_course", may_publish)
rules.add_perm("courses.return_course", may_publish | is_writer)
rules.add_perm("courses.withdraw_course", may_publish)
rules.add_perm("courses.manage_topics", is_curator)
rules.add_perm("courses.change_overlay", writes_overlay)
rules.add_perm("courses.publish_overlay", reviews_overlay)
rules.add_perm("courses.withdraw_overlay", writes_overlay | is_curator)
rules.add_perm("courses.mark_core", is_curator)
rules.add_perm("courses.review_suggestions", is_writer & holds_the_topic)
rules.add_perm("courses.adopt_proposal", is_writer | adopts_for_community)
rules.add_perm("courses.decline_proposal", is_curator)
rules.add_perm("courses.change_space", member_of(MemberRole.COORDINATOR))
rules.add_perm("courses.suspend_space", is_curator)
