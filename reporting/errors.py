"""What the actions on cases refuse with."""

from django.utils.translation import gettext_lazy as _

from wikilearn.core.errors import DomainError, NotAllowed


class NotGranted(NotAllowed):
    """The person holds no key of this case. Views answer 404: it must not be told from a case that does not exist."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such case."))


class CaseChanged(DomainError):
    """The case got new keys since it was opened."""

    def __init__(self) -> None:
        super().__init__(_("The keys of this case have just changed. Please open the case again."))


class Tampered(DomainError):
    """Something that belongs to the case does not open: it was changed, moved or put back from elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            _("This part of the case cannot be opened. It may have been changed. Please tell the officers.")
        )


class NobodyCanRead(DomainError):
    """None of the readers has a key."""

    def __init__(self) -> None:
        super().__init__(_("Nobody who could read this has set up their vault."))


class NotForReporters(NotAllowed):
    """A receipt does not open or write this kind."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be done with a receipt."))


class TooLong(DomainError):
    """More text than one item holds."""

    def __init__(self, *, field: str | None = None) -> None:
        super().__init__(_("This text is too long."), field=field)


class NotStored(DomainError):
    """A file could not be written."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("The file could not be stored. Nothing of it was kept. Please try again later."))


class WrongPassphrase(DomainError):
    """The vault did not open."""

    status = 403

    def __init__(self, *, field: str = "passphrase") -> None:
        super().__init__(_("That is not right. The vault stays locked."), field=field)


class VaultExists(DomainError):
    """There is one already."""

    def __init__(self) -> None:
        super().__init__(_("You have a vault already."))


class NoVault(DomainError):
    """There is none yet."""

    def __init__(self) -> None:
        super().__init__(_("You have no vault yet."))


class FingerprintChanged(DomainError):
    """Somebody's key is another one than the actor knew; they must compare fingerprints before they grant."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__(
            _("This person has a new key. Compare the fingerprint with them before you let them in."), field="confirmed"
        )
        self.fingerprint = fingerprint


class WrongFingerprint(DomainError):
    """What was typed is not the fingerprint of the key that there is now."""

    def __init__(self) -> None:
        super().__init__(_("This is not the fingerprint of the new key."), field="fingerprint")


class NotLive(DomainError):
    """The person has no key that grants may go to."""

    def __init__(self) -> None:
        super().__init__(_("This person has no key that is ready for use."))


class OnHold(DomainError):
    """A legal hold keeps the case."""

    def __init__(self) -> None:
        super().__init__(_("Two people have put this case on hold. It cannot be destroyed before they lift it."))


class NotDue(DomainError):
    """The time of keeping is not over: the case is open, or was taken up again meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be done with the case as it is now."))
