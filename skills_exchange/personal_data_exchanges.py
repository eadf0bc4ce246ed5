"""What exchanges keep about a person."""

from typing import Any

from skills_exchange.actions.matches import end_matches_of
from skills_exchange.enums import MatchOrigin
from skills_exchange.models import (
    CountedFor,
    Exchange,
    ExchangeFeed,
    ExchangeFeedback,
    Match,
    MatchMessage,
    Party,
    Thanks,
)
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Their matches with what they wrote, said and confirmed; the other side only as “learner” or “sharer”."""
    party = Party.objects.filter(person=person).first()
    written = MatchMessage.objects.filter(author=person).order_by("pk")
    return {
        "matches": [_match(match, party) for match in Match.objects.of(party).with_sides()] if party else [],
        "messages": [
            {"match": str(row.match.uid), "at": row.at.isoformat(), "text": row.text}
            for row in written.select_related("match")
        ],
        "hours_reached": [
            {"skill": award.skill.slug, "hours": award.hours, "at": award.at.isoformat()}
            for award in party.awards.select_related("skill")
        ]
        if party
        else [],
        "counted_for": list(CountedFor.objects.filter(party=party).values_list("organisation__slug", flat=True)),
        "calendar_addresses": ExchangeFeed.objects.filter(person=person).count(),
    }


def erase(person: Person) -> None:
    """What is open ends; words go; the hours that both confirmed stay with the other side, without the name."""
    ExchangeFeed.objects.filter(person=person).delete()
    MatchMessage.objects.filter(author=person).delete()
    party = Party.objects.filter(person=person).first()
    if party is None:
        return
    end_matches_of(party=party)
    CountedFor.objects.filter(party=party).delete()
    for by_learner, side in ((True, "learner"), (False, "sharer")):
        mine = Match.objects.filter(**{side: party})
        ExchangeFeedback.objects.filter(match__in=mine, by_learner=by_learner).update(text="", shown=False)
        MatchMessage.objects.filter(match__in=mine, by_learner=by_learner).delete()
        asked = [MatchOrigin.LEARNER, MatchOrigin.HELP_DESK] if by_learner else [MatchOrigin.SHARER]
        mine.filter(origin__in=asked).update(message="")
    Thanks.objects.filter(match__learner=party).delete()
    Thanks.objects.filter(match__sharer=party).update(sharer_shows=False)


def _match(match: Match, party: Party | None) -> dict[str, Any]:
    learns = party is not None and match.learner_id == party.pk
    exchange = Exchange.objects.filter(match=match).first()
    feedback = ExchangeFeedback.objects.filter(match=match, by_learner=learns).first()
    thanks = Thanks.objects.filter(match=match).first() if learns else None
    return {
        "match": str(match.uid),
        "as": "learner" if learns else "sharer",
        "skill": match.skill.slug,
        "language": match.language,
        "state": match.state,
        "since": match.created_at.isoformat(),
        "message": match.message,
        "steps": [{"state": step.state, "at": step.at.isoformat()} for step in match.steps.all()],
        "sessions": [
            {"starts": each.starts_at.isoformat(), "state": each.state, "minutes": each.minutes, "place": each.place}
            for each in match.sessions.all()
        ],
        "confirmed_minutes": exchange.minutes if exchange else None,
        "feedback": feedback
        and {"useful": feedback.useful, "learned": feedback.learned, "again": feedback.again, "text": feedback.text},
        "thanks": thanks.text if thanks else "",
    }
