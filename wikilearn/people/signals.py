"""Facts about people, announced upwards."""

from django.dispatch import Signal

person_renamed = Signal()
"""Sent inside the transaction with `person` (already under the new name), `old` and `new` username."""

person_erased = Signal()
"""Sent inside the transaction with `person`, whose details are gone."""
