import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.people import PersonFactory
from wikilearn.people import usernames
from wikilearn.people.models import Person

NAMES = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="aA_ ßიიiıİ\u0307\u0301\u200e\u00a0\u3000~@:1.\u0345ǆǅᾀᾳﬁⓐ", max_size=12),
)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("ada", "Ada"),
        ("Ada_Lovelace", "Ada Lovelace"),
        ("__ada___lovelace__", "Ada lovelace"),
        ("ada\u00a0\u3000lovelace", "Ada lovelace"),
        ("\u200eada\u202c\u200f", "Ada"),
        ("Jose\u0301", "José"),
        ("e\u0301mile", "Émile"),
        ("éMILE", "ÉMILE"),
        ("ßeta", "ßeta"),
        ("ŉame", "ŉame"),
        ("ﬁona", "ﬁona"),
        ("ნინო", "ნინო"),
        ("ibrahim", "Ibrahim"),
        ("ırmak", "Irmak"),
        ("i\u0307", "İ"),
        ("ǆ", "Ǆ"),
        ("ǅ", "ǅ"),
        ("ᾳ", "ᾼ"),
        ("ᾼ", "ᾼ"),
        ("ΐ", "ΐ"),
        ("ⅷ", "ⅷ"),
        ("ⓐ", "ⓐ"),
        ("жук", "Жук"),
        ("ωmega", "Ωmega"),
        ("ÿves", "Ÿves"),
        ("日本", "日本"),
        ("עברית", "עברית"),
        ("𐐨eseret", "𐐀eseret"),
        ("", ""),
        (" _ ", ""),
    ],
)
def test_normalise_spells_as_mediawiki(typed, canonical):
    assert usernames.normalise(typed) == canonical


@settings(deadline=None)
@given(NAMES)
def test_normalise_is_idempotent(name):
    once = usernames.normalise(name)
    assert usernames.normalise(once) == once


@settings(deadline=None)
@given(NAMES)
def test_normalise_gives_nfc_without_edges_and_marks(name):
    result = usernames.normalise(name)
    assert unicodedata.is_normalized("NFC", result)
    assert result == result.strip(" ")
    assert not set("_\u200e\u200f\u202a\u202b\u202c\u202d\u202e") & set(result)
    assert "  " not in result


@settings(deadline=None)
@given(NAMES)
def test_normalise_does_not_care_how_the_name_was_typed(name):
    decomposed = unicodedata.normalize("NFD", name).replace(" ", "_")
    assert usernames.normalise(f"_\u200f{decomposed}  ") == usernames.normalise(name)


@pytest.mark.parametrize(
    "name", ["Ada", "Ada Lovelace", "ნინო", "O'Neill (WMF)", "A!", "Ada@home", "Foo~enwiki", "日本"]
)
def test_names_of_wikimedia_accounts_are_valid(name):
    usernames.validate_username(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "ada", "A_b", "A#b", "A<b", "A>b", "A[b", "A]b", "A|b", "A{b", "A}b", "A/b", "A\nb", "A\x7fb", "A\u200bb",
        "A\u200db", "A\ufffd", "A\ue000", "A" * 256, "é".upper() * 128, "192.0.2.1", "192.0.2.xxx", "2001:db8::1",
        "192.0.2.0/24", " Ada", "Jose\u0301",
    ],
)  # fmt: skip
def test_what_mediawiki_forbids_is_refused(name):
    with pytest.raises(ValidationError):
        usernames.validate_username(name)


@pytest.mark.parametrize(
    "name", ["Ada@home", "A:b", "A=b", "~2026-1", "~2", "A\u00adb", "A\u2060b", "A" * 86, "Erased 1", "Ada~wikilearn"]
)
def test_new_accounts_get_no_reserved_name(name):
    with pytest.raises(ValidationError):
        usernames.validate_new_username(name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [("~2026-123", True), ("~2025-12345-67", True), ("~2026", False), ("2026-123", False), ("Ada~2026-1", False)],
)
def test_temporary_accounts_are_recognised(name, answer):
    assert usernames.is_temporary(name) is answer


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("192.0.2.1", True), ("192.0.2.xxx", True), ("192.0.2.0/24", True), ("2001:db8::1", True), ("::1", True),
        ("2001:DB8:0:0:0:0:0:1", True), ("::ffff:192.0.2.1", True), ("2001:db8::/32", True),
        ("Ada", False), ("1.2.3", False), ("Version 1.2.3.4", False), ("A:b", False), ("12:30", False),
    ],
)  # fmt: skip
def test_addresses_are_recognised(name, answer):
    assert usernames.is_ip_address(name) is answer


@pytest.mark.django_db
def test_person_is_saved_and_found_in_one_spelling():
    person = PersonFactory(username="ada_Lovelace")
    assert person.username == "Ada Lovelace"
    assert Person.objects.get_by_natural_key("ada Lovelace_") == person
    assert Person.objects.named("\u200eAda_Lovelace").get() == person


@pytest.mark.django_db
def test_second_spelling_of_a_name_is_refused_by_clean_and_database():
    PersonFactory(username="Ada Lovelace")
    with pytest.raises(ValidationError) as refusal:
        Person(username="ada__Lovelace", password="x").full_clean()
    assert "username" in refusal.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("ada_Lovelace")


@pytest.mark.django_db
def test_bulk_writes_and_lookups_know_every_spelling():
    Person.objects.bulk_create([Person(username="ada_Lovelace")])
    assert Person.objects.get(username__in=["_ada Lovelace"]).username == "Ada Lovelace"
    assert Person.objects.filter(username__startswith="Ada ").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Ada_Lovelace", "Ada  Lovelace", " Ada", "Ada ", "", "Jose\u0301"])
def test_database_takes_no_other_spelling(name):
    person = PersonFactory()
    with (
        pytest.raises(IntegrityError, match="person_username_canonical"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE people_person SET username = %s WHERE id = %s", [name, person.pk])
