"""What a stolen database tells about second factors."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.management import call_command

from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the app shows now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"


def test_key_of_an_authenticator_app_is_not_in_the_database():
    secret = generate_totp_secret()
    totp = TOTP.activate(PersonFactory(), secret)
    assert secret not in json.dumps(Authenticator.objects.get().data)
    assert totp.validate_code(code_of(secret))


def test_seed_of_recovery_codes_is_not_in_the_database():
    codes = RecoveryCodes.activate(PersonFactory())
    stored = Authenticator.objects.get().data["seed"]
    assert stored.startswith("gAAAA")
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_changing_the_key_of_the_site_loses_nobody(settings):
    secret = generate_totp_secret()
    totp = TOTP.activate(PersonFactory(), secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the site, long enough to be one"
    assert totp.validate_code(code_of(secret))


def test_reencrypted_secrets_outlive_the_old_key(settings):
    person, secret = PersonFactory(), generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the site, long enough to be one"
    call_command("reencrypt_second_factors", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    of_type = {device.type: device for device in Authenticator.objects.all()}
    assert TOTP(of_type["totp"]).validate_code(code_of(secret))
    assert RecoveryCodes(of_type["recovery_codes"]).validate_code(codes[0])
