"""Who hears of comments on a local code in consultation: those who write it, and whoever asks. Once a day at most."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.enums import LocalState
from ucoc.errors import WrongState
from ucoc.models import CommentFollower, LocalVersion
from ucoc.queries.local import writers_of
from wikilearn.notices.actions import Note, notify_each
from wikilearn.people.models import Person

KIND = "local_code_comments"
PAUSE = timedelta(days=1)
"""So long nobody hears of the same consultation again."""


@transaction.atomic
def follow_comments(*, actor: Person, version: LocalVersion, follows: bool) -> None:
    """Hear of new comments once a day, or no longer."""
    if not follows:
        CommentFollower.objects.filter(version=version, person=actor).delete()
    elif version.state != LocalState.CONSULTATION:
        raise WrongState(_("The consultation is not open."))
    else:
        CommentFollower.objects.get_or_create(version=version, person=actor)


def tell_of_comments() -> int:
    """Tell of what was said since the last time, one message each; gives how many consultations had news."""
    due = LocalVersion.objects.with_untold_comments(not_since=timezone.now() - PAUSE)
    return sum(_tell(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _tell(pk: int) -> bool:
    now = timezone.now()
    due = LocalVersion.objects.with_untold_comments(not_since=now - PAUSE).filter(pk=pk)
    version = due.select_for_update(of=("self",), skip_locked=True).select_related("local__wiki").first()
    if version is None:
        return False
    authors = list(version.untold_comments().values_list("author_id", flat=True))
    url, name = f"{version.get_absolute_url()}#comments", version.local.community_name
    notes = []
    for person in _listeners(version):
        number = sum(author != person.pk for author in authors)
        if number:
            said = {"name": name, "number": number}
            notes.append(Note(person, said, url, f"local_comments:{version.pk}:{now.isoformat()}"))
    notify_each(kind=KIND, notes=notes)
    version.comments_told_at = now
    version.save(update_fields=["comments_told_at"])
    return True


def _listeners(version: LocalVersion) -> list[Person]:
    """Who writes it, and those who asked and may still see it."""
    followers = Person.objects.filter(pk__in=version.followers.values("person"), is_active=True)
    wiki = version.local.wiki
    hidden = wiki is not None and wiki.private
    return list({*writers_of(version), *(person for person in followers if not hidden or person.roles)})
