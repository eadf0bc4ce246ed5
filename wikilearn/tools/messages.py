"""Message catalogues in `locale/`: `python wikilearn/tools/messages.py compile | check | update`.

compile  .po to .mo without GNU gettext; fuzzy messages are left out
update   bring the catalogues up to the code (GNU gettext), for translators
check    fail if `update` would find anything new or obsolete, or if a message is untranslated, fuzzy, lacks a plural
         form, or does not use the placeholders of the original
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    import polib

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("ar", "es", "fr", "ru", "zh_Hans")
"""Those that must be complete. English is the language of the code."""
SOURCES = ("wikilearn", "courses", "certification", "ucoc", "skills_exchange", "reporting", "templates", "static")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def compile_catalogues() -> None:
    """Write the .mo file of each .po file."""
    for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def update(root: Path) -> None:
    """Collect the messages of the code in `root` into the catalogues there."""
    (root / "locale").mkdir(exist_ok=True)
    options = ["--no-wrap", "--add-location", "file", "--verbosity", "0", "--settings", "wikilearn.settings.test"]
    for language in LANGUAGES:
        options += ["--locale", language]
    for folder in ("tests", "bench", "wikilearn/tools", "node_modules", ".venv", ".uv", "staticfiles", "docs"):
        options += ["--ignore", f"{folder}/*"]
    subprocess.run([sys.executable, "manage.py", "makemessages", *options], cwd=root, check=True)  # noqa: S603


def check() -> list[str]:
    """What is wrong with the catalogues, a line each."""
    if not shutil.which("xgettext"):
        raise SystemExit("GNU gettext is missing: apt-get install gettext")
    with tempfile.TemporaryDirectory(prefix="wikilearn-messages-") as name:
        copy = Path(name)
        for source in (*SOURCES, "locale"):
            if (ROOT / source).exists():
                shutil.copytree(ROOT / source, copy / source)
        shutil.copy(ROOT / "manage.py", copy)
        update(copy)
        return [line for language in LANGUAGES for line in _problems(copy, language)]


def _problems(root: Path, language: str) -> list[str]:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return [f"{language}: no catalogue"]
    import polib  # for development only: the image compiles without it

    entries = polib.pofile(str(path))
    found = []
    for entry in entries:
        if entry.obsolete:
            found.append((entry, "not in the code any more"))
        elif entry.fuzzy:
            found.append((entry, "fuzzy"))
        elif not entry.translated():
            found.append((entry, "not translated"))
        elif not _same_placeholders(entry):
            found.append((entry, "other placeholders than the original"))
    return [f"{language}: {entry.msgid[:70]!r}: {problem}" for entry, problem in found]


def _same_placeholders(entry: "polib.POEntry") -> bool:
    """Whether each translation uses only placeholders of the original; a plural form may leave out the number."""
    originals = set(_PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    if entry.msgid_plural:
        return all(set(_PLACEHOLDER.findall(form)) <= originals for form in entry.msgstr_plural.values())
    return set(_PLACEHOLDER.findall(entry.msgstr)) == originals


def main(task: str) -> int:
    """The exit status."""
    match task:
        case "compile":
            compile_catalogues()
        case "update":
            update(ROOT)
        case "check":
            problems = check()
            print("\n".join(problems[:60]))  # noqa: T201
            if problems:
                print(f"{len(problems)} problems in the message catalogues.")  # noqa: T201
            return 1 if problems else 0
        case _:
            print(__doc__)  # noqa: T201
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
