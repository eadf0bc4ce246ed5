"""More work on cases in the demo: a merge, a question to somebody, officers of the match, a limit."""

from collections.abc import Mapping
from datetime import timedelta

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from reporting.actions.cases.asking import ask_accused
from reporting.actions.cases.merging import merge_cases
from reporting.actions.cases.recusing import wall_person
from reporting.actions.keys import unlock_vault
from reporting.actions.limits import limit_reporter
from reporting.actions.matching import ask_match_key, make_match_key
from reporting.actions.sealing import unlock_case
from reporting.models import Case, Letter
from reporting.queries.matching import possible_match_officers
from ucoc.enums import Conduct, Severity
from ucoc.models import EnforcementBody
from wikilearn.demo.cases import STORIES, VAULT, arrive
from wikilearn.people.actions.roles import grant_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person

SAME = "Somebody is following a colleague of mine to every article and mocks each edit. I have seen it for weeks."


def load_casework(people: Mapping[str, Person]) -> None:
    """After `load_cases`, whose handlers and cases it uses."""
    hana, tara = (Person.objects.get(pk=people[name].pk) for name in ("Hana Handler", "Tara Safety"))  # two factors now
    vault = unlock_vault(actor=hana, passphrase=VAULT)
    first = Case.objects.filter(conduct=STORIES[0][0], severity=STORIES[0][1]).order_by("created_at").first()
    if first is None or first.wiki is None:
        return
    way = tuple(EnforcementBody.objects.get(pk=stop.body_id) for stop in first.route.all())
    witness = arrive(way, first.wiki, Conduct.HARASSMENT, Severity.NORMAL, 2, SAME)
    into, joining = (unlock_case(case=case, vault=vault) for case in (first, witness.case))
    merge_cases(actor=hana, joining=joining, into=into)
    _ask(people, first)
    wish = ask_match_key(actor=_colleague_of_tara(), officers=possible_match_officers()[:3])
    make_match_key(actor=tara, wish=wish)
    until = timezone.now() + timedelta(days=30)
    reason = "Twelve reports in one day about edits that never happened."
    limit_reporter(actor=tara, person=people["Layla Learner"], reason=reason, until=until)


def _colleague_of_tara() -> Person:
    """Officers of the match take two people of trust and safety."""
    person = Person.objects.create_user("Theo Safety", languages=["en"])
    grant_role(actor=None, person=person, role=Role.TRUST_AND_SAFETY, reason="Demo")
    TOTP.activate(person, generate_totp_secret())
    return Person.objects.get(pk=person.pk)


def _ask(people: Mapping[str, Person], case: Case) -> None:
    """A question that has opened already, to somebody whom everybody can be in the demo."""
    vault, asked = (
        unlock_vault(actor=Person.objects.get(pk=people["Hana Handler"].pk), passphrase=VAULT),
        people["Carlos Coordinator"],
    )
    opened = unlock_case(case=Case.objects.get(pk=case.pk), vault=vault)
    wall_person(actor=vault.person, case=case, person=asked, open_case=opened, accused=True)
    opened = unlock_case(case=Case.objects.get(pk=case.pk), vault=vault)
    parts = [unlock_case(case=part, vault=vault) for part in Case.objects.filter(merged_into=case)]
    text = "How do you see the exchange of words in the summaries of the last weeks?"
    letter = ask_accused(actor=vault.person, open_case=opened, person=asked, text=text, parts=parts)
    Letter.objects.filter(pk=letter.pk).update(opens_at=timezone.now())
