"""A question as one revision of a course published it, in one language."""

from dataclasses import dataclass

from courses.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. `html` and `explanation` are compiled and safe.

    `explanation` and `right` are filled only where the answers are already in: see `courses.queries.questions`.
    """

    key: str
    html: str
    explanation: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`key` is stable over revisions; `html` is the prompt; options stand in the order in which they are shown.

    `language` and `dir` say what the text really is, which may be a fallback of what the reader asked for.
    """

    key: str
    kind: QuestionKind
    html: str
    options: tuple[Option, ...]
    explanation: str = ""
    language: str = "en"
    dir: str = "ltr"

    @property
    def right_options(self) -> frozenset[str]:
        """The keys of the options that make a right answer."""
        return frozenset(option.key for option in self.options if option.right)
