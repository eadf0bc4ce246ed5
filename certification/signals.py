"""Facts announced upwards, inside the transaction that made them."""

from django.dispatch import Signal

certified = Signal()
"""A person is certified for a period that did not exist before. Sent with `period=Period`."""

period_changed = Signal()
"""A period has got other days, no longer stands, or stands again. Sent with `period=Period` and `fact=Fact`."""
