"""What attackers and bad inputs try, as the tests say it: `python -m tests.reporting.attacks` writes the page about it.

A test says what it tries by `@pytest.mark.attack(area, tried)`; in the modules of `BY_NAME` every test is one, and its
name says it. Tests are read, not run: the page needs no database.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "reporting-security.md"
BY_NAME = {
    "test_vault": "Vault",
    "test_tampering": "Vault",
    "test_sealing": "Vault",
    "test_sealing_states": "Vault",
    "test_expiring": "Vault",
    "test_recovery": "Vault",
    "test_receipts": "Receipts",
    "test_leaks": "Leaks",
    "test_case_policy": "Access",
    "test_case_pages": "Access",
    "test_merging": "Access",
    "test_asking": "Access",
    "test_lending_pages": "Access",
    "test_merging_states": "Access",
    "test_letting_in": "Access",
    "test_case_routing": "Routing",
    "test_case_climbing": "Routing",
    "test_matching": "Malice",
    "test_at_once": "Faults",
}
AREAS = ["Receipts", "Input", "Files", "Access", "Vault", "Routing", "Malice", "Leaks", "Privacy", "Faults"]
HEAD = """# What the tests of incident reporting try

Made from the tests by `python -m tests.reporting.attacks`; a test compares. Each line is something that an attacker,
a broken machine or an unlucky person does, and the test that does it. What the vault protects against and what not
stands in `reporting/vault/__init__.py`, and in plain words on the page `/report/safety/`.
"""


@dataclass(frozen=True, order=True)
class Attack:
    """One line: where it belongs, what is tried, in which test; `marked` says so itself."""

    area: str
    tried: str
    module: str
    test: str
    marked: bool = False

    @property
    def line(self) -> str:
        """As it stands on the page."""
        return f"- {self.tried} (`{self.module}.{self.test}`)"


def attacks() -> list[Attack]:
    """All of them, in the order of the page."""
    found = [each for path in sorted(Path(__file__).parent.glob("test_*.py")) for each in _in(path)]
    return sorted(found, key=lambda each: (AREAS.index(each.area), not each.marked, each.module))


def _in(path: Path) -> Iterator[Attack]:
    names: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        assert node.name not in names, f"{path.name} has two tests called {node.name}"
        names.add(node.name)
        said = _mark(node)
        if said is not None:
            yield Attack(said[0], said[1], path.stem, node.name, marked=True)
        elif path.stem in BY_NAME:
            yield Attack(BY_NAME[path.stem], _in_words(node.name), path.stem, node.name)


def _mark(node: ast.FunctionDef) -> tuple[str, str] | None:
    """What `@attack(area, tried)` or `@pytest.mark.attack(area, tried)` says."""
    for each in node.decorator_list:
        if isinstance(each, ast.Call) and ast.unparse(each.func) in {"attack", "pytest.mark.attack"}:
            area, tried = (ast.literal_eval(argument) for argument in each.args)
            return area, tried
    return None


def _in_words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ").capitalize()


def page() -> str:
    """The page."""
    found = attacks()
    parts = [HEAD]
    for area in AREAS:
        lines = [each.line for each in found if each.area == area]
        if lines:
            parts.append(f"\n## {area}\n\n" + "\n".join(lines) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
