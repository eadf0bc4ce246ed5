from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories.people import PersonFactory, RoleGrantFactory, passkey_of
from wikilearn.audit.models import Event
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.people.actions.roles import AlreadyHeld, NotHeld, grant_role, revoke_role
from wikilearn.people.enums import Role
from wikilearn.people.models import Person, RoleGrant
from wikilearn.people.rules import has_role
from wikilearn.people.signals import role_granted, role_revoked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("held", "span", "two_factor", "active", "answer"),
    [
        (Role.STEWARD, (-1, None), True, True, True),
        (Role.STEWARD, (-1, 1), True, True, True),
        (Role.STEWARD, (-1, None), False, True, False),
        (Role.STEWARD, (-2, -1), True, True, False),
        (Role.STEWARD, (1, None), True, True, False),
        (Role.STEWARD, (-1, None), True, False, False),
        (Role.CURATOR, (-1, None), True, True, False),
        (Role.STAFF, (-1, None), True, True, False),
        (None, None, True, True, False),
    ],
)
def test_has_role_asks_for_a_live_grant_and_two_factor(held, span, two_factor, active, answer):
    person = PersonFactory(two_factor=two_factor, is_active=active)
    if held:
        since, until = (None if days is None else timezone.now() + days * DAY for days in span)
        RoleGrantFactory(person=person, role=held, since=since, until=until)
    assert has_role(Role.STEWARD)(person) is answer
    loaded = Person.objects.with_roles().get(pk=person.pk)
    assert has_role(Role.STEWARD)(loaded) is answer


def test_has_role_of_any_of_several():
    curator = PersonFactory(role=Role.CURATOR)
    assert has_role(Role.STEWARD, Role.CURATOR)(curator)
    assert not has_role(Role.STEWARD, Role.STAFF)(curator)


def test_visitors_have_no_role():
    assert not has_role(*Role)(AnonymousUser())


@pytest.mark.parametrize("factor", ["totp", "passkey", "recovery_codes"])
def test_recovery_codes_alone_are_no_second_factor(factor):
    person = PersonFactory(role=Role.STEWARD, two_factor=factor == "totp")
    if factor == "passkey":
        passkey_of(person)
    if factor == "recovery_codes":
        person.authenticator_set.create(type="recovery_codes", data={})
    assert person.has_two_factor is (factor != "recovery_codes")


@pytest.mark.parametrize(
    ("perm", "role", "answer"),
    [
        ("people.grant_role", Role.STAFF, True),
        ("people.grant_role", Role.STEWARD, False),
        ("people.grant_role", None, False),
        ("audit.view_event", Role.STAFF, True),
        ("audit.view_event", Role.CURATOR, False),
        ("people.view_rolegrant", None, True),
    ],
)
def test_permissions(perm, role, answer):
    assert PersonFactory(role=role).has_perm(perm) is answer


def test_superuser_has_djangos_permissions_and_no_role():
    superuser = Person.objects.create_superuser("Root", "x")
    assert superuser.has_perm("people.change_person")
    assert not superuser.has_perm("people.grant_role")
    assert not superuser.has_perm("audit.view_event")


def test_role_is_not_held_twice_at_a_time():
    grant = RoleGrantFactory()
    with pytest.raises(IntegrityError, match="role_grant_once"), transaction.atomic():
        RoleGrantFactory(person=grant.person)
    RoleGrantFactory(person=grant.person, role=Role.CURATOR)


def test_role_can_be_held_again():
    grant = RoleGrantFactory(since=timezone.now() - 9 * DAY, until=timezone.now() - DAY)
    again = RoleGrantFactory(person=grant.person)
    assert list(grant.person.role_grants.live()) == [again]


def test_grant_role_gives_it_and_logs_it():
    staff, person, heard = PersonFactory(role=Role.STAFF), PersonFactory(), []
    role_granted.connect(lambda grant, **_: heard.append(grant), weak=False, dispatch_uid="t")
    grant = grant_role(actor=staff, person=person, role=Role.STEWARD, reason=" Elected ")
    role_granted.disconnect(dispatch_uid="t")
    assert (grant.granted_by, grant.reason, grant.until) == (staff, "Elected", None)
    assert Person.objects.get(pk=person.pk).roles == {Role.STEWARD}
    assert heard == [grant]
    event = Event.objects.get()
    assert (event.actor, event.action, event.target) == (staff.reference, "role.granted", person.reference)
    assert event.details == {"role": "steward", "grant": grant.pk}


@pytest.mark.parametrize("role", [None, Role.STEWARD, Role.CURATOR, Role.TRUST_AND_SAFETY])
def test_only_staff_changes_roles(role):
    actor, person, grant = PersonFactory(role=role), PersonFactory(), RoleGrantFactory()
    with pytest.raises(NotAllowed):
        grant_role(actor=actor, person=person, role=Role.STEWARD, reason="x")
    with pytest.raises(NotAllowed):
        revoke_role(actor=actor, grant=grant, reason="x")
    assert not Event.objects.exists()


def test_staff_without_two_factor_changes_no_roles():
    with pytest.raises(NotAllowed):
        grant_role(
            actor=PersonFactory(role=Role.STAFF, two_factor=False), person=PersonFactory(), role=Role.STAFF, reason="x"
        )


def test_nobody_changes_their_own_roles():
    staff = PersonFactory(role=Role.STAFF)
    with pytest.raises(NotAllowed):
        grant_role(actor=staff, person=staff, role=Role.STEWARD, reason="x")
    with pytest.raises(NotAllowed):
        revoke_role(actor=staff, grant=staff.role_grants.get(), reason="x")


