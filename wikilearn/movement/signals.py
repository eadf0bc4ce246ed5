"""What happened in the movement, told to the apps above, inside the transaction in which it happened."""

from django.dispatch import Signal

membership_began = Signal()
"""Somebody has a new role in an organisation: `membership`, `actor` (who added them)."""

membership_ended = Signal()
"""A role in an organisation ended: `membership`, `actor`."""

holding_began = Signal()
"""Somebody holds a right: `holding`."""

holding_ended = Signal()
"""A right is no longer held from `holding.until` on: `holding`."""
