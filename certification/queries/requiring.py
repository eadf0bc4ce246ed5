"""What a requirement would do before it is set."""

from dataclasses import dataclass
from datetime import date

from certification.models import Period
from courses.models import Topic
from wikilearn.movement.models import Holding, Right


@dataclass(frozen=True, slots=True)
class Effect:
    """`holders`: how many usernames hold the right now; `certified`: how many of them have the topic on that day."""

    holders: int
    certified: int

    @property
    def in_transition(self) -> int:
        """How many would have to do something within the transition."""
        return self.holders - self.certified


def effect_of(right: Right, topic: Topic, day: date) -> Effect:
    """Counts who holds the right now and how many of them are certified in the topic on the day it comes into force."""
    holding = Holding.objects.filter(right=right).held_at()
    holders = holding.values("username").distinct().count()
    people = holding.filter(person__isnull=False).values("person_id")
    certified = Period.objects.covering(day).filter(topic=topic, person__in=people).values("person").distinct().count()
    return Effect(holders=holders, certified=certified)
