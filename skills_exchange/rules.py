"""Who may do what in the skills exchange."""

import rules

from wikilearn.people.enums import Role
from wikilearn.people.rules import has_role

rules.add_perm("skills_exchange.propose_skill", rules.is_authenticated)
rules.add_perm("skills_exchange.curate_skills", has_role(Role.SKILLS_CURATOR, Role.CURATOR, Role.STAFF))
