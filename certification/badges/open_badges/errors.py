"""Why a file or a text is not a badge that can be judged."""

from enum import StrEnum


class Flaw(StrEnum):
    """Each way in which an upload is refused before its content is looked at."""

    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    NOT_JSON = "not_json"
    NOT_A_CREDENTIAL = "not_a_credential"
    TOO_COMPLEX = "too_complex"
    RENAMED_KEY = "renamed_key"
    UNKNOWN_CONTEXT = "unknown_context"
    OTHER_EDITION = "other_edition"
    DAMAGED = "damaged"
    NO_CREDENTIAL = "no_credential"
    SEVERAL_CREDENTIALS = "several_credentials"
    COMPRESSED = "compressed"
    SCRIPT = "script"
    LOCKED = "locked"


class Unreadable(ValueError):
    """The upload is refused; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
