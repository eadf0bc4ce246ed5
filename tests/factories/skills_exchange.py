"""Skills, parties, claims and matches as rows."""

from datetime import timedelta

import factory
from django.utils import timezone

from skills_exchange.actions.skill_names import write_names
from skills_exchange.enums import ClaimKind, Format, LanguageLevel, MatchOrigin, MatchState, PartyKind, SkillStatus
from skills_exchange.models import Match, Party, PartyLanguage, Skill, SkillClaim
from tests.factories.people import PersonFactory
from wikilearn.core.dates import today


class SkillFactory(factory.django.DjangoModelFactory[Skill]):
    """A skill in use, at the top of the tree."""

    class Meta:
        model = Skill
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"skill-{n}")
    path = factory.LazyAttribute(lambda skill: f"{skill.parent.path if skill.parent else ''}{skill.slug}/")
    labels = factory.LazyAttribute(lambda skill: {"en": skill.slug.replace("-", " ").capitalize()})
    status = SkillStatus.ACTIVE
    parent = None

    @factory.post_generation
    def findable(skill, create, wanted, **_kwargs):  # noqa: N805 - factory_boy passes the object first
        """Its names can be searched, unless `findable=False`."""
        if create and wanted is not False:
            write_names([skill])


class PartyFactory(factory.django.DjangoModelFactory[Party]):
    """A person with two places, free all week in UTC; `speaks=["ar"]` for languages at an advanced level."""

    class Meta:
        model = Party
        skip_postgeneration_save = True

    kind = PartyKind.PERSON
    person = factory.SubFactory(PersonFactory)
    week = (1 << 168) - 1
    week_utc = (1 << 672) - 1
    week_of = factory.LazyFunction(today)

    @factory.post_generation
    def speaks(party, create, tags, **_kwargs):  # noqa: N805 - factory_boy passes the object first
        """English, or what is named."""
        if create:
            for tag in tags if tags is not None else ["en"]:
                PartyLanguage.objects.create(party=party, language=tag, level=LanguageLevel.ADVANCED)


class ClaimFactory(factory.django.DjangoModelFactory[SkillClaim]):
    """Something offered for a year."""

    class Meta:
        model = SkillClaim

    party = factory.SubFactory(PartyFactory)
    skill = factory.SubFactory(SkillFactory)
    kind = ClaimKind.OFFERED
    formats = factory.LazyFunction(lambda: [Format.CALL])
    valid_until = factory.LazyFunction(lambda: today() + timedelta(days=365))


class MatchFactory(factory.django.DjangoModelFactory[Match]):
    """A request of a learner that waits for the sharer."""

    class Meta:
        model = Match

    learner = factory.SubFactory(PartyFactory)
    sharer = factory.SubFactory(PartyFactory)
    skill = factory.SubFactory(SkillFactory)
    language = "en"
    format = Format.CALL
    origin = MatchOrigin.LEARNER
    state = MatchState.REQUESTED
    learner_agreed_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
