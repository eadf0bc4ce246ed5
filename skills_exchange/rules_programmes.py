"""Who organises mentoring programmes.

Only coordinators of the organisation: what people write in applications and check-ins is for nobody else, curators
among them.
"""

import rules

from wikilearn.movement.enums import MemberRole
from wikilearn.movement.rules import member_of

rules.add_perm("skills_exchange.organise_programme", member_of(MemberRole.COORDINATOR))
