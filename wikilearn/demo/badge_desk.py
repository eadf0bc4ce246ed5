"""An affiliate that issues badges itself, with a look of its own, and items of Wikidata for the topics."""

from django.core import checks

from certification.badges import actions
from certification.badges.enums import Framework
from certification.badges.models import Issuer
from courses.models import Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#00707f"/><stop offset="1" stop-color="#003c46"/></linearGradient></defs>
<path fill="url(#sky)" d="M32 2 58 14v20c0 14-11 24-26 28C17 58 6 48 6 34V14z"/>
<path fill="none" stroke="#fff" stroke-width="6" d="m19 32 10 10 18-20"/></svg>"""
_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30" width="90" height="30">
<circle cx="15" cy="15" r="13" fill="#00707f"/>
<rect x="34" y="8" width="54" height="6" fill="#00707f"/><rect x="34" y="18" width="36" height="4"/></svg>"""
_ITEMS = {"digital-security": ("Q3510521", "computer security")}


def set_up_badge_desk(*, curator: Person, organisation: Organisation) -> None:
    """The organisation issues the badges of its own courses, drawn with its own template."""
    issuer = actions.make_organisation_issuer(
        actor=curator, organisation=organisation, name=organisation.name, url="https://demo.example/"
    )
    if not checks.run_checks(tags=["badges"]):  # without Pango or fonts no template can be tried
        _give_look(curator, issuer)
    for topic in Topic.objects.filter(key__in=_ITEMS):
        code, name = _ITEMS[topic.key]
        actions.align(actor=curator, topic=topic, course=None, framework=Framework.WIKIDATA, code=code, name=name)


def _give_look(curator: Person, issuer: Issuer) -> None:
    template = actions.add_template(
        actor=curator,
        issuer=issuer,
        name="Shield",
        colour="#00707f",
        picture=_PICTURE.encode(),
        logo=_LOGO.encode(),
    )
    actions.use_template(actor=curator, template=template)
