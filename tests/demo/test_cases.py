"""Handlers of the demo can open their vaults and find cases."""

import pytest

from reporting.actions.keys import unlock_vault
from reporting.actions.sealing import unlock_case
from reporting.models import Alarm, Case, SealedItem
from reporting.policy import Act, cases_for
from tests.factories.movement import WikiFactory
from tests.factories.people import PersonFactory
from wikilearn.demo.cases import VAULT, load_cases
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db


def test_handlers_of_the_demo_have_cases_to_read():
    WikiFactory(dbname="eswiki")
    people = {name: PersonFactory(username=name) for name in ("Hana Handler", "Uma Universal")}
    people["Tara Safety"] = PersonFactory(username="Tara Safety", role=Role.TRUST_AND_SAFETY)
    load_cases(people)
    hana = type(people["Hana Handler"]).objects.get(username="Hana Handler")
    mine = cases_for(hana, Act.READ)
    assert mine.count() == Case.objects.count() == 4
    vault = unlock_vault(actor=hana, passphrase=VAULT)
    item = SealedItem.objects.filter(case=mine.first(), kind="report").get()
    assert unlock_case(case=mine.first(), vault=vault).read(item)
    assert Alarm.objects.count() == 1
    assert Case.objects.filter(state="waiting").count() == 1
