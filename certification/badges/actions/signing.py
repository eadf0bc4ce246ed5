"""The signature."""

import json

from django.db import transaction
from django.utils import timezone

from certification.badges import keys
from certification.badges.enums import CredentialState
from certification.badges.models import Carrier, Credential
from certification.badges.open_badges import documents, proofs, templating
from certification.badges.statements import credential_statement


@transaction.atomic
def sign_credential(*, credential: Credential) -> Credential:
    """Sign what waits for it and keep the document as it is; nothing happens to what was signed or revoked before."""
    credential = (
        Credential.objects.select_for_update(of=["self"])
        .select_related("issuer", "achievement__issuer", "status_list__issuer", "person")
        .get(pk=credential.pk)
    )
    if credential.state != CredentialState.PENDING:
        return credential
    _sign(credential, credential_statement(credential).as_json())
    credential.state = CredentialState.SIGNED
    credential.save(update_fields=["document", "key", "signed_at", "state"])
    return credential


@transaction.atomic
def resign_credential(*, credential: Credential) -> bool:
    """Sign the same words with the key of today; False where that key signed them already, or they are not signed.

    The files that carry the old signature go; the pipeline makes them anew.
    """
    credential = Credential.objects.select_for_update(of=["self"]).select_related("issuer").get(pk=credential.pk)
    active = keys.active_key(credential.issuer)
    if credential.state != CredentialState.SIGNED or (active is not None and credential.key_id == active.pk):
        return False
    statement = {name: value for name, value in json.loads(credential.document).items() if name != "proof"}
    _sign(credential, statement)
    credential.save(update_fields=["document", "key", "signed_at"])
    Carrier.objects.filter(credential=credential).delete()
    return True


def _sign(credential: Credential, statement: dict[str, object]) -> None:
    key, signer = keys.signer_of(credential.issuer)
    now = timezone.now().replace(microsecond=0)
    document = proofs.sign(statement, signer, created=now, canonical=templating.canonical)
    credential.document = documents.text(document)
    credential.key, credential.signed_at = key, now
