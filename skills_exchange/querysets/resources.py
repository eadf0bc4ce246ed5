"""Selections of resources."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Func, Value

from skills_exchange.enums_help import LinkState, ResourceKind

if TYPE_CHECKING:
    from skills_exchange.models.resources import Resource  # noqa: F401 - named in the base class below
    from skills_exchange.models.skills import Skill


def words_query(words: str, name: str) -> SearchQuery:
    """What was typed into a search box, in PostgreSQL's configuration of that name."""
    return SearchQuery(Func(Value(words), function="unaccent"), config=name, search_type="websearch")


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources."""

    def shown(self) -> Self:
        """Those in the library."""
        return self.filter(shown=True)

    def answers(self) -> Self:
        """Answered questions."""
        return self.filter(kind=ResourceKind.ANSWER)

    def about(self, skill: "Skill") -> Self:
        """Those that teach a skill or something below it."""
        return self.filter(
            models.Exists(
                self.model.skills.through.objects.filter(
                    resource_id=models.OuterRef("pk"), skill__path__startswith=skill.path
                )
            )
        )

    def links_due(self, at: datetime) -> Self:
        """Those whose address is to be tried again."""
        return self.shown().exclude(url="").filter(link_due__lte=at)

    def broken(self) -> Self:
        """Those whose address failed several times."""
        return self.filter(link_state=LinkState.BROKEN)
