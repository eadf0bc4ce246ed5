"""The help desk and the library of the demo: a few resources; a question that is solved, one that waits, an offer."""

from courses.models import Course
from skills_exchange.actions.help import answer_question, ask_for_help, keep_as_resource, solve_question
from skills_exchange.actions.help_exchanges import offer_to_teach
from skills_exchange.actions.resources import add_resource, mark_resource
from skills_exchange.enums_help import Licence, MarkKind, ResourceKind
from skills_exchange.models import Skill
from wikilearn.people.models import Person

RESOURCES = (
    (
        ResourceKind.PAGE,
        "How a wiki keeps its history",
        "en",
        "https://www.mediawiki.org/wiki/Help:History",
        "wikitext",
    ),
    (ResourceKind.PAGE, "Ayuda de formato", "es", "https://www.mediawiki.org/wiki/Help:Formatting/es", "wikitext"),
    (ResourceKind.PAGE, "مساعدة التنسيق", "ar", "https://www.mediawiki.org/wiki/Help:Formatting/ar", "wikitext"),
    (ResourceKind.TOOL, "A query service for open data", "en", "https://query.wikidata.org/", "wikidata"),
    (
        ResourceKind.DOCUMENT,
        "Friendly space expectations",
        "en",
        "https://meta.wikimedia.org/wiki/Friendly_space_policies",
        "event-safety",
    ),
)


def load_help(people: dict[str, Person]) -> None:
    """Needs the skills, the courses and the cast."""
    lucia, layla, carlos = people["Lucía Learner"], people["Layla Learner"], people["Carlos Coordinator"]
    for kind, title, language, url, slug in RESOURCES:
        skills = Skill.objects.active().filter(slug=slug)
        add_resource(
            actor=carlos, kind=kind, title=title, language=language, url=url, licence=Licence.CC_BY_SA, skills=skills
        )
    course = Course.objects.served().filter(slug="digital-security").first()
    if course is not None:
        added = add_resource(
            actor=carlos, kind=ResourceKind.COURSE, title="Digital security", language="en", course=course, skills=[]
        )
        mark_resource(actor=lucia, resource=added, kind=MarkKind.USEFUL)
    _solved(lucia, layla)
    ask_for_help(
        actor=layla,
        skill=Skill.objects.active().filter(slug="wikidata").first(),
        title="How do I count the items that have no Arabic label?",
        text="I found the query service, and do not know where to begin.",
        language="en",
    )
    _offered(lucia, carlos)


def _offered(asker: Person, helper: Person) -> None:
    """The coordinator has answered, and would teach it."""
    skill = Skill.objects.active().filter(slug="editathons").first()
    question = ask_for_help(actor=asker, skill=skill, title="¿Cómo preparo mi primer editatón?", language="es")
    answer_question(
        actor=helper,
        request=question,
        text="Empieza con un lugar, una lista de artículos y alguien que conozca la wiki.",
    )
    if skill is not None:
        offer_to_teach(actor=helper, request=question)


def _solved(asker: Person, helper: Person) -> None:
    question = ask_for_help(
        actor=asker, skill=None, title="How do I thank somebody for an edit?", language="en", may_be_published=True
    )
    answer = answer_question(
        actor=helper, request=question, text="Open the history of the page: beside each edit there is a link to thank."
    )
    solve_question(actor=asker, request=question, answer=answer)
    keep_as_resource(actor=helper, request=question, title=question.title, body=answer.text, skills=[])
