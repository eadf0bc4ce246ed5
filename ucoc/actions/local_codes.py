"""Starting local codes and their versions, and asking people to write with us."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ucoc.enums import LocalEventKind, LocalState
from ucoc.errors import LocalCodeRefused, NotYours
from ucoc.models import (
    CodeVersion,
    LocalClause,
    LocalCode,
    LocalEditor,
    LocalEvent,
    LocalText,
    LocalVersion,
)
from ucoc.rules import may_start, may_write
from wikilearn.audit.actions import record
from wikilearn.core import languages as tags
from wikilearn.movement.models import Organisation, Wiki
from wikilearn.people.models import Person


@transaction.atomic
def start_local_code(*, actor: Person, community: Wiki | Organisation, languages: Sequence[str]) -> LocalVersion:
    """Start the code of a wiki or an organisation with an empty draft. `languages`: the first is the main one."""
    if not may_start(actor, community):
        raise NotYours(_("Only people who hold a right there, or write for it, can start its code."))
    wiki = community if isinstance(community, Wiki) else None
    organisation = community if isinstance(community, Organisation) else None
    if wiki is not None and wiki.closed:
        raise LocalCodeRefused(_("This wiki is closed."))
    slug = community.dbname if isinstance(community, Wiki) else f"org-{community.slug}"
    try:
        with transaction.atomic():
            local = LocalCode.objects.create(slug=slug, wiki=wiki, organisation=organisation)
    except IntegrityError as error:
        raise LocalCodeRefused(_("There is a local code for this community already.")) from error
    return _new_version(actor, local, checked_languages(languages))


@transaction.atomic
def start_local_version(*, actor: Person, local: LocalCode) -> LocalVersion:
    """Start a draft from the version before it, on the universal version in force.

    Clauses are taken over under the same numbers. What covers a clause that the universal code no longer has is not:
    it stays in the version before, and the comparison shows it as removed.
    """
    local = LocalCode.objects.select_for_update().get(pk=local.pk)
    if not may_write(actor, local):
        raise NotYours(_("You are not among the people who write this code."))
    if local.versions.under_work().exists():
        raise LocalCodeRefused(_("A version is being worked on already."))
    before = local.versions.exclude(state=LocalState.WITHDRAWN).order_by("-number").first()
    version = _new_version(actor, local, before.languages if before else ["en"])
    if before is not None:
        _take_over(before, version, actor)
    return version


@transaction.atomic
def add_editor(*, actor: Person, local: LocalCode, person: Person) -> LocalEditor:
    """Ask somebody to write with us."""
    if not may_write(actor, local):
        raise NotYours(_("You are not among the people who write this code."))
    if not person.is_active:
        raise LocalCodeRefused(_("This account is closed."), field="username")
    editor, created = LocalEditor.objects.get_or_create(local=local, person=person, defaults={"added_by": actor})
    if not created:
        raise LocalCodeRefused(_("This person writes with us already."), field="username")
    record(actor=actor.reference, action="local_code.editor_added", target=local.reference, details={})
    return editor


@transaction.atomic
def remove_editor(*, actor: Person, editor: LocalEditor) -> None:
    """Ask somebody no more, or leave."""
    local = editor.local
    if editor.person_id != actor.pk and not may_write(actor, local):
        raise NotYours(_("You are not among the people who write this code."))
    editor.delete()
    record(actor=actor.reference, action="local_code.editor_removed", target=local.reference, details={})


def checked_languages(languages: Sequence[str]) -> list[str]:
    """The tags in canonical spelling, each once."""
    found = []
    for tag in languages:
        try:
            found.append(tags.canonical(tag))
        except ValueError as error:
            refusal = _("“%(tag)s” is not a language tag.") % {"tag": tag}
            raise LocalCodeRefused(refusal, field="languages") from error
    if not found:
        raise LocalCodeRefused(_("Please name at least one language."), field="languages")
    return list(dict.fromkeys(found))


def _new_version(actor: Person, local: LocalCode, languages: Sequence[str]) -> LocalVersion:
    universal = CodeVersion.objects.in_force()
    if universal is None:
        raise LocalCodeRefused(_("There is no universal code in force to build on."))
    last = local.versions.aggregate(last=Max("number"))["last"] or 0
    version = LocalVersion.objects.create(
        local=local, number=last + 1, builds_on=universal, languages=list(languages), started_by=actor
    )
    LocalEvent.objects.create(local=local, version=version, kind=LocalEventKind.STARTED)
    record(
        actor=actor.reference,
        action="local_code.started",
        target=local.reference,
        details={"version": version.number, "builds_on": universal.number},
    )
    return version


def _take_over(before: LocalVersion, version: LocalVersion, actor: Person) -> None:
    covered = {clause.number: clause for clause in version.builds_on.clauses.all()}
    for text in before.texts.filter(clause=None):
        _copy(text, version, None, actor)
    for old in before.clauses.select_related("covers").prefetch_related("texts"):
        if (covers := covered.get(old.covers.number)) is None:
            continue
        clause = LocalClause.objects.create(
            version=version, key=old.key, position=old.position, covers=covers, relation=old.relation
        )
        for text in old.texts.all():
            _copy(text, version, clause, actor)


def _copy(text: LocalText, version: LocalVersion, clause: LocalClause | None, actor: Person) -> None:
    LocalText.objects.create(
        version=version, clause=clause, language=text.language, heading=text.heading, text=text.text
    )
