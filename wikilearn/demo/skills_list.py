"""The list of skills in the demo: proposals that wait and one that was declined, and a search that somebody keeps."""

from skills_exchange.actions.searches import save_search
from skills_exchange.actions.skills import decline_skill, propose_skill
from skills_exchange.models import Skill
from skills_exchange.queries.wishes import Wish
from wikilearn.people.models import Person

PROPOSALS = (
    ("Lucía Learner", "Encuadernación", "es", "digitisation", "Reparar libros antes de escanearlos."),
    ("Layla Learner", "الخط العربي", "ar", "illustration", "رسم العناوين والشعارات بالخط العربي."),
    ("Farid Functionary", "Reading a block log", "en", "adminship", "What a log says, and what it leaves out."),
)
DECLINED = ("Lucía Learner", "Wikipedia", "en", "content")


def load_skills_list(people: dict[str, Person]) -> None:
    """Propose, answer, and keep a search; by the product's own actions."""
    parts = {skill.slug: skill for skill in Skill.objects.active()}
    for username, name, language, parent, description in PROPOSALS:
        propose_skill(
            actor=people[username],
            name=name,
            language=language,
            parent=parts[parent],
            description=description,
            none_of_these=True,
        )
    username, name, language, parent = DECLINED
    proposed = propose_skill(
        actor=people[username], name=name, language=language, parent=parts[parent], none_of_these=True
    )
    answer = "Thank you! This is too wide to learn from one person. Which part of it do you mean?"
    decline_skill(actor=people["Cora Curator"], skill=proposed, answer=answer)
    save_search(actor=people["Layla Learner"], wish=Wish(skill="photography", language="ar"), title="تصوير بالعربية")
