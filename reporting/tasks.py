"""Waking up what is due. Each may run twice, and two at once."""

from celery import shared_task

from reporting.actions.cases.alarming import ring_due
from reporting.actions.cases.asking import announce_letters
from reporting.actions.cases.canaries import send_canaries
from reporting.actions.cases.climbing import climb_overdue
from reporting.actions.cases.telling import tell_due
from reporting.actions.expiring import sweep_expired
from reporting.actions.heads import give_head
from reporting.actions.sending import forget_receipts
from reporting.actions.wellbeing import forget_exposures


@shared_task
def ring_alarms() -> int:
    """Ring for emergencies that nobody has acknowledged."""
    return ring_due()


@shared_task
def climb_overdue_cases() -> int:
    """Take what is overdue to the next body."""
    return climb_overdue()


@shared_task
def tell_handlers() -> int:
    """Tell handlers whose moment has come, and people to whom a question has opened."""
    announce_letters()
    return tell_due()


@shared_task
def check_routes() -> int:
    """Send a synthetic report to each body; gives how many did not arrive."""
    return sum(not canary.arrived for canary in send_canaries())


@shared_task
def end_what_is_over() -> int:
    """Destroy settled cases past their time; gives how many could not be, which the next sweep tries again.

    What was counted of people's reading long ago is forgotten, too.
    """
    forget_exposures()
    return len(sweep_expired().failed)


@shared_task
def forget_waiting_receipts() -> None:
    """Receipts that wait in vain for the sender to confirm them go."""
    forget_receipts()


@shared_task
def give_daily_head() -> bool:
    """Give the head of the audit log to the two bodies that keep it, once a day; whether there was one."""
    return give_head() is not None
