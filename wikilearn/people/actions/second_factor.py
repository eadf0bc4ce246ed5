"""Second factors under the present key of the site."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from wikilearn.people.second_factor import rotate

_ENCRYPTED = ("secret", "seed", "migrated_codes")


@transaction.atomic
def reencrypt_second_factors() -> int:
    """Encrypt every stored secret anew, after `SECRET_KEY` has changed; gives of how many devices and code sheets."""
    devices = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    for device in devices:
        device.data |= {name: _anew(device.data[name]) for name in _ENCRYPTED if name in device.data}
        device.save(update_fields=["data"])
    return len(devices)


def _anew(stored: str | list[str]) -> str | list[str]:
    return [rotate(each) for each in stored] if isinstance(stored, list) else rotate(stored)
