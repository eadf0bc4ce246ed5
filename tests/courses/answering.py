"""What somebody who knows everything answers: the right values of the form, question by question."""

from collections.abc import Iterator

from courses.assessment.scenarios import Scenario
from courses.models import Attempt, QuestionRevision


def right_values(attempt: Attempt) -> Iterator[tuple[str, str, list[str]]]:
    """Key, kind and the values that a form sends for each question that was drawn, in order."""
    for drawn in attempt.drawn:
        document = QuestionRevision.objects.get(pk=drawn["question_revision"]).document
        yield drawn["key"], document["kind"], _values(document, attempt.language)


def _values(document, language) -> list[str]:
    answer = document["answer"]
    match document["kind"]:
        case "single" | "multiple":
            return list(answer["correct"])
        case "ordering":
            return [f"{key}={place}" for place, key in enumerate(answer["order"], start=1)]
        case "matching":
            return [f"{item}={option}" for item, option in answer["pairs"].items()]
        case "numeric":
            return [str(answer["value"])]
        case "short_text":
            accepted = document["accepted"]
            return [next(iter(accepted.get(language) or accepted[document["language"]]))]
        case "scenario":
            return _best_walk(Scenario.of(document["settings"]))
    raise AssertionError(document["kind"])


def _best_walk(scenario: Scenario) -> list[str]:
    walks = [[]]
    ended = []
    while walks:
        walk = walks.pop()
        here = scenario.at(walk)
        if here is None:
            ended.append(walk)
        else:
            walks += [[*walk, f"{here}.{choice}"] for choice in scenario.nodes[here]]
    return max(ended, key=scenario.earned)
