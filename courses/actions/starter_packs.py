"""Loading the learning packs that come with the site, and what a new version of the site has changed in them."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.actions.packs import arrange_pack, create_pack, describe_pack
from courses.curriculum import StarterPack, StarterWords
from courses.enums import RevisionKind
from courses.errors import NotReady
from courses.exchange.ours.importing import ORIGIN
from courses.models import Course, Pack
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

COURSES = "courses"
"""How `LoadedPack` names the order of the courses; texts are named by their language."""


@dataclass(slots=True)
class LoadedPack:
    """What the loading of a pack has done. `kept`: what was edited here and stays as it is."""

    pack: Pack
    created: bool = False
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def came(self) -> dict[str, Any]:
        """What `Pack.loaded` holds, to be read and written."""
        came: dict[str, Any] = self.pack.loaded or {}
        return came


@transaction.atomic
def load_pack(
    *,
    actor: Person,
    organisation: Organisation,
    starter: StarterPack,
    kind: RevisionKind = RevisionKind.MAJOR,
    overwrite: bool = False,
) -> LoadedPack:
    """Make the pack a draft of the organisation, or bring what has changed in it since it was loaded.

    Words and order that were edited here stay, unless `overwrite`. A major change of its first language marks the
    languages that do not change with it as outdated; they stay served. Raises `NotReady` while the organisation lacks
    one of its courses or the address belongs to another pack, `NotYours`.
    """
    courses = _courses(organisation, starter)
    loaded = _found_or_made(actor, organisation, starter)
    _arrange(actor, loaded, courses, overwrite)
    _describe(actor, loaded, starter, overwrite)
    if kind == RevisionKind.MAJOR and starter.language in loaded.changed:
        loaded.pack.texts.exclude(language__in=loaded.changed).update(outdated=True)
    loaded.pack.save(update_fields=["loaded"])
    return loaded


def _courses(organisation: Organisation, starter: StarterPack) -> list[Course]:
    rows = Course.objects.filter(organisation=organisation, origin=ORIGIN, external_key__in=starter.courses)
    found = {course.external_key: course for course in rows}
    if missing := [key for key in starter.courses if key not in found]:
        raise NotReady(_("The learning pack waits for these courses: %(courses)s.") % {"courses": ", ".join(missing)})
    return [found[key] for key in starter.courses]


def _found_or_made(actor: Person, organisation: Organisation, starter: StarterPack) -> LoadedPack:
    pack = Pack.objects.select_for_update(of=["self"]).filter(slug=starter.slug).first()
    if pack is not None:
        if pack.organisation_id != organisation.pk or pack.loaded is None:
            raise NotReady(_("Another learning pack has this address."), field="slug")
        return LoadedPack(pack)
    words = starter.texts[starter.language]
    pack = create_pack(
        actor=actor,
        organisation=organisation,
        slug=starter.slug,
        audience=starter.audience,
        language=starter.language,
        title=words.title,
        description=words.description,
    )
    pack.loaded = {COURSES: [], "texts": {starter.language: words.hash}}
    return LoadedPack(pack, created=True)


def _arrange(actor: Person, loaded: LoadedPack, courses: list[Course], overwrite: bool) -> None:
    came, wanted = loaded.came[COURSES], [course.slug for course in courses]
    here = list(loaded.pack.entries.order_by("position").values_list("course__slug", flat=True))
    if wanted != here and (wanted != came or overwrite):
        if here != came and not overwrite:
            loaded.kept.append(COURSES)
            return
        arrange_pack(actor=actor, pack=loaded.pack, courses=courses)
        loaded.changed.append(COURSES)
    loaded.came[COURSES] = wanted


def _describe(actor: Person, loaded: LoadedPack, starter: StarterPack, overwrite: bool) -> None:
    """Languages that came before and come no more are taken away, if nobody has edited them."""
    rows = {text.language: StarterWords(text.title, text.description).hash for text in loaded.pack.texts.all()}
    came = loaded.came["texts"]
    for language in sorted({*starter.texts, *came}):
        words, here = starter.texts.get(language), rows.get(language)
        wanted = words.hash if words is not None else None
        if wanted != here and (wanted != came.get(language) or overwrite):
            if here != came.get(language) and not overwrite:
                loaded.kept.append(language)
                continue
            _put(actor, loaded.pack, language, words)
            loaded.changed.append(language)
        came[language] = wanted
    loaded.came["texts"] = {language: hash_ for language, hash_ in came.items() if hash_ is not None}


def _put(actor: Person, pack: Pack, language: str, words: StarterWords | None) -> None:
    title, description = (words.title, words.description) if words is not None else ("", "")
    describe_pack(actor=actor, pack=pack, language=language, title=title, description=description)
