"""Selections of skills."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from skills_exchange.enums import SkillStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from skills_exchange.models.skills import Skill
    from wikilearn.people.models import Person


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

    def above(self, skill: "Skill") -> Self:
        """What it belongs to, from the category down; without itself."""
        slugs = skill.path.rstrip("/").split("/")[:-1]
        return self.filter(slug__in=slugs).order_by("path")

    def visible_to(self, person: "Person | AnonymousUser") -> Self:
        """Those whose page somebody may open: proposals that are open or declined are for proposer and curators."""
        if person.has_perm("skills_exchange.curate_skills"):
            return self
        public = Q(status__in=[SkillStatus.ACTIVE, SkillStatus.RETIRED, SkillStatus.MERGED])
        return self.filter(public | Q(proposed_by=person)) if person.is_authenticated else self.filter(public)
