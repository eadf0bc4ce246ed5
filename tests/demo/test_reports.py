"""The reports of the demo: sealed for the responsible body, and opened by their receipts."""

import pytest

from reporting.actions.receipts import unlock_with_receipt
from reporting.models import Case
from tests.factories.cases import handler
from tests.factories.reports import body, ready_site
from ucoc.enums import BodyKind
from wikilearn.demo.reports import REPORTS, WIKI, report_in_demo
from wikilearn.movement.models import Wiki


@pytest.mark.django_db
def test_reports_of_the_demo_reach_their_handlers():
    ready_site()
    wiki = Wiki.objects.create(dbname=WIKI, name="Wikipedia", url="https://es.wikipedia.org", language="es")
    admins = body(BodyKind.LOCAL_ADMINISTRATORS, wiki=wiki)
    handler(admins)
    told = [unlock_with_receipt(receipt) for receipt in report_in_demo()]
    assert [case.read(case.items()[0]) for case in told] == [report.what for _language, report in REPORTS]
    assert set(Case.objects.values_list("body", flat=True)) == {admins.pk}
