"""Who may do what with badges."""

import rules
from django.contrib.auth.models import AnonymousUser

from certification.badges.models import Credential
from wikilearn.people.enums import Role
from wikilearn.people.models import Person
from wikilearn.people.rules import has_role


@rules.predicate
def is_holder(person: Person | AnonymousUser, credential: Credential | None) -> bool:
    """The badge is the person's own."""
    return credential is not None and person.is_authenticated and credential.person_id == person.pk


rules.add_perm("badges.download_credential", is_holder)
rules.add_perm("badges.share_credential", is_holder)
rules.add_perm("badges.manage_issuers", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("badges.manage_templates", has_role(Role.CURATOR, Role.STAFF))
rules.add_perm("badges.issue_by_hand", has_role(Role.STAFF))
rules.add_perm("badges.revoke_credential", has_role(Role.CURATOR, Role.STAFF))
