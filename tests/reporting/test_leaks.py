"""No text, name, receipt, passphrase or code lies anywhere in the open."""

import logging
import zlib

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reporting.actions.keys import set_up_vault
from reporting.actions.sealing import rotate_case, unlock_case, unlock_with_receipt
from tests.factories.people import PersonFactory
from tests.factories.reporting import PASSPHRASE, sealed_case, vault_for
from tests.reporting.leaking import leaks_of
from wikilearn.audit.models import Event

pytestmark = pytest.mark.django_db

CANARY, NAME, FILE_NAME = "canary zebra quince", "Name Of Reporter", "holiday-picture"


def test_nothing_that_was_said_lies_in_the_open(caplog, client, settings):
    caplog.set_level(logging.DEBUG)
    ann, ben = vault_for(), vault_for()
    made = sealed_case([ann, ben], custodians=[ben], identity=NAME, text=CANARY)
    opened = unlock_case(case=made.case, vault=ann)
    opened.attach([CANARY.encode() * 5000], f"{FILE_NAME}.txt", "text/plain")
    opened.write("note", f"about {CANARY}", author=ann.person)
    rotate_case(actor=ann.person, open_case=opened, without=[ben.person])
    assert unlock_with_receipt(made.receipt)
    person = PersonFactory()
    client.force_login(person)
    page = client.post("/reporting/vault/set-up/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    code = page.context["code"]
    client.post("/reporting/vault/lock/")
    client.post("/reporting/vault/unlock/", {"passphrase": "a wrong secret passphrase"})
    client.post("/reporting/vault/unlock/", {"passphrase": PASSPHRASE})
    secrets = [CANARY, NAME, FILE_NAME, made.receipt, PASSPHRASE, "a wrong secret passphrase", code]
    assert leaks_of(*secrets, logs=caplog.text) == []


def test_private_keys_lie_nowhere_in_the_open(client):
    person = PersonFactory()
    vault, _code = set_up_vault(actor=person, passphrase=PASSPHRASE)
    client.force_login(person)
    client.post("/reporting/vault/unlock/", {"passphrase": PASSPHRASE})
    assert client.get("/reporting/vault/").context["open"]
    hidden = vault.pair.private.decode("latin-1")
    assert leaks_of(vault.pair.private.hex(), hidden) == []


@pytest.mark.parametrize("place", ["database", "cache", "mail", "log", "media"])
def test_the_search_finds_what_does_leak(place):
    """A search that cannot find anything would prove nothing."""
    logs = ""
    if place == "database":
        PersonFactory(username="Leaky zebra")
    elif place == "cache":
        cache.set("x", b"Leaky zebra")
    elif place == "mail":
        mail.send_mail("x", "Leaky zebra", "a@example.org", ["b@example.org"])
    elif place == "log":
        logs = "Leaky zebra"
    else:
        default_storage.save("leak.txt", ContentFile(b"Leaky zebra"))
    assert leaks_of("Leaky zebra", logs=logs)
    cache.clear()
    default_storage.delete("leak.txt")


def test_the_audit_log_names_nobody_and_says_nothing():
    ann = vault_for()
    made = sealed_case([ann], text=CANARY)
    opened = unlock_case(case=made.case, vault=ann)
    opened.write("note", CANARY, author=ann.person)
    events = list(Event.objects.filter(action__startswith="reporting."))
    assert {event.action for event in events} >= {
        "reporting.key.added",
        "reporting.case.sealed",
        "reporting.case.opened",
    }
    for event in events:
        assert event.actor.startswith(("handler:", "reporter", "system"))
        said = f"{event.actor} {event.target} {event.details}"
        for hidden in (str(ann.person.uid), ann.person.username, made.case.reference, CANARY):
            assert hidden not in said


def test_the_pseudonym_outlives_the_account():
    from reporting.peppers import pseudonym
    from wikilearn.people.actions.erasing import erase_person

    person = PersonFactory()
    before = pseudonym(person)
    erase_person(actor=person, person=person)
    person.refresh_from_db()
    assert pseudonym(person) == before


def test_the_administration_knows_nothing_sealed():
    registered = {model._meta.label for model in admin.site._registry}
    sealed = {
        model._meta.label
        for model in apps.get_app_config("reporting").get_models()
        if any(field.get_internal_type() == "BinaryField" for field in model._meta.fields)
    } | {"reporting.Case"}
    assert len(sealed) >= 9
    assert not registered & sealed


def test_sealed_texts_do_not_even_compress():
    """Ciphertext is random: it would be a sign of something wrong if it were not."""
    made = sealed_case([vault_for()], text="a" * 50_000)
    box = bytes(made.items().get().box)
    assert len(zlib.compress(box)) > len(box)
