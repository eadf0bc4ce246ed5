"""Facts of the exchange, sent inside the transaction of the change that they tell of."""

from django.dispatch import Signal

party_blocked = Signal()
"""A party wants nothing more to do with another: `block` (a `PartyBlock`). What is open between them ends quietly."""

match_answered = Signal()
"""A side has said yes or no to a match that waited for it: `match`, `by_learner` (bool), `accepted` (bool)."""

match_ended = Signal()
"""A match came to an end without having been confirmed by both (declined, expired, ended early, confirmed by one):
`match`, `by_learner` (None: nobody in particular)."""

match_confirmed = Signal()
"""Both sides have confirmed an exchange: `match`; once for each match."""
