"""Mentoring programmes, applications and pairs for tests."""

from datetime import timedelta

import factory

from skills_exchange.enums import ClaimKind, MatchOrigin, MatchState
from skills_exchange.enums_programmes import ApplicationState, ProgrammeRole, ProgrammeState
from skills_exchange.models import Programme, ProgrammeApplication, ProgrammePair
from tests.factories.movement import OrganisationFactory
from tests.factories.skills_exchange import ClaimFactory, MatchFactory, PartyFactory, SkillFactory
from wikilearn.core.dates import today


class ProgrammeFactory(factory.django.DjangoModelFactory[Programme]):
    """Announced; people can apply today, pairs work from next week for half a year."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"programme-{n}")
    title = factory.Sequence(lambda n: f"Programme {n:03}")
    about = "Half a year together."
    organisation = factory.SubFactory(OrganisationFactory)
    opens_on = factory.LazyFunction(lambda: today() - timedelta(days=3))
    closes_on = factory.LazyFunction(lambda: today() + timedelta(days=3))
    begins_on = factory.LazyFunction(lambda: today() + timedelta(days=7))
    ends_on = factory.LazyFunction(lambda: today() + timedelta(days=180))
    state = ProgrammeState.OPEN

    @factory.post_generation
    def skills(programme, create, wanted, **_kwargs):  # noqa: N805 - factory_boy passes the object first
        """A new skill, or those that are named."""
        if create:
            programme.skills.set(wanted or [SkillFactory()])


class ApplicationFactory(factory.django.DjangoModelFactory[ProgrammeApplication]):
    """A mentee who is accepted, with a wish for each skill of the programme; `role="mentor"` with offers."""

    class Meta:
        model = ProgrammeApplication
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    party = factory.SubFactory(PartyFactory)
    role = ProgrammeRole.MENTEE
    state = ApplicationState.ACCEPTED

    @factory.post_generation
    def claims(row, create, wanted, **_kwargs):  # noqa: N805 - factory_boy passes the object first
        """As `apply_to_programme` makes them, unless `claims=False`."""
        if create and wanted is not False:
            row.skills.set(row.programme.skills.all())
            kind = ClaimKind.OFFERED if row.role == ProgrammeRole.MENTOR else ClaimKind.WANTED
            for skill in row.skills.all():
                ClaimFactory(party=row.party, skill=skill, kind=kind, formats=[])


def pair_of(programme, state=MatchState.SUGGESTED, **fields) -> ProgrammePair:
    """A pair of a programme in that state."""
    match = MatchFactory(origin=MatchOrigin.PROGRAMME, skill=programme.skills.first(), state=state, **fields)
    return ProgrammePair.objects.create(programme=programme, match=match)
