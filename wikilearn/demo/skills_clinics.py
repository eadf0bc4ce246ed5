"""Clinics and a census of the demo: one that is planned, one that looks for a host, a census that runs."""

from datetime import timedelta

from django.utils import timezone

from skills_exchange.actions.census import Line, answer_census, open_census
from skills_exchange.actions.clinic_places import join_clinic
from skills_exchange.actions.clinics import plan_clinic, propose_clinic
from skills_exchange.actions.parties import party_of
from skills_exchange.models import Skill, SkillClaim
from skills_exchange.queries.clinics import shares
from wikilearn.core.dates import today
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person


def load_clinics(people: dict[str, Person]) -> None:
    """Needs the population of the exchange; does nothing without skills."""
    carlos, lucia, layla = people["Carlos Coordinator"], people["Lucía Learner"], people["Layla Learner"]
    skills = list(Skill.objects.active().filter(parent__isnull=False).order_by("path")[:6])
    if not skills:
        return
    _planned([lucia, layla])
    wanted = Skill.objects.active().filter(slug="wikidata").first() or skills[0]
    proposed = propose_clinic(
        actor=layla, skill=wanted, language="ar", about="For people who have never written a query."
    )
    join_clinic(actor=layla, clinic=proposed)
    census = open_census(
        actor=people["Cora Curator"], year=today().year, opens_on=today(), closes_on=today() + timedelta(days=45)
    )
    answer_census(
        actor=carlos,
        census=census,
        organisation=Organisation.objects.get(slug=AFFILIATE),
        submit=False,
        staff=3,
        volunteers=40,
        languages=["es", "en"],
        hinders=["time", "language"],
        lines=[Line(skills[0], 6, 2), Line(skills[1], 0, 9)],
    )


def _planned(learners: list[Person]) -> None:
    """Hosted by somebody who shares something in English."""
    claims = SkillClaim.objects.live(today()).offered().filter(party__person__isnull=False, party__listed=True)
    for claim in claims.exclude(party__person__in=learners).select_related("party__person", "skill").order_by("pk"):
        party = claim.party
        if party.person is not None and shares(party, claim.skill, "en"):
            starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=6)
            clinic = plan_clinic(
                actor=party.person,
                host=party_of(party.person),
                skill=claim.skill,
                language="en",
                starts=starts,
                length=timedelta(minutes=90),
                capacity=10,
                about="An hour and a half with time for your own examples.",
                link="https://meet.example.org/clinic",
            )
            for learner in learners:
                join_clinic(actor=learner, clinic=clinic)
            return
