"""`docs/reporting-security.md` says what the tests try, all of it and nothing else."""

import re

from tests.reporting.attacks import AREAS, PAGE, attacks


def test_every_marked_attack_is_on_the_page_in_its_words():
    text = PAGE.read_text(encoding="utf-8")
    missing = [each.line for each in attacks() if each.marked and each.line not in text]
    assert not missing, "Run: python -m tests.reporting.attacks"


def test_every_line_of_the_page_names_a_test_that_exists():
    tests = {f"`{each.module}.{each.test}`" for each in attacks()}
    named = re.findall(r"^- .*\((`\w+\.\w+`)\)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) > 100
    assert not set(named) - tests, "Run: python -m tests.reporting.attacks"


def test_every_area_that_the_design_names_is_tried():
    areas = {each.area for each in attacks()}
    assert areas == set(AREAS)
