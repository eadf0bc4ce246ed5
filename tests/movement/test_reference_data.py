"""A fresh site is usable, and loading again changes nothing."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from wikilearn.core import reference_data
from wikilearn.movement.models import Right, Territory, Wiki

pytestmark = pytest.mark.django_db


def load() -> str:
    out = io.StringIO()
    call_command("load_reference_data", stdout=out)
    return out.getvalue()


def test_reference_data_is_loaded_once_and_leaves_changes_alone():
    assert "movement.territories: 250 created, 0 unchanged" in load()
    Right.objects.filter(key="checkuser").update(minimum_age=21, name_fr="Autre nom")
    Wiki.objects.filter(dbname="dewiki").update(closed=True)
    before = list(Right.objects.order_by("pk").values()), list(Wiki.objects.order_by("pk").values())
    again = load()
    assert "movement.rights: 0 created, 14 unchanged" in again
    assert before == (list(Right.objects.order_by("pk").values()), list(Wiki.objects.order_by("pk").values()))
    assert Territory.objects.count() == 250


def test_shipped_wikis_are_valid():
    load()
    assert Wiki.objects.count() >= 40
    for wiki in Wiki.objects.all():
        wiki.full_clean()
    assert Wiki.objects.get(dbname="simplewiki").language == "en-x-simple"


def test_every_right_has_a_name_and_description_of_its_own_in_each_language():
    load()
    for code, _name in settings.LANGUAGES:
        field = code.replace("-", "_")
        names = list(Right.objects.values_list(f"name_{field}", flat=True))
        texts = list(Right.objects.values_list(f"description_{field}", flat=True))
        assert len(set(names)) == len(set(texts)) == 14
        assert all(names)
        assert all(texts)
        if code != "en":
            assert not set(texts) & set(Right.objects.values_list("description_en", flat=True))


def test_those_who_see_nonpublic_information_are_of_age():
    load()
    for right in Right.objects.filter(sees_nonpublic=True):
        assert right.minimum_age >= 16, right.key


def test_a_loader_is_registered_once():
    with pytest.raises(ValueError, match="rights"):
        reference_data.register("movement.rights", lambda: None)
