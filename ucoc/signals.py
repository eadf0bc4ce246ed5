"""Facts announced upwards."""

from django.dispatch import Signal

assigned_course_closed = Signal()
"""An assigned course was passed or not passed in time. Sent inside that transaction with `case` (UUID), `decision`,
`measure` and `passed` (bool); nothing else about it is known or told."""

appeal_answered = Signal()
"""Another body has answered an appeal. Sent inside that transaction with `case` (UUID) and `appeal`."""
