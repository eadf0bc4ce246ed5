"""Who may ask about whom, and who sets requirements."""

import rules

from wikilearn.people.enums import Role
from wikilearn.people.rules import has_role

rules.add_perm("certification.look_up", has_role(Role.STEWARD))
rules.add_perm("certification.view_requirement", rules.is_authenticated)
rules.add_perm("certification.add_requirement", has_role(Role.CURATOR, Role.STAFF))
