"""`rotate_signing_key` and `verify_badge` as people run them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from certification.badges.models import Issuer, SigningKey
from wikilearn.core import reference_data

pytestmark = pytest.mark.django_db


def verify(*arguments):
    """Exit status and verdict."""
    out = io.StringIO()
    try:
        call_command("verify_badge", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return end.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


@pytest.fixture
def file(signed, tmp_path):
    path = tmp_path / "badge.json"
    path.write_text(signed().document)
    return path


def test_valid_badge_exits_with_0(file):
    status, verdict = verify(file)
    assert (status, verdict["outcome"]) == (0, "valid")
    assert set(verdict["answers"]) == {"form", "signature", "issuer", "record", "dates", "status"}


@pytest.mark.parametrize(("day", "outcome"), [("2001-01-01", "not_yet"), ("2099-01-01", "expired")])
def test_badge_is_judged_as_of_a_day(file, day, outcome):
    status, verdict = verify(file, "--at", day)
    assert (status, verdict["outcome"]) == (1, outcome)


def test_changed_badge_exits_with_1(file):
    file.write_text(file.read_text().replace("Digital security", "Stewardship"))
    assert verify(file)[0] == 1


@pytest.mark.parametrize("arguments", [("/nowhere/badge.json",), ("--at", "yesterday")])
def test_wrong_arguments_are_named(file, arguments):
    with pytest.raises(CommandError):
        call_command("verify_badge", *(arguments if len(arguments) == 1 else (str(file), *arguments)))


def test_rotation_prints_the_new_key():
    reference_data.load()
    out = io.StringIO()
    call_command("rotate_signing_key", "wikilearn", stdout=out)
    active = SigningKey.objects.get(retired_at=None)
    assert out.getvalue().strip() == active.method_id
    assert SigningKey.objects.count() == 2
    assert Issuer.objects.get().did_documents.count() == 2


def test_rotation_of_an_unknown_issuer_names_the_known():
    reference_data.load()
    with pytest.raises(CommandError, match="wikilearn"):
        call_command("rotate_signing_key", "nobody")
