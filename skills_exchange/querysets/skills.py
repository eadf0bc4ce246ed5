"""Selections of skills."""

from typing import TYPE_CHECKING, Self

from django.db import models

from skills_exchange.enums import SkillStatus

if TYPE_CHECKING:
    from skills_exchange.models.skills import Skill


class SkillQuerySet(models.QuerySet["Skill"]):
    """Skills."""

    def active(self) -> Self:
        """Those that can be claimed."""
        return self.filter(status=SkillStatus.ACTIVE)

    def categories(self) -> Self:
        """The top of the tree."""
        return self.filter(parent=None)

    def within(self, skill: "Skill") -> Self:
        """A skill and all below it."""
        return self.filter(path__startswith=skill.path)
