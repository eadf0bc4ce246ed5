"""The population of the exchange in the demo: the cast, an affiliate, three dozen people in many zones. All made up."""

from dataclasses import dataclass
from datetime import timedelta

from skills_exchange import weeks
from skills_exchange.actions.claims import DEFAULT_VISIBILITY, counts_until
from skills_exchange.actions.evidence import gather_evidence
from skills_exchange.actions.parties import party_of, party_of_organisation
from skills_exchange.enums import ClaimKind, Format, LanguageLevel, Visibility
from skills_exchange.forms.weeks import PRESETS
from skills_exchange.models import Party, PartyLanguage, Skill, SkillClaim
from wikilearn.core.dates import today
from wikilearn.demo.cast import AFFILIATE
from wikilearn.movement.models import Organisation, Territory
from wikilearn.people.models import Person

EVENINGS, DAYS, WEEKENDS = (PRESETS[key][1] for key in ("evenings", "days", "weekends"))
LIGHT = weeks.from_hours([18, 19, 66, 67])  # Monday and Wednesday evening


@dataclass(frozen=True, slots=True)
class Place:
    """Where several of them live: territory, zone, and the languages spoken there, the first at home."""

    territory: str
    zone: str
    languages: tuple[str, ...]


PLACES = (
    Place("NG", "Africa/Lagos", ("ig", "en")),
    Place("GH", "Africa/Accra", ("ak", "en")),
    Place("KE", "Africa/Nairobi", ("sw", "en")),
    Place("EG", "Africa/Cairo", ("ar", "en")),
    Place("MA", "Africa/Casablanca", ("ar", "fr")),
    Place("SN", "Africa/Dakar", ("wo", "fr")),
    Place("IN", "Asia/Kolkata", ("hi", "en")),
    Place("NP", "Asia/Kathmandu", ("ne", "en")),
    Place("ID", "Asia/Jakarta", ("id", "en")),
    Place("TW", "Asia/Taipei", ("zh-Hant", "en")),
    Place("UA", "Europe/Kyiv", ("uk", "en")),
    Place("KZ", "Asia/Almaty", ("kk", "ru")),
    Place("DE", "Europe/Berlin", ("de", "en")),
    Place("FR", "Europe/Paris", ("fr", "en")),
    Place("CO", "America/Bogota", ("es", "en")),
    Place("PE", "America/Lima", ("qu", "es")),
    Place("BR", "America/Sao_Paulo", ("pt", "en")),
    Place("NZ", "Pacific/Auckland", ("mi", "en")),
)
GIVEN = [
    "Adaeze",
    "Kofi",
    "Wanjiru",
    "Nadia",
    "Yassine",
    "Fatou",
    "Ravi",
    "Sunita",
    "Dewi",
    "Mei",
    "Oksana",
    "Aigul",
    "Jonas",
    "Camille",
    "Valentina",
    "Illa",
    "Renata",
    "Aroha",
    "Obinna",
    "Esi",
    "Otieno",
    "Karim",
    "Salma",
    "Mamadou",
    "Priya",
    "Bikash",
    "Putri",
    "Wei",
    "Taras",
    "Daniyar",
    "Greta",
    "Luc",
    "Mateo",
    "Killa",
    "Thiago",
    "Tane",
]
SHARED = [
    "wikitext",
    "wikidata",
    "photography",
    "sourcing",
    "templates",
    "commons",
    "public-speaking",
    "storytelling",
    "social-media",
    "video",
    "audio",
    "sql",
    "python",
    "maps",
    "patrolling",
    "copy-editing",
    "newsletters",
    "press-relations",
    "accessibility",
    "digitisation",
]
MISSING = "editathons"
"""Many want it and nobody shares it: a gap on the map."""
WEEKS = (EVENINGS, WEEKENDS, EVENINGS | WEEKENDS, DAYS, LIGHT)
FORMATS = ([Format.CALL], [Format.CALL, Format.WRITTEN], [Format.GROUP, Format.CALL], [Format.WRITTEN, Format.REVIEW])
ABOUT = {
    "Lucía Learner": "Escribo desde hace un año y quiero aprender más.",
    "Layla Learner": "أترجم المقالات وأحب التصوير.",
    "Carlos Coordinator": "I run workshops for newcomers, in Spanish and in English.",
}
CAST_SKILLS = {
    "Lucía Learner": (("photography", ClaimKind.OFFERED), ("wikidata", ClaimKind.WANTED)),
    "Layla Learner": (("photography", ClaimKind.KNOWN), ("sourcing", ClaimKind.OFFERED), ("video", ClaimKind.WANTED)),
    "Carlos Coordinator": (("public-speaking", ClaimKind.OFFERED), ("wikidata", ClaimKind.OFFERED)),
    "Farid Functionary": (
        ("patrolling", ClaimKind.OFFERED),
        ("digital-security", ClaimKind.OFFERED),  # verified: he is certified in it
        ("mediation", ClaimKind.KNOWN),
        ("maps", ClaimKind.WANTED),
    ),
}


