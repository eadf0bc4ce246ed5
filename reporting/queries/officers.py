"""Who may hold shares of somebody's key: people who decide in another body and have a key of their own."""

from reporting.queries.keys import live_keys
from ucoc.models import BodyMember
from ucoc.queries.bodies import standings_of
from wikilearn.movement.querysets import instant
from wikilearn.people.models import Person


def possible_officers(person: Person) -> list[Person]:
    """Eligible members of bodies in which the person is not, with a live key, by name."""
    now = instant(None)
    mine = BodyMember.objects.live(now).filter(person=person).values("body")
    others = BodyMember.objects.live(now).deciding().filter(body__suspended=False).exclude(body__in=mine)
    standings = standings_of(others.exclude(person=person), now)
    people = {each.member.person_id: each.member.person for each in standings if each.eligible}
    live = live_keys(people.values())
    colleagues = set(BodyMember.objects.live(now).filter(body__in=mine).values_list("person_id", flat=True))
    return sorted((people[pk] for pk in live if pk not in colleagues), key=lambda each: each.username)
