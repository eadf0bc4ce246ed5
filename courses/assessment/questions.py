"""A question as one revision of a course published it, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.assessment.scenarios import Scenario
from courses.enums import QuestionKind


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, or one thing to match. `html` and `explanation` are compiled and safe.

    `explanation` and `right` are filled only where the answers are already in: see `courses.queries.questions`.
    """

    key: str
    html: str
    explanation: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`key` is stable over revisions; `html` is the prompt; options stand in the order in which they are shown.

    `items` are what options are matched to; `unit` is that of a number; `scenario` is the graph of a scenario, without
    its points before the answers are in, and `texts` holds the HTML of its nodes and choices by id (`n1`, `n1.a`).
    `answer` is the key of answers and `accepted` holds the accepted words of a short text, in the languages of the
    reader: both are empty before the answers are in. `language` and `dir` say what the text really is, which may be a
    fallback of what the reader asked for.
    """

    key: str
    kind: QuestionKind
    html: str
    options: tuple[Option, ...]
    explanation: str = ""
    language: str = "en"
    dir: str = "ltr"
    items: tuple[Option, ...] = ()
    unit: str = ""
    scenario: Scenario | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()

    @property
    def right_options(self) -> frozenset[str]:
        """The keys of the options that make a right answer."""
        return frozenset(option.key for option in self.options if option.right)

    @property
    def option_keys(self) -> list[str]:
        """The keys of its options, as shown."""
        return [option.key for option in self.options]
