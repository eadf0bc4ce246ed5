"""Changing what is on record about a right: its attributes, and what the directory says of it in each language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from wikilearn.audit.actions import record
from wikilearn.core.errors import DomainError, NotAllowed
from wikilearn.movement.enums import GUIDE_TEXTS
from wikilearn.movement.models import Right, RightChange, RightGuide
from wikilearn.people.models import Person

ATTRIBUTES = (
    "scope",
    "group",
    "sees_nonpublic",
    "minimum_age",
    "needs_confidentiality_agreement",
    "holders_public",
    "minimum_holders",
)
_SAID_OF_RIGHTS = ("name", "description")


class MayNotChangeRight(NotAllowed):
    """What stands in the directory of rights is changed by curators and staff."""


class RightRefused(DomainError):
    """The right cannot be like this."""


class ChangedMeanwhile(DomainError):
    """Somebody else has changed the right since the form was opened."""


def version_of(right: Right) -> int:
    """Which state of the right this is: a form hands it back, so that nobody undoes what they have not seen."""
    return right.changes.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def change_right(
    *,
    actor: Person,
    right: Right,
    reason: str,
    version: int,
    selectors: Sequence[Right],
    policy: str,
    **attributes: Any,
) -> RightChange | None:
    """Set the attributes; None if nothing differs. Holdings and standing are never touched by this.

    `MayNotChangeRight`, `ChangedMeanwhile`, and `RightRefused` as `check_right` says.
    """
    right, guide = _locked(actor, right, version)
    check_right(right, **attributes)
    before = {name: getattr(right, name) for name in ATTRIBUTES} | {
        "policy": guide.policy,
        "selectors": sorted(right.selectors.values_list("key", flat=True)),
    }
    after = {name: attributes[name] for name in ATTRIBUTES} | {
        "policy": policy,
        "selectors": sorted(selector.key for selector in selectors),
    }
    for name in ATTRIBUTES:
        setattr(right, name, attributes[name])
    right.save(update_fields=ATTRIBUTES)
    right.selectors.set(selectors)
    guide.policy = policy
    guide.save(update_fields=["policy"])
    return _noted(actor, right, reason, before, after)


@transaction.atomic
def change_guide(
    *, actor: Person, right: Right, reason: str, version: int, language: str, **texts: str
) -> RightChange | None:
    """Set name, description and the directory's texts in one language; None if nothing differs.

    `MayNotChangeRight`, `ChangedMeanwhile`; `RightRefused` for a language that the interface does not have.
    """
    if language not in dict(settings.LANGUAGES):
        raise RightRefused(_("The interface is not in this language."))
    right, guide = _locked(actor, right, version)
    before, after = {}, {}
    for field in (*_SAID_OF_RIGHTS, *GUIDE_TEXTS):
        of: Right | RightGuide = right if field in _SAID_OF_RIGHTS else guide
        column = build_localized_fieldname(field, language)
        before[column], after[column] = getattr(of, column) or "", texts[field].strip()
        setattr(of, column, after[column])
    if language == "en" and not after["name_en"]:
        raise RightRefused(_("A right needs a name in English."), field="name")
    right.save(update_fields=[build_localized_fieldname(field, language) for field in _SAID_OF_RIGHTS])
    guide.save()
    return _noted(actor, right, reason, before, after)


def check_right(right: Right, **attributes: Any) -> bool:
    """True if the right may be like this.

    `RightRefused` for another scope while somebody holds or held it, and for a user group that another right is.
    """
    if attributes["scope"] != right.scope and right.holdings.exists():
        raise RightRefused(_("Somebody holds or held this right, so its scope stays as it is."), field="scope")
    group = attributes["group"]
    same = Right.objects.filter(scope=attributes["scope"], group=group).exclude(pk=right.pk)
    if group and same.exists():
        raise RightRefused(_("Another right stands for this user group."), field="group")
    return True


def _locked(actor: Person, right: Right, version: int) -> tuple[Right, RightGuide]:
    if not actor.has_perm("movement.change_right"):
        raise MayNotChangeRight(_("Your role does not let you do this."))
    right = Right.objects.select_for_update(no_key=True).get(pk=right.pk)
    if version_of(right) != version:
        raise ChangedMeanwhile(
            _("Somebody else has changed this in the meantime. Please look at it again before you save.")
        )
    guide, _new = RightGuide.objects.get_or_create(right=right)
    return right, guide


def _noted(
    actor: Person, right: Right, reason: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> RightChange | None:
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return None
    change = RightChange.objects.create(right=right, by=actor, reason=reason, changes=changes)
    record(
        actor=actor.reference,
        action="right.changed",
        target=right.reference,
        details={"change": change.pk, "fields": sorted(changes)},
    )
    return change
