"""Matching in the demo: communities that count as under-represented, and a round that was published."""

from collections.abc import Mapping

from skills_exchange.actions.publishing_rounds import publish_round
from skills_exchange.actions.rounds import draft_round, perform_round, start_round
from skills_exchange.actions.tuning import add_community
from skills_exchange.enums import ParityKind
from wikilearn.people.models import Person

COMMUNITIES = (
    (ParityKind.LANGUAGE, "ig", "Few mentors speak Igbo so far."),
    (ParityKind.LANGUAGE, "qu", "Few mentors speak Quechua so far."),
    (ParityKind.TERRITORY, "NP", "Nobody from Nepal was in the last round."),
)


def load_matching(people: Mapping[str, Person]) -> None:
    """Needs the participants and their claims."""
    curator = people["Cora Curator"]
    for kind, code, reason in COMMUNITIES:
        add_community(actor=curator, kind=kind, code=code, reason=reason)
    found = draft_round(actor=curator, slug="spring", title="Spring round", seed=2026)
    start_round(actor=curator, round=found)
    perform_round(pk=found.pk)
    publish_round(actor=curator, round=found)
    draft_round(actor=curator, slug="autumn", title="Autumn round", seed=2027)
