"""How far a publication is. Its pages are one transaction, so its progress goes through the cache."""

from collections.abc import Callable

from courses.models import Publication
from courses.queries.importing import progress_kept, remember_progress


def progress_keeper(publication_id: int) -> Callable[[int, int], None]:
    """What the worker calls with languages done and languages in all."""
    uid = Publication.objects.values_list("uid", flat=True).get(pk=publication_id)

    def keep(done: int, total: int) -> None:
        remember_progress(uid, done, total)

    return keep


def publication_progress(publication: Publication) -> tuple[int, int]:
    """Languages done and languages in all; nought of nought while it is not known."""
    return progress_kept(publication.uid)
