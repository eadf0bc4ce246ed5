"""Places in status lists, and the lists as signed documents."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certification.badges import keys
from certification.badges.models import Credential, Issuer, StatusList
from certification.badges.open_badges import bitstrings, documents, proofs
from certification.badges.querysets import RENEW_AFTER

LIFETIME = timedelta(days=7)
"""How long a signed list may be relied on."""
_TRIES = 16


def free_place(issuer: Issuer) -> tuple[StatusList, int]:
    """A list and a random index of it that no credential ever had.

    The unique constraint has the last word: two at once may be given the same place, and one of them tries again.
    When three quarters of the tries are taken, a new list is begun.
    """
    latest = issuer.status_lists.order_by("-number").first()
    if latest is None:
        return _somewhere_in(_open_list(issuer, 1))
    tries = {secrets.randbelow(latest.size) for _ in range(_TRIES)}
    taken = Credential.objects.filter(status_list=latest, status_index__in=tries).values_list("status_index", flat=True)
    free = sorted(tries - set(taken))
    if len(free) * 4 <= len(tries):
        return _somewhere_in(_open_list(issuer, latest.number + 1))
    return latest, secrets.choice(free)


@transaction.atomic
def set_bit(credential: Credential) -> None:
    """Mark the credential as revoked in its list and sign the list again, in the transaction of the revocation."""
    listed = StatusList.objects.select_for_update().select_related("issuer").get(pk=credential.status_list_id)
    listed.bits = bitstrings.with_set(bytes(listed.bits), credential.status_index)
    _sign(listed)


@transaction.atomic
def sign_status_list(*, status_list: StatusList) -> StatusList:
    """The list with a signature that is less than a day old; signs again where it is older."""
    if _is_fresh(status_list):
        return status_list
    listed = StatusList.objects.select_for_update().select_related("issuer").get(pk=status_list.pk)
    if not _is_fresh(listed):
        _sign(listed)
    return listed


def _is_fresh(listed: StatusList) -> bool:
    return listed.signed_at is not None and listed.signed_at > timezone.now() - RENEW_AFTER


def _open_list(issuer: Issuer, number: int) -> StatusList:
    size = settings.BADGE_STATUS_LIST_BITS
    listed, _created = StatusList.objects.get_or_create(
        issuer=issuer, number=number, defaults={"size": size, "bits": bitstrings.empty(size)}
    )
    return listed


def _somewhere_in(listed: StatusList) -> tuple[StatusList, int]:
    return listed, secrets.randbelow(listed.size)


def _sign(listed: StatusList) -> None:
    now = timezone.now().replace(microsecond=0)
    credential = documents.StatusListCredential(
        id=listed.address,
        issuer=listed.issuer.did,
        encoded=bitstrings.encode(bytes(listed.bits)),
        valid_from=now,
        valid_until=now + LIFETIME,
        purpose=listed.purpose,
    )
    _key, signer = keys.signer_of(listed.issuer)
    listed.document = documents.text(proofs.sign(credential.as_json(), signer, created=now))
    listed.version += 1
    listed.signed_at = now
    listed.save(update_fields=["bits", "document", "version", "signed_at"])
