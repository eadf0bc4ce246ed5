"""Making the demo data, once, in one transaction: step by step, in the order of a table."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from certification import outlooks
from skills_exchange.actions.counting_gaps import count_gaps
from skills_exchange.actions.indicators import freeze_quarters
from wikilearn.core.dates import today
from wikilearn.demo.adaptations import adapt_and_suggest
from wikilearn.demo.assessment import appeal_in_demo, offer_assessment_course
from wikilearn.demo.authoring import write_course_being_edited
from wikilearn.demo.badge_desk import set_up_badge_desk
from wikilearn.demo.badges import show_badges_in_demo
from wikilearn.demo.candidates import stand_in_demo
from wikilearn.demo.cases import load_cases
from wikilearn.demo.casework import load_casework
from wikilearn.demo.cast import CAST
from wikilearn.demo.company import Company, found_organisations, gather_company, give_roles
from wikilearn.demo.conduct import load_conduct
from wikilearn.demo.curriculum import adapt_for_wiki, offer_curriculum
from wikilearn.demo.decisions import decide_in_demo
from wikilearn.demo.enforcing import load_enforcing
from wikilearn.demo.holders import enter_holders
from wikilearn.demo.learning import load_learning
from wikilearn.demo.localizing import localize_in_demo
from wikilearn.demo.offering import offer_library
from wikilearn.demo.skills_clinics import load_clinics
from wikilearn.demo.skills_exchanges import load_exchanges
from wikilearn.demo.skills_help import load_help
from wikilearn.demo.skills_list import load_skills_list
from wikilearn.demo.skills_matching import load_matching
from wikilearn.demo.skills_people import load_skills_people
from wikilearn.demo.skills_programmes import load_programmes
from wikilearn.demo.together import load_together
from wikilearn.demo.watching import load_watching
from wikilearn.people.models import Person


class Step(NamedTuple):
    """One part of the demo; it finds what the steps before it made."""

    name: str
    make: Callable[[Company], Any]


def _assessment(on: Company) -> None:
    course = offer_assessment_course(author=on.author, reviewer=on.reviewer, organisation=on.affiliate)
    appeal_in_demo(course, on.learner)


def _course_being_edited(on: Company) -> None:
    write_course_being_edited(author=on.author, reviewer=on.reviewer, curator=on.curator, organisation=on.partner)


def _curriculum(on: Company) -> None:
    offer_curriculum(author=on.author, reviewer=on.reviewer, curator=on.curator, partner=on.partner)


def _localizing(on: Company) -> None:
    localize_in_demo(translator=on.learner, reviewer=on.reviewer, author=on.author, curator=on.curator)


def _outlooks(_on: Company) -> None:
    outlooks.refresh(today() - timedelta(days=20))  # as if it had run since: long lapses become recommendations
    outlooks.refresh()


STEPS = (
    Step("roles", give_roles),
    Step("organisations", found_organisations),
    Step("library of courses", offer_library),
    Step("badge desk", lambda on: set_up_badge_desk(curator=on.curator, organisation=on.affiliate)),
    Step("curriculum", _curriculum),
    Step("assessment", _assessment),
    Step("course being edited", _course_being_edited),
    Step("localizing", _localizing),
    Step("cohort and discussion", lambda on: load_together(on.people)),
    Step("adaptations", lambda on: adapt_and_suggest(on.people, on.curator)),
    Step("learning", lambda on: load_learning(on.people)),
    Step("codes of conduct", lambda on: load_conduct(on.people)),
    Step("local versions", lambda on: adapt_for_wiki(author=on.author, reviewer=on.reviewer)),
    Step("holders of rights", enter_holders),
    Step("badges shown", lambda on: show_badges_in_demo(on.functionary)),
    Step("candidates", lambda on: stand_in_demo(functionary=on.functionary, curator=on.curator)),
    Step("decisions", lambda on: decide_in_demo(curator=on.curator, steward=on.steward, partner=on.partner)),
    Step("enforcement", lambda on: load_enforcing(on.people)),
    Step("cases", lambda on: load_cases(on.people)),
    Step("profiles of skills", lambda on: load_skills_people(on.people)),
    Step("casework", lambda on: load_casework(on.people)),
    Step("care and watchfulness", lambda on: load_watching(on.people)),
    Step("help", lambda on: load_help(on.people)),
    Step("list of skills", lambda on: load_skills_list(on.people)),
    Step("exchanges", lambda on: load_exchanges(on.people)),
    Step("clinics", lambda on: load_clinics(on.people)),
    Step("matching", lambda on: load_matching(on.people)),
    Step("programmes", lambda on: load_programmes(on.people)),
    Step("gaps of skills", lambda _on: count_gaps()),
    Step("indicators", lambda _on: freeze_quarters()),
    Step("outlooks", _outlooks),
)


@transaction.atomic
def load_demo(tell: Callable[[str, float], None] = lambda _name, _seconds: None) -> bool:
    """Make the demo data; False if it is there already. `tell` hears each step and its seconds.

    Refuses to run where `DEMO` is off.
    """
    if not settings.DEMO:
        raise CommandError("The demo runs only with the settings of development, never in production.")
    if Person.objects.filter(username=CAST[0].username).exists():
        return False
    company = gather_company()
    for step in STEPS:
        begin = time.monotonic()
        step.make(company)
        tell(step.name, time.monotonic() - begin)
    return True
