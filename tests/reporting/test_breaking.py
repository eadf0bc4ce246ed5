"""The emergency path of recovery: two officers with reasons, everybody told, and another body looks afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from reporting.actions.breaking import break_glass, review_glass
from reporting.actions.recovering import RecoveryRefused, begin_recovery, choose_officers, finish_recovery, give_back
from reporting.actions.sealing import unlock_case
from reporting.errors import NotGranted
from reporting.keyrings import UnlockedVault
from reporting.models import BreakGlass, Recovery, Telling
from reporting.queries.breaking import reviewers_of
from reporting.vault.keys import new_pair
from reporting.vault_personal_data import export
from tests.factories.cases import arrived, bodies, handler
from tests.factories.enforcing import member_of
from tests.factories.people import PersonFactory
from tests.factories.reporting import vault_for
from tests.factories.reports import body
from tests.reporting.test_case_pages import signed_in
from ucoc.enums import BodyKind, Severity
from ucoc.jurisdiction import Question
from ucoc.models import EnforcementBody
from wikilearn.audit.models import Event
from wikilearn.people.enums import Role

pytestmark = pytest.mark.django_db
NEW = "another passphrase that is long"
attack = pytest.mark.attack


@pytest.fixture
def world():
    """Ann, whose urgent case nobody else can open, has lost her vault; three of the U4C hold her shares."""
    local, u4c, (ann,), (one, two) = bodies(local=1)
    officers = [one, two, handler(u4c)]
    choose_officers(vault=ann, officers=[officer.person for officer in officers])
    case = arrived(local, u4c, question=Question(severity=Severity.EMERGENCY)).case
    vault, _code = begin_recovery(actor=ann.person, passphrase=NEW)
    return {
        "ann": ann.person,
        "vault": vault,
        "case": case,
        "officers": officers,
        "recovery": Recovery.objects.get(),
        "tara": handler(body(BodyKind.TRUST_AND_SAFETY)).person,
    }


@attack("Vault", "Only two officers together, each with a reason and an open vault, end the wait; one alone never does")
def test_two_officers_open_at_once_what_nobody_else_can(world):
    one, two, three = world["officers"]
    recovery, stolen = world["recovery"], UnlockedVault(two.person, new_pair())
    Telling.objects.all().delete()
    glass = break_glass(vault=one, recovery=recovery, reason="nobody_else")
    assert set(Telling.objects.values_list("person", flat=True)) == {
        each.pk for each in (world["ann"], *(officer.person for officer in world["officers"]))
    }
    for attempt, error in (
        (lambda: break_glass(vault=one, recovery=recovery, reason="danger"), RecoveryRefused),
        (lambda: give_back(vault=one, recovery=recovery, fingerprint=recovery.new.fingerprint), RecoveryRefused),
        (lambda: break_glass(vault=vault_for(), recovery=recovery, reason="danger"), NotGranted),
        (lambda: break_glass(vault=world["vault"], recovery=recovery, reason="danger"), NotGranted),
        (lambda: break_glass(vault=stolen, recovery=recovery, reason="danger"), NotGranted),
        (lambda: break_glass(vault=two, recovery=recovery, reason=""), ValueError),
        (lambda: review_glass(actor=world["tara"], glass=glass, finding="right"), NotGranted),
    ):  # fmt: skip
        with pytest.raises(error), transaction.atomic():
            attempt()
    glass = break_glass(vault=two, recovery=recovery, reason="danger")
    assert glass.opened_at is not None
    assert Telling.objects.filter(person=world["tara"]).exists()
    for officer in (one, three):
        give_back(vault=officer, recovery=recovery, fingerprint=recovery.new.fingerprint)
    finish_recovery(vault=world["vault"], recovery=recovery)
    assert unlock_case(case=world["case"], vault=world["vault"]).items().count() == 1
    with pytest.raises(RecoveryRefused):
        break_glass(vault=three, recovery=recovery, reason="danger")
    said = [event.action for event in Event.objects.filter(action__startswith="reporting.breakglass.").order_by("pk")]
    assert said == ["reporting.breakglass.asked", "reporting.breakglass.opened"]


def test_somebody_of_a_body_in_which_nobody_involved_sits_closes_it(world):
    one, two, three = world["officers"]
    for officer in (one, two):
        glass = break_glass(vault=officer, recovery=world["recovery"], reason="danger")
    for person in (one.person, three.person, world["ann"], PersonFactory(two_factor=True)):
        with pytest.raises(NotGranted):
            review_glass(actor=person, glass=glass, finding="right")
    review_glass(actor=world["tara"], glass=glass, finding="avoidable")
    with pytest.raises(RecoveryRefused):
        review_glass(actor=world["tara"], glass=glass, finding="right")
    (event,) = Event.objects.filter(action="reporting.breakglass.reviewed")
    assert event.details["finding"] == "avoidable"
    assert world["ann"].username not in str(event.details)
    Recovery.objects.all().delete()  # as erasing the account does
    assert BreakGlass.objects.get().recovery is None
    assert [row["mine"] for row in export(world["ann"])["recoveries_called_urgent"]] == [True]


def test_without_another_body_the_desk_looks_at_it(world):
    desk, involved = PersonFactory(role=Role.TRUST_AND_SAFETY), world["officers"][0]
    from ucoc.models import BodyMember

    BodyMember.objects.filter(person=world["tara"]).update(until=timezone.now() - timedelta(seconds=1))
    for officer in (involved, world["officers"][1]):
        glass = break_glass(vault=officer, recovery=world["recovery"], reason="law")
    with pytest.raises(NotGranted):
        review_glass(actor=world["tara"], glass=glass, finding="right")
    assert review_glass(actor=desk, glass=glass, finding="wrong").finding == "wrong"


def test_a_colleague_does_not_look_at_it_whatever_else_they_are(world):
    desk, ann = PersonFactory(role=Role.TRUST_AND_SAFETY), world["ann"]
    for officer in world["officers"][:2]:
        glass = break_glass(vault=officer, recovery=world["recovery"], reason="danger")
    assert reviewers_of(glass) == [world["tara"]]
    local = EnforcementBody.objects.where_member(ann).get()
    member_of(local, world["tara"])
    assert reviewers_of(glass) == [desk]
    member_of(local, desk)
    assert reviewers_of(glass) == [desk]
    other = PersonFactory(role=Role.TRUST_AND_SAFETY)
    assert reviewers_of(glass) == [other]


def test_on_the_pages_it_takes_step_up_a_reason_and_somebody_else(world):
    one, two, _three = (officer.person for officer in world["officers"])
    address = reverse("reporting:hasten_recovery", args=[world["recovery"].uid])
    locked = signed_in(one)
    assert "/unlock/" in locked.post(address, {"reason": "danger"})["Location"]
    assert not BreakGlass.objects.exists()
    first = signed_in(one, unlock=True)
    assert first.get(address).status_code == 200
    assert first.post(address, {}).status_code == 422
    assert first.post(address, {"reason": "because"}).status_code == 422
    assert first.post(address, {"reason": "danger"}).status_code == 302
    assert signed_in(two, unlock=True).post(address, {"reason": "danger"}).status_code == 302
    glass = BreakGlass.objects.get()
    page, listed = reverse("reporting:glass", args=[glass.uid]), reverse("reporting:glasses")
    assert signed_in(PersonFactory(two_factor=True)).get(page).status_code == 404
    assert first.post(page, {"finding": "right"}).status_code == 403
    tara = signed_in(world["tara"], unlock=True)
    assert b"Close it" in tara.get(page).content
    assert tara.post(page, {"finding": ""}).status_code == 422
    assert tara.post(page, {"finding": "right"}).status_code == 302
    assert b"It was right not to wait" in tara.get(listed).content
    assert b"It was right" in b"".join(tara.get(listed, {"format": "csv"}).streaming_content)
    assert world["ann"].username not in signed_in(PersonFactory(two_factor=True)).get(listed).content.decode()


def test_the_list_costs_the_same_with_1_and_30_rows(world, django_assert_num_queries):
    one, two, _three = (officer.person for officer in world["officers"])
    fields = {"person": world["ann"], "asked_by": one, "asked_for": "law", "joined_by": two, "joined_for": "law"}
    client = signed_in(world["tara"])
    client.get(reverse("reporting:glasses"))
    for number in (1, 29):
        BreakGlass.objects.bulk_create(BreakGlass(**fields, opened_at=timezone.now()) for _each in range(number))
        with django_assert_num_queries(4):
            assert client.get(reverse("reporting:glasses")).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"joined_by": None},
        {"joined_by": "one"},
        {"asked_by": "ann"},
        {"reviewed_by": "two"},
        {"reviewed_by": "tara", "finding": ""},
        {"opened_at": None, "joined_by": None, "joined_for": "", "reviewed_by": "tara"},
    ],
)
def test_the_database_holds_who_may_not(world, wrong):
    people = {"one": world["officers"][0].person, "two": world["officers"][1].person} | world
    now = timezone.now()
    fields = {"recovery": world["recovery"], "person": world["ann"], "asked_by": "one", "asked_for": "danger",
              "joined_by": "two", "joined_for": "danger", "opened_at": now}  # fmt: skip
    fields |= wrong
    if fields.get("reviewed_by"):
        fields |= {"reviewed_at": now} | ({} if "finding" in wrong else {"finding": "right"})
    fields = {name: people[value] if name.endswith("_by") and value else value for name, value in fields.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.create(**fields)
