"""Who can be an officer of the match, and what came out for one report."""

from uuid import UUID

from reporting.models import MatchEntry, MatchShare, MatchWish
from reporting.peppers import pepper
from reporting.queries.keys import live_keys
from reporting.vault.boxes import Place, seal, unseal
from reporting.vault.errors import Unreadable
from reporting.vault.keys import derived
from ucoc.enums import LAST_RESORT
from ucoc.models import EnforcementBody
from ucoc.queries.bodies import eligible_by_body
from wikilearn.people.models import Person


def possible_match_officers() -> list[Person]:
    """Eligible members of the bodies above all others, with a vault, by name."""
    bodies = EnforcementBody.objects.filter(kind__in=LAST_RESORT).values_list("pk", flat=True)
    people = {person.pk: person for members in eligible_by_body(list(bodies)).values() for person in members}
    return sorted((people[pk] for pk in live_keys(people.values())), key=lambda person: person.username)


def present_wish() -> MatchWish | None:
    """The officers that somebody of trust and safety wants, while another one has to agree."""
    return MatchWish.objects.select_related("asked_by").prefetch_related("officers").first()


def shares_in_use(person: Person) -> list[MatchShare]:
    """The halves of the person that can be used now: only while both of the pair are possible officers."""
    rows = MatchShare.objects.filter(officer=person, key__ended_at=None).select_related("partner").order_by("pk")
    halves = list(rows)
    possible = set(possible_match_officers()) if halves else set()
    return [half for half in halves if person in possible and half.partner in possible]


def verdict_box(case: UUID, *, matched: bool) -> bytes:
    """Yes or no for a report; in the database they look alike."""
    return seal(_key(case), b"yes" if matched else b"no", Place("wikilearn/match-verdict", case))


def is_matched(entry: MatchEntry) -> bool:
    """Whether at least two others reported the same person, when two officers last looked."""
    try:
        return unseal(_key(entry.case_id), entry.verdict, Place("wikilearn/match-verdict", entry.case_id)) == b"yes"
    except Unreadable:
        return False


def _key(case: UUID) -> bytes:
    return derived(pepper(), "match-verdict", case.bytes)
