"""What matching keeps about a person."""

from typing import Any

from django.db.models import Func, Q, Value

from skills_exchange.models import MatchRound, NotForMe, Party, RoundProposal, SuggestionDay
from wikilearn.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """Whom they do not want to be suggested (by reference), whom they were shown lately, and their rounds."""
    party = Party.objects.filter(person=person).first()
    dismissed = NotForMe.objects.filter(learner=party).select_related("sharer", "skill") if party else []
    return {
        "not_for_me": [
            {"participant": str(row.sharer.uid), "skill": row.skill.slug, "reason": row.reason,
             "at": row.created_at.isoformat()}
            for row in dismissed
        ],
        "days_with_suggestions": [
            {"day": row.day.isoformat(), "skill": row.skill.slug}
            for row in SuggestionDay.objects.filter(learner=party).select_related("skill").order_by("day", "pk")
        ]
        if party
        else [],
        "rounds_organised": list(MatchRound.objects.filter(organiser=person).values_list("slug", flat=True)),
    }  # fmt: skip


def erase(person: Person) -> None:
    """All of it goes; rounds lose their organiser, and proposals that are not published leave the person out."""
    MatchRound.objects.filter(organiser=person).update(organiser=None)
    party = Party.objects.filter(person=person).first()
    if party is None:
        return
    NotForMe.objects.filter(Q(learner=party) | Q(sharer=party)).delete()
    SuggestionDay.objects.filter(learner=party).delete()
    without = Func("sharers", Value(party.pk), function="array_remove")
    SuggestionDay.objects.filter(sharers__contains=[party.pk]).update(sharers=without)
    touched = RoundProposal.objects.filter(Q(learner=party) | Q(sharer=party))
    rings = list(touched.exclude(ring=None).values_list("round", "ring"))
    touched.delete()
    for of_round, ring in rings:
        RoundProposal.objects.filter(round=of_round, ring=ring).delete()
