"""Which skill a claim is about when the list of skills has moved on."""

from skills_exchange.enums import SkillStatus
from skills_exchange.models import Skill
from skills_exchange.models.skills import DEPTH


def skill_in_use(skill: Skill) -> Skill:
    """The skill itself, or what it was merged into, however often that was merged again."""
    for _step in range(50):
        if skill.status != SkillStatus.MERGED or skill.merged_into is None:
            return skill
        skill = skill.merged_into
    return skill


def nearest_skill(skill: Skill) -> Skill | None:
    """The nearest that is in use to one that is not: what it was a part of, the closest first."""
    above = skill.parent
    for _step in range(DEPTH):
        if above is None or above.status == SkillStatus.ACTIVE:
            return above
        above = above.parent
    return None
