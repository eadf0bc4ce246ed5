"""Reading the wikis in the background."""

from celery import shared_task

from wikilearn.movement import holders


@shared_task
def sync_holdings() -> int:
    """Read the holders of rights from every wiki whose turn it is; gives how many could not be read."""
    return sum(bool(read.error) for read in holders.sync_all())
