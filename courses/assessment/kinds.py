"""What an answer to each kind of question looks like, and how much of it is right.

An answer is a list of strings, as the attempt keeps it:

| kind | answer | key (`answer` of the question) | credit |
| --- | --- | --- | --- |
| single | `[option]` | `{"correct": [option, …]}` | all or nothing |
| multiple | `[option, …]` | `{"correct": [option, …]}` | all or nothing |
| ordering | all options, first to last | `{"order": [option, …]}` | pairs in right order minus pairs in wrong order |
| matching | an option for each item, in their order, "" for none | `{"pairs": {item: option}}` | share |
| numeric | `[what was typed]` | `{"value": "12.5", "tolerance": "0.1"}` | all or nothing |
| short_text | `[what was typed]` | the texts `accepted.<n>`, translated like any text | all or nothing |
| scenario | the way gone, `[node.choice, …]` | see `courses.assessment.scenarios` | points as a part of the most |

Partial credit goes where an answer consists of many judgements, so that one slip does not look like knowing nothing:
orders, matches, ways through a scenario. It is built so that guessing earns about nothing where that can be had (an
order at random is worth 0 on average). `multiple` has none: to tick everything must never pay, and whoever certifies
somebody wants to know that they can tell right from wrong here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from courses.assessment import numbers, words
from courses.assessment.questions import Question
from courses.enums import QuestionKind

Answer = Sequence[str]
NOTHING, WHOLE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of question is asked and graded.

    `widget` names its part of a page; `most` the number of options that an answer may name (None: any number); `fits`
    says whether an answer could come from its form, `complete` whether one that fits leaves nothing open; `credit`
    judges an answer that fits, 0 to 1.
    """

    widget: str
    credit: Callable[[Question, Answer], Fraction]
    fits: Callable[[Question, Answer], bool]
    complete: Callable[[Question, Answer], bool] = lambda _question, answer: bool(answer)
    most: int | None = None


def credit(question: Question, answer: Answer) -> Fraction:
    """How much of the point of the question the answer earns, 0 to 1; no answer earns nothing."""
    if not answer or not fits(question, answer):
        return NOTHING
    return KINDS[question.kind].credit(question, answer)


def is_right(question: Question, answer: Answer) -> bool:
    """Whether the answer earns the whole point of the question."""
    return credit(question, answer) == WHOLE


def fits(question: Question, answer: Answer) -> bool:
    """Whether the answer could come from the form of the question. It may still be incomplete; no answer fits."""
    return KINDS[question.kind].fits(question, answer)


def is_complete(question: Question, answer: Answer) -> bool:
    """Whether the answer can be handed in."""
    return bool(answer) and fits(question, answer) and KINDS[question.kind].complete(question, answer)


def same_answer(question: Question, one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, as the kind of the question compares them."""
    if not one or not other:
        return False
    if question.kind == QuestionKind.SHORT_TEXT:
        return words.folded(one[0]) == words.folded(other[0])
    if question.kind == QuestionKind.NUMERIC:
        return bool(numbers.readings(one[0]) & numbers.readings(other[0]))
    if question.kind == QuestionKind.MULTIPLE:
        return set(one) == set(other)
    return list(one) == list(other)


def _whole(right: bool) -> Fraction:
    return WHOLE if right else NOTHING


def _options_fit(most: int | None) -> Callable[[Question, Answer], bool]:
    def check(question: Question, answer: Answer) -> bool:
        known = set(question.option_keys)
        return known.issuperset(answer) and len(set(answer)) == len(answer) and (most is None or len(answer) <= most)

    return check


def _chosen(question: Question, answer: Answer) -> Fraction:
    return _whole(answer[0] in question.right_options)


def _exactly(question: Question, answer: Answer) -> Fraction:
    return _whole(frozenset(answer) == question.right_options)


def _order_fits(question: Question, answer: Answer) -> bool:
    return not answer or (len(answer) == len(question.options) and set(answer) == set(question.option_keys))


def _order(question: Question, answer: Answer) -> Fraction:
    place = {key: position for position, key in enumerate(question.answer.get("order", ()))}
    pairs = list(combinations([place.get(key, 0) for key in answer], 2))
    if not pairs or len(place) != len(answer):
        return NOTHING
    right = sum(first < second for first, second in pairs)
    return max(NOTHING, Fraction(2 * right - len(pairs), len(pairs)))


def _match_fits(question: Question, answer: Answer) -> bool:
    return not answer or (len(answer) == len(question.items) and {*question.option_keys, ""}.issuperset(answer))


def _match(question: Question, answer: Answer) -> Fraction:
    pairs = question.answer.get("pairs", {})
    right = sum(
        bool(given) and pairs.get(item.key) == given for item, given in zip(question.items, answer, strict=True)
    )
    return Fraction(right, len(question.items)) if question.items else NOTHING


def _number_fits(question: Question, answer: Answer) -> bool:
    return not answer or (len(answer) == 1 and bool(numbers.readings(answer[0])))


def _number(question: Question, answer: Answer) -> Fraction:
    if "value" not in question.answer:
        return NOTHING
    value, tolerance = Decimal(question.answer["value"]), Decimal(question.answer.get("tolerance") or 0)
    return _whole(any(abs(reading - value) <= tolerance for reading in numbers.readings(answer[0])))


def _text_fits(question: Question, answer: Answer) -> bool:
    return not answer or (len(answer) == 1 and len(answer[0].strip()) > 0 and len(answer[0]) <= words.LONGEST)


def _text(question: Question, answer: Answer) -> Fraction:
    return _whole(words.folded(answer[0]) in {words.folded(text) for text in question.accepted} - {""})


def _way_fits(question: Question, answer: Answer) -> bool:
    return question.scenario is not None and question.scenario.walked(answer) == list(answer)


def _way_ends(question: Question, answer: Answer) -> bool:
    return question.scenario is not None and question.scenario.at(answer) is None


def _way(question: Question, answer: Answer) -> Fraction:
    scenario = question.scenario
    if scenario is None or scenario.at(answer) is not None:
        return NOTHING
    if paths := question.answer.get("paths"):
        return _whole(list(answer) in paths)
    best = scenario.best()
    return max(NOTHING, Fraction(scenario.earned(answer), best)) if best > 0 else NOTHING


KINDS: dict[QuestionKind, Kind] = {
    QuestionKind.SINGLE: Kind(widget="radio", credit=_chosen, fits=_options_fit(1), most=1),
    QuestionKind.MULTIPLE: Kind(widget="checkbox", credit=_exactly, fits=_options_fit(None)),
    QuestionKind.ORDERING: Kind(widget="ordering", credit=_order, fits=_order_fits),
    QuestionKind.MATCHING: Kind(
        widget="matching", credit=_match, fits=_match_fits, complete=lambda _question, answer: all(answer)
    ),
    QuestionKind.NUMERIC: Kind(widget="number", credit=_number, fits=_number_fits, most=1),
    QuestionKind.SHORT_TEXT: Kind(widget="text", credit=_text, fits=_text_fits, most=1),
    QuestionKind.SCENARIO: Kind(widget="scenario", credit=_way, fits=_way_fits, complete=_way_ends),
}
