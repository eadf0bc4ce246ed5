"""ASGI entry point, for deployments that prefer it; the measured choice is WSGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wikilearn.settings.base")

application = get_asgi_application()
