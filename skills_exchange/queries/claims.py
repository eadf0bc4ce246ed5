"""Claims as pages and actions ask for them."""

from skills_exchange.enums import SkillStatus
from skills_exchange.models import Skill


def skill_in_use(skill: Skill) -> Skill:
    """The skill itself, or what it was merged into, however often that was merged again."""
    for _step in range(50):
        if skill.status != SkillStatus.MERGED or skill.merged_into is None:
            return skill
        skill = skill.merged_into
    return skill