def load_skills_people(people: dict[str, Person]) -> None:
    """Needs the skills and the cast; does nothing where no skills are loaded."""
    skills = {skill.slug: skill for skill in Skill.objects.active()}
    if not skills:
        return
    parties = [_cast(people[name], name, skills) for name in CAST_SKILLS]
    territories = {each.code: each for each in Territory.objects.all()}
    for number, given in enumerate(GIVEN):
        parties.append(_somebody(number, given, skills, territories))
    _affiliate(skills)
    gather_evidence(people=[party.person_id for party in parties if party.person_id])


def _cast(person: Person, name: str, skills: dict[str, Skill]) -> Party:
    party = party_of(person)
    _settle(party, EVENINGS | WEEKENDS if name == "Lucía Learner" else EVENINGS, person.time_zone)
    Party.objects.filter(pk=party.pk).update(about=ABOUT.get(name, ""))
    _claim(party, [(skills[slug], kind) for slug, kind in CAST_SKILLS[name] if slug in skills], 0)
    return party


def _somebody(number: int, given: str, skills: dict[str, Skill], territories: dict[str, Territory]) -> Party:
    place = PLACES[number % len(PLACES)]
    person = Person.objects.create_user(
        f"{given} of the demo", languages=list(place.languages), time_zone=place.zone, central_id=9_300_000 + number
    )
    party = party_of(person)
    PartyLanguage.objects.filter(party=party, language=place.languages[0]).update(level=LanguageLevel.NATIVE)
    if place.territory in territories:
        party.territories.add(territories[place.territory])
    _settle(party, WEEKS[number % len(WEEKS)], place.zone)
    known = [slug for slug in SHARED if slug in skills]
    if known:
        chosen = [skills[known[(number + step) % len(known)]] for step in (0, 3, 7 + number % 5)]
        kinds = (ClaimKind.OFFERED, ClaimKind.OFFERED, ClaimKind.WANTED)
        wanted = [(skills[MISSING], ClaimKind.WANTED)] if number % 3 == 1 and MISSING in skills else []
        _claim(party, [*zip(chosen, kinds, strict=True), *wanted], number)
    return party


def _affiliate(skills: dict[str, Skill]) -> None:
    organisation = Organisation.objects.filter(slug=AFFILIATE).first()
    if organisation is None:
        return
    party = party_of_organisation(organisation)
    _settle(party, DAYS, "America/Bogota")
    said = (("storytelling", ClaimKind.OFFERED), ("accessibility", ClaimKind.WANTED))
    _claim(party, [(skills[slug], kind) for slug, kind in said if slug in skills], 1)


def _settle(party: Party, week: int, zone: str) -> None:
    day = today()
    Party.objects.filter(pk=party.pk).update(
        week=week, zone=zone, week_utc=weeks.universal(week, zone, day), week_of=day
    )


def _claim(party: Party, said: list[tuple[Skill, ClaimKind]], number: int) -> None:
    once = {(skill.pk, kind): (skill, kind) for skill, kind in said}
    wanted_by_members = Visibility.MEMBERS if number % 3 == 0 else Visibility.MATCHES
    SkillClaim.objects.bulk_create(
        SkillClaim(
            party=party,
            skill=skill,
            kind=kind,
            level=1 + (number + skill.pk) % 4,
            formats=[] if kind == ClaimKind.KNOWN else FORMATS[number % len(FORMATS)],
            visibility=wanted_by_members if kind == ClaimKind.WANTED else DEFAULT_VISIBILITY[kind],
            valid_until=counts_until(today()) - timedelta(days=number * 9),
        )
        for skill, kind in once.values()
    )
