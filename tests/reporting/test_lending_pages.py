"""Texts lent to translators: who can be lent one, what they see, what comes back, and how it ends."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from reporting.actions.cases.climbing import climb
from reporting.actions.cases.closing import close_case
from reporting.actions.cases.declaring import declare_relation
from reporting.actions.cases.guards import NoSuchCase
from reporting.actions.cases.merging import merge_cases
from reporting.actions.cases.receiving import add_walls
from reporting.actions.cases.recusing import wall_person
from reporting.actions.cases.translating import lend_text, read_loan
from reporting.actions.lending import end_lending, read_lent
from reporting.actions.sealing import unlock_case
from reporting.conflicts import tokens_against
from reporting.errors import Tampered
from reporting.models import Case, CaseStep, ItemGrant, SealedItem, Telling
from reporting.states import StepKind
from reporting.views.cases import asking
from tests.factories.cases import arrived, bodies, translator
from tests.factories.enforcing import MemberFactFactory
from tests.factories.people import PersonFactory
from tests.factories.reporting import vault_for
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import MemberFactKind
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
WORDS = "Palabras del informe CANARY-LENT"


@pytest.fixture
def world():
    first, last, (ada, bob), _above = bodies()
    opened = arrived(first, last, text=WORDS)
    opened.write("reach_me", "me@example.org", author=None)
    tess = translator(username="Tess Translator")
    Telling.objects.all().delete()
    return {"ada": ada, "bob": bob, "case": opened.case, "tess": tess,
            "item": SealedItem.objects.get(kind="report")}  # fmt: skip


def lent(world, **more):
    opened = unlock_case(case=world["case"], vault=world["ada"])
    wish = {"item": world["item"].uid, "person": world["tess"].person, "language": "en"} | more
    return lend_text(actor=world["ada"].person, open_case=opened, **wish)


def test_a_text_is_lent_read_translated_and_given_back_over_the_pages(world):
    page = reverse("reporting:lend", args=[world["case"].reference])
    handler = signed_in(world["ada"].person, unlock=True)
    text = handler.get(page).text
    assert str(world["item"].uid) in text
    assert "me@example.org" not in text
    wish = {"item": str(world["item"].uid), "username": "tess_Translator", "language": "en", "days": 3}
    for wrong in ({"item": str(world["case"].pk)}, {"username": "Nobody"}, {"days": 15}, {"language": "x y"}):
        assert handler.post(page, wish | wrong).status_code == 400
    assert handler.post(page, wish).status_code == 302
    assert Telling.objects.filter(person=world["tess"].person).exists()
    client = signed_in(world["tess"].person, unlock=True)
    mine = reverse("reporting:loan", args=[ItemGrant.objects.get().uid])
    assert mine in client.get(reverse("reporting:for_me")).text
    text = client.get(mine).text
    assert "CANARY-LENT" in text
    assert world["case"].reference not in text
    assert client.post(mine, {"text": " "}).status_code == 400
    assert client.post(mine, {"text": "Words of the report"}).status_code == 302
    assert client.get(mine).status_code == 410
    assert mine not in client.get(reverse("reporting:for_me")).text
    assert not ItemGrant.objects.exclude(box=b"", key_box=b"").exists()
    case = handler.get(reverse("reporting:case", args=[world["case"].reference])).text
    assert "Words of the report" in case
    assert "Tess Translator" in case
    assert CaseStep.objects.filter(kind="translation").count() == 1
    log = list(Event.objects.filter(action__startswith="reporting.item").values_list("action", flat=True))
    assert log[0] == "reporting.item.lent"
    assert log[-2:] == ["reporting.item.translated", "reporting.item.loans_ended"]


@attack("Access", "A text is lent to somebody without agreement, vault or second factor, or behind a wall: refused")
@pytest.mark.parametrize("lacks", ["agreement", "wall", "vault", "second_factor", "reader"])
def test_who_is_lent_nothing(world, lacks):
    person = PersonFactory(two_factor=lacks != "second_factor")
    if lacks != "vault":
        vault_for(person)
    if lacks != "agreement":
        MemberFactFactory(person=person, kind=MemberFactKind.AGREEMENT)
    if lacks == "wall":
        add_walls(world["case"], tokens_against([person]))
    page = reverse("reporting:lend", args=[world["case"].reference])
    wish = {"item": str(world["item"].uid), "username": person.username, "language": "en", "days": 3}
    if lacks == "reader":
        wish["username"] = world["bob"].person.username
    assert signed_in(world["ada"].person, unlock=True).post(page, wish).status_code == 400
    assert not ItemGrant.objects.exists()
    refused = Event.objects.filter(action="reporting.item.lend_refused")
    assert refused.count() == (lacks not in {"vault", "reader"})
    assert person.username not in str(refused.values_list("details", flat=True))


@attack("Access", "A handler tries one name after the other to learn who stands behind a wall: logged, and slowed down")
def test_trying_many_names_is_slowed_down(world, monkeypatch):
    monkeypatch.setattr(asking, "LENT_MOST", 2)
    cache.clear()
    client, page = (
        signed_in(world["ada"].person, unlock=True),
        reverse("reporting:lend", args=[world["case"].reference]),
    )
    wish = {"item": str(world["item"].uid), "username": PersonFactory(two_factor=True).username, "language": "en"}
    texts = [client.post(page, wish | {"days": 3}).text for _turn in range(3)]
    assert ["Too many tries" in text for text in texts] == [False, False, True]
    assert Event.objects.filter(action="reporting.item.lend_refused").count() == 2


@pytest.mark.parametrize("how", ["agreement", "wall", "time", "taken_back", "prolonged", "swept", "stranger"])
def test_it_is_over_with_the_agreement_the_time_a_wall_and_when_it_is_taken_back(world, how):
    grant, tess = lent(world), world["tess"]
    assert WORDS in read_loan(grant=grant, vault=tess)
    if how == "agreement":
        MemberFactFactory(person=tess.person, kind=MemberFactKind.AGREEMENT_ENDED, on=timezone.now().date())
    elif how == "wall":
        add_walls(world["case"], tokens_against([tess.person]))
    elif how == "time":
        ItemGrant.objects.update(until=timezone.now() - timedelta(seconds=1))
    elif how == "prolonged":
        ItemGrant.objects.update(until=grant.until + timedelta(days=1))
    elif how == "swept":
        assert end_lending(grant.until) == 1
        assert end_lending(grant.until) == 0
        world["case"].refresh_from_db()
        grant.save()
    elif how == "taken_back":
        end = reverse("reporting:loan_end", args=[world["case"].reference, grant.uid])
        assert signed_in(tess.person).post(end).status_code == 404
        assert signed_in(world["bob"].person).post(end).status_code == 302
        assert signed_in(tess.person, unlock=True).get(loan_page(grant)).status_code == 410
        assert end_lending(timezone.now() + 15 * timedelta(days=1)) == 0
        assert not ItemGrant.objects.exists()
        grant.save(force_insert=True)
        world["case"].refresh_from_db()
    else:
        tess = world["bob"]
    fresh = ItemGrant.objects.get(uid=grant.uid)
    with pytest.raises(NoSuchCase):
        read_loan(grant=fresh, vault=tess)
    if how != "stranger":
        client = signed_in(world["tess"].person, unlock=True)
        assert client.get(loan_page(grant)).status_code == (410 if how == "time" else 404)


def loan_page(grant):
    return reverse("reporting:loan", args=[grant.uid])


@attack("Access", "A case is settled, climbs or joins another one while a text is lent: the loan ends, and says so")
@pytest.mark.parametrize("how", ["closed", "climbed", "joined"])
def test_a_loan_ends_with_the_case(world, how):
    ada, case, accused = world["ada"], world["case"], PersonFactory()
    near = translator()
    grants = [lent(world), lent(world, person=near.person)]
    opened = unlock_case(case=case, vault=ada)
    if how == "closed":
        close_case(actor=ada.person, open_case=opened, outcome="We spoke with them.")
    elif how == "climbed":
        assert climb(case=case, kind=StepKind.CLIMBED_OVERDUE)
    else:
        other = arrived(case.body, people=[accused])
        into = unlock_case(case=other.case, vault=ada)
        merge_cases(actor=ada.person, joining=opened, into=into)
    add_walls(case, tokens_against([near.person]))
    answers = [
        signed_in(vault.person, unlock=True).get(loan_page(grant))
        for vault, grant in zip((world["tess"], near), grants, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [410, 404]
    assert "This has ended already." in answers[0].text
    for grant, vault in zip(grants, (world["tess"], near), strict=True):
        grant.save()
        with pytest.raises(Tampered):
            read_lent(grant=grant, vault=vault)


@attack("Faults", "A text is taken back in the moment in which the translator opens it: there is nothing, and no error")
def test_a_loan_that_ends_while_its_page_is_opened(world):
    grant, client = lent(world), signed_in(world["tess"].person, unlock=True)
    gone = []

    def ends_after(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not gone and sql.startswith("SELECT") and 'FROM "reporting_itemgrant"' in sql:
            gone.append(True)
            ItemGrant.objects.filter(pk=grant.pk).delete()
        return result

    with connection.execute_wrapper(ends_after):
        assert client.get(reverse("reporting:loan", args=[grant.uid])).status_code == 404
    assert gone


@attack("Access", "A translator turns out to be close to the accused, by a wall or a merge: the loan is gone at once")
@pytest.mark.parametrize("how", ["wall", "merge", "merge_into", "wall_of_part"])
def test_a_wall_that_means_a_translator_ends_the_loan(world, how):
    grant, ada, case, tess = lent(world), world["ada"], world["case"], world["tess"]
    accused = PersonFactory(username="Accused")
    declare_relation(actor=tess.person, username="Accused")
    other = arrived(case.body, people=[accused] if how.startswith("merge") else [])
    pair = [unlock_case(case=each, vault=ada) for each in (case, other.case)]
    if how == "wall":
        wall_person(actor=ada.person, case=case, person=accused)
    elif how == "wall_of_part":
        root = merge_cases(actor=ada.person, joining=pair[1], into=pair[0]).case
        assert ItemGrant.objects.exclude(box=b"").exists()
        wall_person(actor=ada.person, case=root, person=accused)
    else:
        joining, into = pair if how == "merge" else reversed(pair)
        merge_cases(actor=ada.person, joining=joining, into=into)
    assert not ItemGrant.objects.filter(pk=grant.pk).exclude(box=b"").exists()
    grant.save()
    with pytest.raises(Tampered):
        read_lent(grant=grant, vault=tess)
    assert unlock_case(case=Case.objects.get(pk=case.pk), vault=ada).items().exists()
