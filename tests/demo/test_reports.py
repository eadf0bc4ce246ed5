"""The reports of the demo: sealed for their handlers, answered once, told by nobody who exists."""

import pytest
from django.core.management import call_command

from reporting.models import Case
from reporting.policy import Act, may
from tests.factories.people import PersonFactory
from wikilearn.demo.reports import HANDLERS, REPORTS, report_in_demo


@pytest.mark.django_db
def test_reports_of_the_demo_reach_their_handlers():
    call_command("load_reference_data", verbosity=0)
    people = {name: PersonFactory(username=name, two_factor=True) for name in HANDLERS}
    report_in_demo(people)
    cases = Case.objects.order_by("created_at", "pk")
    assert cases.count() == len(REPORTS)
    assert {case.body.slug for case in cases} == {"administrators-eswiki"}
    assert {case.state for case in cases} >= {"received"}
    assert sum(may(people["Cora Curator"], Act.READ, case) for case in cases) == len(REPORTS) - 1
    assert sum(may(people["Stella Steward"], Act.READ, case) for case in cases) == len(REPORTS)
