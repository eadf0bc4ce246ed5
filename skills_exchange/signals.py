"""Facts of the exchange, sent inside the transaction of the change that they tell of."""

from django.dispatch import Signal

party_blocked = Signal()
"""A party wants nothing more to do with another: `block` (a `PartyBlock`). What is open between them ends quietly."""
