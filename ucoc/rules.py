"""Who may do what with codes of conduct."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from ucoc.models import LocalCode, LocalEdit, LocalEditor, LocalVersion
from wikilearn.movement.enums import MemberRole
from wikilearn.movement.models import Holding, Organisation, Wiki
from wikilearn.movement.rules import is_member
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role

WRITERS = (MemberRole.COORDINATOR, MemberRole.AUTHOR)
"""Who writes the code of an organisation, or of a wiki that it answers for."""

guards_codes = has_role(Role.STEWARD, Role.TRUST_AND_SAFETY, Role.CURATOR, Role.STAFF)


def speaks_for(person: Person | AnonymousUser, community: Wiki | Organisation | None) -> bool:
    """Holds a right on the wiki, or writes for the organisation or for one that answers for the wiki."""
    if not person.is_authenticated or community is None:
        return False
    if isinstance(community, Organisation):
        return is_member(person, community, *WRITERS)
    if Holding.objects.of(person).held_at().filter(wiki=community).exists():
        return True
    return Organisation.objects.active().where_member(person, *WRITERS).filter(wikis=community).exists()


@rules.predicate
def may_start(person: Person | AnonymousUser, community: Wiki | Organisation | None) -> bool:
    """Speaks for the community, or guards codes."""
    return bool(guards_codes(person)) or speaks_for(person, community)


@rules.predicate
def may_write(person: Person | AnonymousUser, thing: LocalCode | LocalVersion | None) -> bool:
    """Speaks for the community, was asked to write, or guards codes."""
    local = _local(thing)
    if local is None or not person.is_authenticated:
        return False
    return may_start(person, local.community) or LocalEditor.objects.filter(local=local, person=person).exists()


@rules.predicate
def may_review(person: Person | AnonymousUser, version: LocalVersion | None) -> bool:
    """Could start the code, and wrote nothing of this version."""
    if version is None or not person.is_authenticated or not may_start(person, version.local.community):
        return False
    return version.started_by_id != person.pk and not LocalEdit.objects.filter(version=version, author=person).exists()


@rules.predicate
def may_read(person: Person | AnonymousUser, version: LocalVersion | None) -> bool:
    """A draft is for those who work on it; all else is public."""
    if version is None:
        return False
    public = LocalVersion.objects.public().filter(pk=version.pk).exists()
    return public or bool(may_write(person, version))


def _local(thing: Any) -> LocalCode | None:
    return thing.local if isinstance(thing, LocalVersion) else thing if isinstance(thing, LocalCode) else None


rules.add_perm("ucoc.start_local_code", may_start)
rules.add_perm("ucoc.write_local_code", may_write)
rules.add_perm("ucoc.review_local_code", may_review)
rules.add_perm("ucoc.read_local_version", may_read)
rules.add_perm("ucoc.moderate_comment", may_write)
rules.add_perm("ucoc.publish_transparency_report", has_role(Role.STAFF, Role.TRUST_AND_SAFETY))
rules.add_perm("ucoc.curate_support", has_role(Role.CURATOR, Role.STAFF, Role.TRUST_AND_SAFETY))
