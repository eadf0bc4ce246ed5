"""Writing a draft: clauses beside the universal ones, title and introduction, languages."""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from ucoc.actions.local_codes import checked_languages
from ucoc.enums import LocalState, Relation
from ucoc.errors import EditConflict, LocalCodeRefused, NotYours, WrongState
from ucoc.models import Clause, LocalClause, LocalEdit, LocalText, LocalVersion
from ucoc.rules import may_write
from wikilearn.audit.actions import record
from wikilearn.people.models import Person


@transaction.atomic
def save_clause(
    *,
    actor: Person,
    version: LocalVersion,
    covers: Clause | None,
    relation: str,
    language: str,
    heading: str,
    text: str,
    key: str = "",
    edit: int = 0,
) -> LocalClause:
    """Write a clause in one language: a new one, or the one of that `key`, whose text had `edit` changes before."""
    version = locked_draft(actor, version)
    if covers is None or covers.version_id != version.builds_on_id:
        raise LocalCodeRefused(
            _("Please choose the universal clause that this builds on. A clause that covers nothing cannot stand."),
            field="covers",
        )
    if relation not in Relation.values:
        raise LocalCodeRefused(_("Please say how it relates to the universal clause."), field="relation")
    clause = version.clauses.filter(key=key).first() if key else None
    if key and clause is None:
        raise EditConflict(_("Somebody else has removed this clause meanwhile."))
    if clause is None:
        last = version.clauses.aggregate(last=Max("position"))["last"] or 0
        clause = LocalClause(version=version, key=f"c{secrets.token_hex(4)}", position=last + 1)
    clause.covers, clause.relation = covers, relation
    clause.save()
    changed = _write(actor, version, clause, language, heading, text, edit)
    if changed:
        clause.marks.filter(cleared_at=None).update(cleared_at=timezone.now())
    _log(actor, version, "local_code.clause_saved", clause.key)
    return clause


@transaction.atomic
def save_introduction(
    *, actor: Person, version: LocalVersion, language: str, heading: str, text: str, edit: int = 0
) -> LocalText:
    """Write title and introduction in one language."""
    version = locked_draft(actor, version)
    _write(actor, version, None, language, heading, text, edit)
    _log(actor, version, "local_code.introduction_saved", "")
    return version.texts.get(clause=None, language=language)


@transaction.atomic
def remove_clause(*, actor: Person, version: LocalVersion, key: str) -> None:
    """Take a clause out of the draft; its words stay in the history."""
    version = locked_draft(actor, version)
    clause = version.clauses.filter(key=key).first()
    if clause is None:
        raise EditConflict(_("Somebody else has removed this clause meanwhile."))
    for text in clause.texts.all():
        LocalEdit.objects.create(version=version, key=key, language=text.language, edit=text.edit + 1, author=actor)
    clause.texts.all().delete()
    clause.delete()
    _log(actor, version, "local_code.clause_removed", key)


@transaction.atomic
def set_languages(*, actor: Person, version: LocalVersion, languages: Sequence[str]) -> LocalVersion:
    """Choose the languages of a draft, the main one first. A language that has texts stays."""
    version = locked_draft(actor, version)
    wanted = checked_languages(languages)
    used = set(version.texts.values_list("language", flat=True))
    if lost := sorted(used - set(wanted)):
        refusal = _("There are texts in %(languages)s. Please keep it, or remove these texts first.")
        raise LocalCodeRefused(refusal % {"languages": ", ".join(lost)}, field="languages")
    version.languages = wanted
    version.save(update_fields=["languages"])
    _log(actor, version, "local_code.languages_set", "")
    return version


def locked_draft(actor: Person, version: LocalVersion) -> LocalVersion:
    """The version as nobody else can change it now; refuses what is no draft, and whoever does not write it."""
    version = (
        LocalVersion.objects.select_for_update(of=("self",)).select_related("local", "builds_on").get(pk=version.pk)
    )
    if not may_write(actor, version):
        raise NotYours(_("You are not among the people who write this code."))
    if version.state != LocalState.DRAFT:
        raise WrongState(_("Only a draft can be changed."))
    return version


def _write(
    actor: Person,
    version: LocalVersion,
    clause: LocalClause | None,
    language: str,
    heading: str,
    text: str,
    edit: int,
) -> bool:
    """Whether the words are other ones than before."""
    heading, text = " ".join(heading.split()), text.strip()
    if language not in version.languages:
        raise LocalCodeRefused(_("Please add this language to the code first."), field="language")
    if not heading or not text:
        raise LocalCodeRefused(_("Please write a heading and a text."), field="text" if heading else "heading")
    now = version.texts.filter(clause=clause, language=language).first()
    if (now.edit if now else 0) != edit:
        raise EditConflict(_("Somebody else has changed this text meanwhile. Please compare and save again."))
    if now is not None and (now.heading, now.text) == (heading, text):
        return False
    said = now or LocalText(version=version, clause=clause, language=language, edit=0)
    said.heading, said.text, said.edit = heading, text, said.edit + 1
    said.save()
    LocalEdit.objects.create(
        version=version,
        key=clause.key if clause else "",
        language=language,
        edit=said.edit,
        heading=heading,
        text=text,
        author=actor,
    )
    return True


def _log(actor: Person, version: LocalVersion, action: str, key: str) -> None:
    record(
        actor=actor.reference,
        action=action,
        target=version.local.reference,
        details={"version": version.number, "clause": key},
    )
