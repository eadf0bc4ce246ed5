"""`manage.py reencrypt_second_factors`: after SECRET_KEY has changed, before the old one leaves the fallbacks."""

from typing import Any

from django.core.management.base import BaseCommand

from wikilearn.people.actions.second_factor import reencrypt_second_factors


class Command(BaseCommand):
    help = "Encrypt the secrets of second factors under the present SECRET_KEY. Running it twice harms nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{reencrypt_second_factors()} devices and sheets of codes re-encrypted.")
