"""Questions, answers and verdicts, in words for people and in words for programs."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from certification.badges.enums import SubjectIdentity
from certification.badges.models import Credential
from certification.badges.open_badges.errors import Flaw


class Outcome(StrEnum):
    """The verdict in one word."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    INVALID = "invalid"
    UNKNOWN = "unknown"


class Question(StrEnum):
    """What is asked, each by itself."""

    FORM = "form"
    SIGNATURE = "signature"
    ISSUER = "issuer"
    RECORD = "record"
    DATES = "dates"
    STATUS = "status"


QUESTIONS: dict[Question, str | Promise] = {
    Question.FORM: gettext_lazy("Form"),
    Question.SIGNATURE: gettext_lazy("Signature"),
    Question.ISSUER: gettext_lazy("Issuer"),
    Question.RECORD: gettext_lazy("Same as our record"),
    Question.DATES: gettext_lazy("Dates"),
    Question.STATUS: gettext_lazy("Status"),
}

FLAWS: dict[Flaw, str | Promise] = {
    Flaw.TOO_LARGE: gettext_lazy("This is larger than a badge can be."),
    Flaw.UNKNOWN_KIND: gettext_lazy("This is not a JSON, PNG, SVG or PDF file."),
    Flaw.OTHER_EDITION: gettext_lazy("It uses an edition of the standard that we cannot check here."),
    Flaw.NOT_JSON: gettext_lazy("The data inside is not readable."),
    Flaw.NOT_A_CREDENTIAL: gettext_lazy("The data inside is not a badge of the kind Open Badges 3.0."),
    Flaw.TOO_COMPLEX: gettext_lazy("The data inside is more complicated than a badge can be."),
    Flaw.RENAMED_KEY: gettext_lazy("It hides parts of the badge under other names. Somebody changed it to deceive."),
    Flaw.UNKNOWN_CONTEXT: gettext_lazy("It uses words that are not defined by Open Badges 3.0."),
    Flaw.DAMAGED: gettext_lazy("The file is damaged."),
    Flaw.NO_CREDENTIAL: gettext_lazy("There is no badge in this file."),
    Flaw.SEVERAL_CREDENTIALS: gettext_lazy("There is more than one badge in this file."),
    Flaw.COMPRESSED: gettext_lazy("The badge in this picture is compressed, which the standard forbids."),
    Flaw.SCRIPT: gettext_lazy("This picture could run a program. A badge does not."),
    Flaw.LOCKED: gettext_lazy("This file is locked with a password."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`good` is None where it cannot be told."""

    question: Question
    good: bool | None
    text: str

    @property
    def title(self) -> str:
        """The question in words."""
        return str(QUESTIONS[self.question])


@dataclass(slots=True)
class Verdict:
    """Answers one by one, and what they amount to. `credential` is our record, if it is a badge of ours."""

    at: datetime
    outcome: Outcome = Outcome.UNKNOWN
    answers: list[Answer] = field(default_factory=list)
    credential: Credential | None = None
    carrier: str = ""

    @property
    def holder_name(self) -> str:
        """The name that our badge itself gives to everybody; empty where the holder wanted none."""
        credential = self.credential
        named = credential is not None and credential.identity in {SubjectIdentity.USERNAME, SubjectIdentity.NAME}
        return credential.identity_value if credential is not None and named else ""

    @property
    def deciding(self) -> str:
        """The answer that decided, in words: what a reader wants to know next."""
        asked = {
            Outcome.VALID: Question.DATES,
            Outcome.NOT_YET: Question.DATES,
            Outcome.EXPIRED: Question.DATES,
            Outcome.REVOKED: Question.STATUS,
            Outcome.SUPERSEDED: Question.STATUS,
        }.get(self.outcome)
        wanted = False if self.outcome == Outcome.INVALID else None
        for answer in self.answers:
            if answer.question == asked or (asked is None and answer.good is wanted):
                return answer.text
        return ""

    @property
    def not_judged(self) -> list[Question]:
        """What could not be told."""
        return [answer.question for answer in self.answers if answer.good is None]

    def add(self, question: Question, good: bool | None, text: str) -> None:
        self.answers.append(Answer(question, good, text))

    def as_json(self) -> dict[str, Any]:
        """For programs: words of `Outcome` and `Question`, sentences in the active language."""
        return {
            "outcome": str(self.outcome),
            "id": self.credential.address if self.credential else None,
            "carrier": self.carrier or None,
            "at": self.at.isoformat(),
            "not_judged": [str(question) for question in self.not_judged],
            "answers": {str(answer.question): {"good": answer.good, "text": answer.text} for answer in self.answers},
        }
