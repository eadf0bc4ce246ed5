"""Letting somebody into a case, and the identity of the reporter."""

import pytest
from django.core.cache import cache
from django.test import Client

from reporting.actions.cases.merging import merge_cases
from reporting.actions.cases.receiving import add_walls
from reporting.actions.sealing import open_case_file, unlock_case
from reporting.conflicts import tokens_to_wall
from reporting.models import Case, Grant
from tests.factories.case_rows import CaseFactory
from tests.factories.cases import arrived, bodies, handler
from tests.factories.reporting import PASSPHRASE
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_throttle():
    cache.clear()


def signed_in(vault):
    client = Client()
    client.force_login(vault.person)
    client.post("/reporting/vault/unlock/", {"passphrase": PASSPHRASE})
    return client


def test_a_colleague_is_let_in_and_a_walled_one_is_not_offered():
    local, u4c, (ann, ben), _above = bodies()
    made = arrived(local, u4c)
    late, walled = handler(local), handler(local)
    add_walls(made.case, tokens_to_wall(people=[walled.person]))
    address = f"/reporting/cases/{made.case.reference}/keys/let-in/"
    client = signed_in(ann)
    page = client.get(address).content.decode()
    assert late.person.username in page
    for other in (walled, ben):
        assert f'value="{other.person.pk}"' not in page
        assert client.post(address, {"person": other.person.pk}).status_code == 422
    assert client.post(address, {"person": late.person.pk}).status_code == 302
    assert unlock_case(case=made.case, vault=late).items().count() == 1
    assert signed_in(walled).get(address).status_code == 404


def test_who_lacks_the_key_of_a_merged_report_is_let_in_to_all():
    local, u4c, (ann, ben, cleo), _above = bodies(local=3)
    one, other = arrived(local, u4c), arrived(local, u4c)
    root = merge_cases(
        actor=ann.person,
        joining=unlock_case(case=one.case, vault=ann),
        into=unlock_case(case=other.case, vault=ann),
    ).case
    address = f"/reporting/cases/{root.reference}/keys/let-in/"
    Grant.objects.filter(case=one.case, person=cleo.person).delete()
    client = signed_in(ann)
    page = client.get(address).content.decode()
    assert f'value="{cleo.person.pk}"' in page
    assert f'value="{ben.person.pk}"' not in page
    assert client.post(address, {"person": cleo.person.pk}).status_code == 302
    for case in (one.case, root):
        assert unlock_case(case=Case.objects.get(pk=case.pk), vault=cleo).items().count() == 1
    Grant.objects.filter(case=one.case, person=ann.person).delete()
    Grant.objects.filter(case=one.case, person=ben.person).delete()
    assert client.post(address, {"person": ben.person.pk}).status_code in {404, 409}


def test_a_custodian_sees_who_reported_on_purpose_and_others_do_not():
    local, _u4c, (ann, ben), _above = bodies()
    case = CaseFactory(body=local)
    open_case_file(case=case, readers=[ann.person, ben.person], custodians=[ann.person], identity="Real Name")
    address = f"/reporting/cases/{case.reference}/identity/"
    client = signed_in(ann)
    assert "Real Name" not in client.get(address).content.decode()
    assert not Event.objects.filter(action="reporting.identity.read").exists()
    assert "Real Name" in client.post(address).content.decode()
    assert Event.objects.filter(action="reporting.identity.read").count() == 1
    assert "/identity/" in client.get(f"/reporting/cases/{case.reference}/keys/").content.decode()
    other = signed_in(ben)
    assert other.get(address).status_code == other.post(address).status_code == 403
    assert "/identity/" not in other.get(f"/reporting/cases/{case.reference}/keys/").content.decode()
