"""More work on cases in the demo: a merge, a question to somebody, officers of the match, a limit."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from reporting.actions.cases.asking import ask_accused
from reporting.actions.cases.merging import merge_cases
from reporting.actions.cases.recusing import wall_person
from reporting.actions.keys import unlock_vault
from reporting.actions.limits import limit_reporter
from reporting.actions.matching import make_match_key
from reporting.actions.sealing import unlock_case
from reporting.enums import ItemKind
from reporting.models import Case, Letter
from reporting.queries.matching import possible_match_officers
from ucoc.enums import Conduct, Severity
from ucoc.models import EnforcementBody
from wikilearn.demo.cases import STORIES, VAULT, arrive
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
    witness.write(ItemKind.ACCUSED, people["Carlos Coordinator"].username, author=None)
    into, joining = (unlock_case(case=case, vault=vault) for case in (first, witness.case))
    merge_cases(actor=hana, joining=joining, into=into)
    _ask(people, first)
    make_match_key(actor=tara, officers=possible_match_officers()[:3])
    until = timezone.now() + timedelta(days=30)
    reason = "Twelve reports in one day about edits that never happened."
    limit_reporter(actor=tara, person=people["Layla Learner"], reason=reason, until=until)


def _ask(people: Mapping[str, Person], case: Case) -> None:
    """A question that has opened already, to somebody whom everybody can be in the demo."""
    vault, asked = (
        unlock_vault(actor=Person.objects.get(pk=people["Hana Handler"].pk), passphrase=VAULT),
        people["Carlos Coordinator"],
    )
    wall_person(actor=vault.person, case=case, person=asked)
    opened = unlock_case(case=Case.objects.get(pk=case.pk), vault=vault)
    parts = [unlock_case(case=part, vault=vault) for part in Case.objects.filter(merged_into=case)]
    text = "How do you see the exchange of words in the summaries of the last weeks?"
    letter = ask_accused(actor=vault.person, open_case=opened, person=asked, text=text, parts=parts)
    Letter.objects.filter(pk=letter.pk).update(opens_at=timezone.now())
