"""Who may do what in the library and at the help desk."""

import rules

from wikilearn.people.enums import Role
from wikilearn.people.rules import has_role

rules.add_perm("skills_exchange.curate_resources", has_role(Role.SKILLS_CURATOR, Role.CURATOR, Role.STAFF))
rules.add_perm("skills_exchange.curate_help", has_role(Role.SKILLS_CURATOR, Role.CURATOR, Role.STAFF))
