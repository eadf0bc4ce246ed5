"""Exchanges of the demo: one that is thanked for, one with a session to come, one that waits for an answer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from skills_exchange.actions.claims import make_claim
from skills_exchange.actions.confirming import confirm_match, mark_done
from skills_exchange.actions.matches import accept_match, request_match
from skills_exchange.actions.messages import send_message
from skills_exchange.actions.parties import party_of
from skills_exchange.actions.sessions import agree_session, schedule_session
from skills_exchange.actions.thanking import give_feedback, say_thanks, show_thanks
from skills_exchange.enums import ClaimKind, Format
from skills_exchange.models import Match, Party, PartyLanguage, Skill
from skills_exchange.weeks import from_hours
from wikilearn.people.models import Person

EVENINGS = from_hours(24 * day + hour for day in range(7) for hour in range(15, 22))


def load_exchanges(people: Mapping[str, Person]) -> None:
    """Needs the list of skills and the cast."""
    skills = {skill.slug: skill for skill in Skill.objects.active().filter(slug__in=["subtitles", "facilitation"])}
    if len(skills) < 2:
        return
    layla, lucia, rania = (people[name] for name in ("Layla Learner", "Lucía Learner", "Rania Reviewer"))
    for person in (layla, lucia, rania):
        _take_part(person)
    thanked = _agreed(layla, lucia, skills["subtitles"], "en", "I would like to add Arabic subtitles to our videos.")
    _finish(thanked, layla, lucia)
    planned = _agreed(lucia, rania, skills["facilitation"], "es", "Our meetings take too long. Can you help?")
    send_message(actor=rania, match=planned, text="Gladly! Which meetings are they?")
    (session, *_others) = schedule_session(
        actor=rania,
        match=planned,
        starts=[_hour_in(days=3), _hour_in(days=5)],
        length=timedelta(hours=1),
        link="https://meet.example.org/facilitation",
    )
    agree_session(actor=lucia, session=session)
    _ask(layla, rania, skills["facilitation"], "ar", "أود أن أتعلم كيف أدير اجتماعًا.")


def _take_part(person: Person) -> Party:
    """Evenings are free, unless somebody has filled the week already; the languages are those of the account."""
    party = party_of(person)
    if not party.week:
        Party.objects.filter(pk=party.pk).update(week=EVENINGS)
    for tag in person.languages:
        PartyLanguage.objects.get_or_create(party=party, language=tag)
    return party


def _ask(learner: Person, sharer: Person, skill: Skill, language: str, message: str) -> Match:
    make_claim(actor=learner, party=party_of(learner), skill=skill, kind=ClaimKind.WANTED)
    make_claim(actor=sharer, party=party_of(sharer), skill=skill, kind=ClaimKind.OFFERED)
    return request_match(
        actor=learner,
        learner=party_of(learner),
        sharer=party_of(sharer),
        skill=skill,
        language=language,
        format=Format.CALL,
        message=message,
    )


def _agreed(learner: Person, sharer: Person, skill: Skill, language: str, message: str) -> Match:
    return accept_match(actor=sharer, match=_ask(learner, sharer, skill, language, message))


def _finish(match: Match, learner: Person, sharer: Person) -> None:
    mark_done(actor=sharer, match=match, minutes=330)
    confirm_match(actor=learner, match=match, minutes=330)
    give_feedback(
        actor=learner,
        match=match,
        useful=5,
        learned="yes",
        again=True,
        text="Patient, and with good examples.",
        shown=True,
    )
    say_thanks(actor=learner, match=match, text="Thank you for three patient evenings!", shown=True)
    show_thanks(actor=sharer, match=match, shown=True)


def _hour_in(*, days: int) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(hour=18, minute=0, second=0, microsecond=0)
