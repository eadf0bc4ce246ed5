"""The signature."""

from django.db import transaction
from django.utils import timezone

from certification.badges import keys
from certification.badges.enums import CredentialState
from certification.badges.models import Credential
from certification.badges.open_badges import documents, proofs
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
    key, signer = keys.signer_of(credential.issuer)
    now = timezone.now().replace(microsecond=0)
    document = proofs.sign(credential_statement(credential).as_json(), signer, created=now)
    credential.document = documents.text(document)
    credential.key, credential.signed_at, credential.state = key, now, CredentialState.SIGNED
    credential.save(update_fields=["document", "key", "signed_at", "state"])
    return credential
