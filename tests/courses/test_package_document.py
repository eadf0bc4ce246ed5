"""The examples of `docs/course-package.md` are a course."""

import re
from pathlib import Path

from courses.exchange.ours.checking import advice_of, errors_of, figures_of
from courses.exchange.ours.reading import read_package

PAGE = Path(__file__).parents[2] / "docs" / "course-package.md"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>'


def test_examples_of_the_document_are_a_package_without_problems():
    course, lesson, questions, spanish, media = re.findall(
        r"```(?:yaml|markdown)\n(.*?)```", PAGE.read_text(), re.DOTALL
    )
    files = {
        "course.yaml": course,
        "lessons/welcome.md": lesson,
        "questions.yaml": questions,
        "i18n/es/questions.yaml": spanish,
        "media.yaml": media,
    }
    package = read_package({path: text.encode() for path, text in files.items()} | {"media/map.svg": SVG})
    assert errors_of(package) == []
    assert [problem.path for problem in advice_of(package)] == ["questions.yaml"]
    assert figures_of(package).questions == {"basics": 6}
    assert package.document["translations"]["es"]["question/password/option.a"][0] == "Cuatro palabras al azar"
    assert package.document["course"]["pause"] == 7200
