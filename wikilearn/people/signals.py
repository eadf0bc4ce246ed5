"""Facts about people, announced upwards."""

from django.dispatch import Signal

account_linked = Signal()
"""Sent inside the transaction with `person`, who has proved that the Wikimedia account of their name is theirs."""

account_unlinked = Signal()
"""Sent inside the transaction with `person`, who is no longer known to be behind a Wikimedia account."""

person_renamed = Signal()
"""Sent inside the transaction with `person` (already under the new name), `old` and `new` username, and `proven`:
whether the old name, too, was that of their Wikimedia account, not one that they had only registered here.
"""

person_erased = Signal()
"""Sent inside the transaction with `person`, whose details are gone."""

role_granted = Signal()
"""Sent inside the transaction with `grant`."""

role_revoked = Signal()
"""Sent inside the transaction with `grant`, whose `until` is set."""