@pytest.mark.parametrize("reason", ["", "  "])
def test_roles_change_for_a_reason(reason):
    staff = PersonFactory(role=Role.STAFF)
    with pytest.raises(DomainError) as refusal:
        grant_role(actor=staff, person=PersonFactory(), role=Role.STEWARD, reason=reason)
    assert refusal.value.field == "reason"
    with pytest.raises(DomainError):
        revoke_role(actor=staff, grant=RoleGrantFactory(), reason=reason)


def test_role_is_not_granted_again_nor_to_closed_accounts():
    staff, grant = PersonFactory(role=Role.STAFF), RoleGrantFactory()
    with pytest.raises(AlreadyHeld):
        grant_role(actor=staff, person=grant.person, role=grant.role, reason="x")
    with pytest.raises(DomainError):
        grant_role(actor=staff, person=PersonFactory(is_active=False), role=Role.STEWARD, reason="x")


def test_revoke_role_ends_it_and_logs_it():
    staff, grant, heard = PersonFactory(role=Role.STAFF), RoleGrantFactory(), []
    role_revoked.connect(lambda grant, **_: heard.append(grant), weak=False, dispatch_uid="t")
    ended = revoke_role(actor=staff, grant=grant, reason="Stepped down")
    role_revoked.disconnect(dispatch_uid="t")
    assert ended.until is not None
    assert (ended.ended_by, ended.end_reason) == (staff, "Stepped down")
    assert Person.objects.get(pk=grant.person_id).roles == frozenset()
    assert heard == [ended]
    assert Event.objects.get().action == "role.revoked"
    with pytest.raises(NotHeld):
        revoke_role(actor=staff, grant=grant, reason="x")


def test_command_makes_the_first_member_of_staff():
    person, out = PersonFactory(username="Ada"), StringIO()
    call_command("grant_role", "ada", "staff", "--reason", "First of all", stdout=out)
    grant = RoleGrant.objects.get()
    assert (grant.person, grant.role, grant.granted_by) == (person, Role.STAFF, None)
    assert Event.objects.get().actor == "system"
    assert "two-factor" in out.getvalue()


@pytest.mark.parametrize(
    "arguments",
    [
        ("Nobody", "staff", "--reason", "x"),
        ("Ada", "king", "--reason", "x"),
        ("Ada", "staff", "--reason", " "),
        ("Ada", "staff"),
        ("Held", "staff", "--reason", "x"),
    ],
)
def test_command_refuses_bad_input(arguments):
    PersonFactory(username="Ada")
    PersonFactory(username="Held", role=Role.STAFF)
    with pytest.raises(CommandError):
        call_command("grant_role", *arguments)


def test_roles_page_tells_what_each_sees_and_how_many_hold_it(client):
    PersonFactory(role=Role.STEWARD)
    client.force_login(PersonFactory())
    answer = client.get(reverse("people:roles"))
    assert answer.context["roles"] == [
        (Role.STEWARD, 1),
        (Role.TRUST_AND_SAFETY, 0),
        (Role.CURATOR, 0),
        (Role.SKILLS_CURATOR, 0),
        (Role.STAFF, 0),
    ]
    assert Role.STEWARD.sees in answer.content.decode()


def test_role_page_tells_who_holds_it_and_who_held_it(client):
    RoleGrantFactory(person__username="Now")
    RoleGrantFactory(person__username="Then", since=timezone.now() - 9 * DAY, until=timezone.now() - DAY)
    client.force_login(PersonFactory())
    answer = client.get(reverse("people:role", args=["steward"]))
    assert [grant.person.username for grant in answer.context["page"]] == ["Now", "Then"]
    assert "Give this role" not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_role_page_takes_as_many_queries_for_any_number_of_people(client, django_assert_num_queries, rows):
    staff = PersonFactory(role=Role.STAFF)
    RoleGrantFactory.create_batch(rows, granted_by=staff)
    client.force_login(staff)
    client.get(reverse("people:role", args=["steward"]))
    with django_assert_num_queries(3):  # person with roles, count, rows
        client.get(reverse("people:role", args=["steward"]))


def test_role_page_of_no_role_is_not_there(client):
    client.force_login(PersonFactory())
    assert client.get("/roles/king/").status_code == 404


def test_staff_gives_and_ends_a_role_on_the_pages(client):
    person = PersonFactory(username="Ada")
    client.force_login(PersonFactory(role=Role.STAFF))
    page = reverse("people:role", args=["steward"])
    assert client.post(page, {"username": "ada", "reason": "Elected"}).status_code == 302
    grant = person.role_grants.get()
    assert "Elected" in client.get(page).content.decode()
    answer = client.post(reverse("people:role_revoke", args=[grant.pk]), {"reason": "Stepped down"})
    assert answer["Location"] == page
    assert not person.role_grants.live().exists()
    assert client.get(reverse("people:role_revoke", args=[grant.pk])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"username": "Nobody", "reason": "x"}, "username"),
        ({"username": "", "reason": "x"}, "username"),
        ({"username": "Held", "reason": "x"}, "username"),
        ({"username": "Ada", "reason": " "}, "reason"),
        ({"username": "Ada", "reason": "x" * 501}, "reason"),
    ],
)
def test_bad_input_is_said_at_its_field(client, sent, field):
    PersonFactory(username="Ada")
    PersonFactory(username="Held", role=Role.STEWARD)
    client.force_login(PersonFactory(role=Role.STAFF))
    answer = client.post(reverse("people:role", args=["steward"]), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_others_cannot_use_the_forms(client):
    grant = RoleGrantFactory()
    client.force_login(PersonFactory(role=Role.STEWARD))
    sent = {"username": "Ada", "reason": "x"}
    assert client.post(reverse("people:role", args=["curator"]), sent).status_code == 403
    assert client.post(reverse("people:role_revoke", args=[grant.pk]), sent).status_code == 403
