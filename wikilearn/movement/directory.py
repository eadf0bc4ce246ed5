"""The directory of rights: which of them somebody looks for."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from wikilearn.movement.enums import GUIDE_TEXTS
from wikilearn.movement.models import Right


def rights_matching(asked: dict[str, Any], requiring: Collection[str]) -> QuerySet[Right]:
    """Rights by words, scope and the two questions; `requiring` are the keys of those that require something."""
    found = Right.objects.order_by("scope", "key")
    if words := asked.get("q", "").strip():
        found = found.filter(_words(words))
    if scope := asked.get("scope"):
        found = found.filter(scope=scope)
    if nonpublic := asked.get("nonpublic"):
        found = found.filter(sees_nonpublic=nonpublic == "yes")
    if required := asked.get("required"):
        found = found.filter(key__in=requiring) if required == "yes" else found.exclude(key__in=requiring)
    return found


def _words(words: str) -> Q:
    """In the language of the page or in English, with or without accents; the key of the right too."""
    wanted = Q(key__icontains=words) | Q(group__icontains=words)
    for language in {get_language() or "en", "en"}:
        for field in ("name", "description", *(f"guide__{text}" for text in GUIDE_TEXTS)):
            wanted |= Q(**{f"{build_localized_fieldname(field, language)}__unaccent__icontains": words})
    return wanted
