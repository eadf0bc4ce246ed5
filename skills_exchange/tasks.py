"""Tasks of the skills exchange."""

from celery import shared_task


@shared_task
def tend_questions() -> int:
    """Ask the next helpers and pass on overdue questions; gives how many questions."""
    from skills_exchange.actions.help import tend_questions as tend

    return tend()


@shared_task
def check_links() -> int:
    """Try the addresses of the library that are due; gives how many."""
    from skills_exchange.actions.checking_links import check_links as check

    return check()
