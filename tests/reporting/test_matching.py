"""The match of reports: two officers together, no names, nothing for who fishes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from reporting.actions.matching import (
    MatchRefused,
    ask_match_key,
    consent_to_match,
    make_match_key,
    run_match,
    tell_of_match,
)
from reporting.actions.receipts import unlock_with_receipt
from reporting.actions.sealing import shred_case, unlock_case
from reporting.models import Case, MatchConsent, MatchEntry, MatchKey, MatchShare, MatchWish, Telling
from reporting.queries.matching import is_matched, possible_match_officers
from tests.factories.case_rows import past_its_time
from tests.factories.enforcing import MemberFactFactory
from tests.factories.people import PersonFactory, RoleGrantFactory
from tests.factories.reporting import match_key, vault_for
from tests.factories.reports import answers, ready_site, sent
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import MemberFactKind
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.enums import Role
from wikilearn.people.models import RoleGrant

pytestmark = pytest.mark.django_db
attack = pytest.mark.attack
PAGE, CHOOSE = reverse("reporting:match"), reverse("reporting:match_officers")


@pytest.fixture
def site():
    return ready_site(local=2, above=3, safety=1)


@pytest.fixture
def officers(site):
    match_key([vault.person for vault in site["u4c"]])
    return site["u4c"]


def looked(officers):
    consent_to_match(vault=officers[0], partner=officers[1].person)
    return run_match(vault=officers[1])


def reports(*names, **more):
    """One report each, not of one campaign; gives the cases and receipts."""
    found = [
        (sent(who=name, match=True, what=f"It was {name} {number}", **more).receipt)
        for number, name in enumerate(names)
    ]
    for case in Case.objects.all():
        Case.objects.filter(pk=case.pk).update(cluster=case.pk)
    return [unlock_with_receipt(receipt) for receipt in found]


def verdicts(opened):
    return [is_matched(MatchEntry.objects.get(case=each.case)) for each in opened]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Mallory", "mallory", "Mаllоry"], [True] * 3),
        (["Mallory", "Mallory"], [False] * 2),
        (["Mallory\nTrudy", "Mallory", "Trudy"], [True, False, False]),
        (["Mallory", "Trudy", "Oscar"], [False] * 3),
    ],
)
def test_two_others_make_a_match_and_one_does_not(officers, names, expected):
    opened = reports(*names)
    result = looked(officers)
    assert (result.looked, result.matched) == (len(names), sum(expected))
    assert verdicts(opened) == expected


def test_one_campaign_counts_once_and_a_former_name_is_the_same_person(officers):
    from certification.models import FormerName

    renamed = PersonFactory(username="Renamed")
    FormerName.objects.create(person=renamed, username="Mallory", until=timezone.now())
    opened = reports("Mallory", "Renamed", "renamed")
    assert looked(officers).matched == 3
    Case.objects.update(cluster=opened[0].case.pk)
    assert looked(officers).matched == 0


@attack("Malice", "One officer alone, a stranger, consent of yesterday or used already: nobody looks without two")
def test_nobody_looks_alone(site, officers):
    reports("Mallory", "Mallory", "Mallory")
    for vault in (*officers, *site["local"], *site["safety"]):
        with pytest.raises(MatchRefused):
            run_match(vault=vault)
    for vault in (site["local"][0], site["safety"][0]):
        with pytest.raises(MatchRefused):
            consent_to_match(vault=vault, partner=officers[0].person)
    with pytest.raises(MatchRefused):
        consent_to_match(vault=officers[0], partner=site["local"][0].person)
    consent_to_match(vault=officers[0], partner=officers[1].person)
    with pytest.raises(MatchRefused):
        run_match(vault=officers[2])
    MatchConsent.objects.update(until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(MatchRefused):
        run_match(vault=officers[1])
    assert looked(officers).matched == 3
    with pytest.raises(MatchRefused):
        run_match(vault=officers[1])
    said = str(list(Event.objects.filter(action__startswith="reporting.match").values_list("actor", "details")))
    assert "Mallory" not in said
    assert officers[0].person.username not in said


@attack("Leaks", "A stolen database is searched for whom reports in the match name: neither name nor yes nor no")
def test_the_database_tells_neither_names_nor_verdicts(officers):
    reports("Canary Name", "Canary Name", "Canary Name", "Other")
    looked(officers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM reporting_matchentry t")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert "Canary" not in rows
    assert b"Canary".hex() not in rows
    assert len({len(bytes(entry.verdict)) for entry in MatchEntry.objects.all()}) == 1
    assert len({len(bytes(entry.box)) for entry in MatchEntry.objects.all()}) == 1


@attack("Malice", "Somebody reports a person only to find out whether others did: the site tells handlers, not them")
def test_who_fishes_learns_nothing_until_a_handler_tells(client, site, officers):
    opened = reports("Mallory", "Mallory", "Mallory")
    Telling.objects.all().delete()
    looked(officers)
    assert set(Telling.objects.values_list("person", flat=True)) >= {vault.person.pk for vault in site["local"]}
    said = [opened[0].read(item) for item in opened[0].items()]
    assert not any("two others" in text for text in said)
    ada, case = site["local"][0], opened[0].case
    handler = signed_in(ada.person, unlock=True)
    page = reverse("reporting:case", args=[case.reference])
    assert "At least two others have reported the same person" in handler.get(page).text
    assert handler.post(reverse("reporting:match_tell", args=[case.reference])).status_code == 302
    assert "at least two others" in [opened[0].read(item) for item in opened[0].items()][-1]
    other = sent(who="Nobody else", match=True)
    alone = unlock_with_receipt(other.receipt).case
    assert "At least two others" not in handler.get(reverse("reporting:case", args=[alone.reference])).text
    with pytest.raises(DomainError):
        tell_of_match(actor=ada.person, open_case=unlock_case(case=alone, vault=ada))


def test_only_who_asked_is_in_it_and_only_while_the_case_is_there(officers):
    sent(who="Mallory")
    assert not MatchEntry.objects.exists()
    sent(match=True)
    assert not MatchEntry.objects.exists()
    (opened,) = reports("Mallory")
    shred_case(case=past_its_time(opened.case))
    assert not MatchEntry.objects.exists()


def test_the_form_asks_only_when_there_are_officers(client, site):
    page = reverse("reporting:write")
    assert "others report the same person" not in client.post(page, {"step": "start"}).text
    client.post(page, answers(match="on", who="Mallory"))
    match_key(possible_match_officers()[:2])
    assert "others report the same person" in client.post(page, {"step": "start"}).text


def test_officers_are_chosen_by_trust_and_safety_from_the_bodies_above(site):
    desk = PersonFactory(role=Role.TRUST_AND_SAFETY)
    people = [vault.person for vault in site["u4c"]]
    for actor, chosen, error in [
        (people[0], people, NotAllowed),
        (desk, people[:1], MatchRefused),
        (desk, [*people, site["safety"][0].person], MatchRefused),
        (desk, [people[0], site["local"][0].person], MatchRefused),
    ]:
        with pytest.raises(error):
            ask_match_key(actor=actor, officers=chosen)
    match_key(people)
    match_key(people[:2])
    assert MatchKey.objects.filter(ended_at=None).count() == 1
    assert MatchShare.objects.filter(key__ended_at=None).count() == 2


def test_pages_of_the_match(site):
    desk, stranger = PersonFactory(role=Role.TRUST_AND_SAFETY), PersonFactory(two_factor=True)
    people = [vault.person for vault in site["u4c"]]
    assert signed_in(stranger).get(PAGE).status_code == signed_in(people[0]).get(PAGE).status_code == 403
    assert signed_in(desk).get(PAGE).status_code == 200
    match_key(people[:2])
    reports("Mallory", "Mallory", "Mallory")
    one, two = (signed_in(person, unlock=True) for person in people[:2])
    share = MatchShare.objects.get(officer=people[0])
    assert two.post(reverse("reporting:match_consent", args=[share.pk])).status_code == 404
    assert one.post(reverse("reporting:match_consent", args=[share.pk])).status_code == 302
    assert "has agreed. You can look once." in two.get(PAGE).text
    answer = two.post(reverse("reporting:match_run"), follow=True)
    assert "Noted." in answer.text
    assert all(is_matched(entry) for entry in MatchEntry.objects.all())
    assert "Mallory" not in answer.text
    assert two.post(reverse("reporting:match_run")).status_code == 409


def on_desk():
    """Somebody of trust and safety, with a vault."""
    vault = vault_for(PersonFactory(role=Role.TRUST_AND_SAFETY))
    return vault.person, signed_in(vault.person, unlock=True)


@attack("Malice", "One person of trust and safety makes everything forgotten that reporters asked for: it takes two")
def test_new_officers_take_two_who_type_their_passphrase(site, officers, settings):
    (opened,) = reports("Mallory")
    chosen = {"do": "ask", "officers": [vault.person.pk for vault in officers[:2]]}
    (one, asks), (other, agrees), (_third, drops) = on_desk(), on_desk(), on_desk()
    assert "/vault/" in signed_in(other).post(CHOOSE, chosen)["Location"]
    assert signed_in(officers[0].person, unlock=True).get(CHOOSE).status_code == 403
    assert asks.post(CHOOSE, chosen | {"officers": [officers[0].person.pk]}).status_code == 400
    assert asks.post(CHOOSE, chosen).status_code == 302
    wish = {"do": "agree", "wish": MatchWish.objects.get().pk}
    assert one.username in agrees.get(CHOOSE).text
    assert asks.post(CHOOSE, wish).status_code == 409
    assert agrees.post(CHOOSE, wish | {"wish": 0}).status_code == 302
    settings.VAULT_STEP_UP = -1
    assert "/step-up/" in agrees.post(CHOOSE, wish)["Location"]
    settings.VAULT_STEP_UP = 300
    assert MatchEntry.objects.filter(case=opened.case).exists()
    assert drops.post(CHOOSE, wish | {"do": "drop"}).status_code == 302
    assert agrees.post(CHOOSE, wish).status_code == 200
    asks.post(CHOOSE, chosen)
    MatchWish.objects.update(asked_at=timezone.now() - timedelta(days=8))
    with pytest.raises(MatchRefused):
        make_match_key(actor=other, wish=MatchWish.objects.get())
    asks.post(CHOOSE, chosen)
    wish["wish"] = MatchWish.objects.get().pk
    RoleGrant.objects.filter(person=one).delete()
    with pytest.raises(NotAllowed):
        make_match_key(actor=other, wish=MatchWish.objects.get())
    assert MatchEntry.objects.exists()
    RoleGrantFactory(person=one, role=Role.TRUST_AND_SAFETY)
    assert agrees.post(CHOOSE, wish).status_code == 302
    assert not MatchEntry.objects.exists()
    assert not MatchWish.objects.exists()
    log = list(Event.objects.filter(action__startswith="reporting.match.key").values_list("action", flat=True))
    asked, made, dropped = "reporting.match.key_asked", "reporting.match.key", "reporting.match.key_dropped"
    assert log == [asked, made, asked, dropped, asked, asked, made]


def lapsed(vault):
    """The agreement of the person has ended: they are no member whom anybody would choose."""
    fact = MemberFactFactory(person=vault.person, kind=MemberFactKind.AGREEMENT_ENDED, on=timezone.now().date())
    assert vault.person not in possible_match_officers()
    return fact


@attack("Malice", "An officer whose term, agreement or training ended agrees, is lent a half, or looks: all refused")
def test_who_is_no_officer_any_more_neither_agrees_nor_looks(officers):
    one, two, three = officers
    reports("Mallory", "Mallory", "Mallory")
    consent_to_match(vault=one, partner=two.person)
    consent_to_match(vault=two, partner=three.person)
    lapsed(two)
    for attempt in (
        lambda: run_match(vault=two),
        lambda: run_match(vault=three),
        lambda: consent_to_match(vault=two, partner=one.person),
        lambda: consent_to_match(vault=one, partner=two.person),
    ):
        with pytest.raises(MatchRefused):
            attempt()
    assert not any(is_matched(entry) for entry in MatchEntry.objects.all())
    consent_to_match(vault=one, partner=three.person)
    assert run_match(vault=three).matched == 3


def test_the_page_is_closed_to_who_is_no_officer_any_more(officers):
    one, two, three = officers
    consent_to_match(vault=two, partner=three.person)
    pages = {vault: signed_in(vault.person, unlock=True) for vault in (one, two, three)}
    with_two, of_two = (MatchShare.objects.get(officer=a.person, partner=b.person) for a, b in ((one, two), (two, one)))
    agree = reverse("reporting:match_consent", args=[with_two.pk])
    assert agree in pages[one].get(PAGE).text
    assert "You can look once." in pages[three].get(PAGE).text
    lapsed(two)
    assert pages[two].get(PAGE).status_code == 403
    assert pages[two].post(reverse("reporting:match_consent", args=[of_two.pk])).status_code == 404
    assert pages[one].post(agree).status_code == 404
    assert agree not in pages[one].get(PAGE).text
    assert "You can look once." not in pages[three].get(PAGE).text


@attack("Leaks", "An officer who is reported watches whether a number rises: neither the page nor the answer has one")
def test_officers_see_no_number(officers):
    client = signed_in(officers[1].person, unlock=True)
    pages = []
    for names in ([], ["Mallory"], ["Mallory", "Mallory"]):
        reports(*names)
        consent_to_match(vault=officers[0], partner=officers[1].person)
        answers = (client.get(PAGE), client.post(reverse("reporting:match_run"), follow=True))
        mains = (answer.text.partition("<main")[2] for answer in answers)
        pages += [re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", main) for main in mains]
    assert MatchEntry.objects.count() == 3
    assert pages[:2] == pages[2:4] == pages[4:]
