"""A training library in miniature, of our own, packed the ways that people pack."""

import io
import tarfile
import zipfile
from typing import Any

import yaml

ROOT = "training_content/our_ed"


def library_files(**changes: Any) -> dict[str, Any]:
    """Paths and contents: two modules, four slides, a quiz, Spanish, a dangling slug, an orphan slide.

    `changes` replace contents by path below the root with `/` as `__` and without ending; None removes a file.
    """
    files: dict[str, Any] = {
        "libraries/basics.yml": {
            "name": "The basics",
            "id": 1,
            "introduction": "What everyone should know.",
            "categories": [
                {
                    "title": "To begin with",
                    "description": "Start here.",
                    "modules": [
                        {"slug": "reading", "name": "Reading", "description": "How to read"},
                        {"slug": "writing", "name": "Writing well", "description": "How to write"},
                    ],
                }
            ],
            "translations": {"es": {"name": "Lo básico", "introduction": "Lo que todo el mundo debería saber."}},
        },
        "modules/reading.yml": {
            "name": "Reading",
            "id": 1,
            "description": "Read before you write.",
            "estimated_ttc": "5 - 10 minutes",
            "slides": [{"slug": "welcome"}, {"slug": "sources"}, {"slug": "lost-slide"}],
            "translations": {"es": {"name": "Leer", "description": "Lee antes de escribir."}},
        },
        "modules/writing.yml": {
            "name": "Writing",
            "id": 2,
            "description": "Write what others can check.",
            "kind": "exercise",
            "slides": [{"slug": "draft"}, {"slug": "check"}],
        },
        "slides/1-reading/101-welcome.yml": {
            "id": 101,
            "title": "Welcome",
            "content": "You are **welcome**. See [the next page](/training/basics/reading/sources).",
            "translations": {"es": {"title": "Hola", "content": "Te damos la **bienvenida**."}},
        },
        "slides/1-reading/102-sources.yml": {
            "id": 102,
            "title": "Sources",
            "title_prefix": "Review:",
            "summary": "Why sources matter",
            "button_text": "I see",
            "content": '<figure class="wide">\n<img src="https://example.org/a.png" />\n'
            "<figcaption>A shelf</figcaption>\n</figure>\n\nRead <b>two</b> sources.",
        },
        "slides/2-writing/201-draft.yml": {"id": 201, "title": "Draft", "content": "Begin with a draft."},
        "slides/2-writing/202-check.yml": {
            "id": 202,
            "title": "Check yourself",
            "content": None,
            "assessment": {
                "question": "What comes first?",
                "correct_answer_id": 2,
                "answers": [
                    {"id": 1, "text": "Publishing", "explanation": "Too early."},
                    {"id": 2, "text": "Reading", "explanation": "Right."},
                ],
            },
            "translations": {
                "es": {
                    "title": "Compruébalo",
                    "assessment": {
                        "question": "¿Qué va primero?",
                        "correct_answer_id": 2,
                        "answers": [
                            {"id": 1, "text": "Publicar", "explanation": "Demasiado pronto."},
                            {"id": 2, "text": "Leer", "explanation": "Correcto."},
                        ],
                    },
                }
            },
        },
        "slides/2-writing/299-lonely.yml": {"id": 299, "title": "Lonely", "content": "Nobody lists me."},
    }
    for name, content in changes.items():
        path = next(path for path in files if path.rsplit(".", 1)[0].replace("/", "__").replace("-", "_") == name)
        if content is None:
            del files[path]
        else:
            files[path] = content
    return files


def as_bytes(files: dict[str, Any]) -> dict[str, bytes]:
    """The files as they lie in an archive, below the root."""
    return {
        f"{ROOT}/{path}": content
        if isinstance(content, bytes)
        else yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()
        for path, content in files.items()
    }


def tar_gz(files: dict[str, bytes]) -> io.BytesIO:
    """A `.tar.gz` of these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    packed.seek(0)
    return packed


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    """A `.zip` of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    packed.seek(0)
    return packed


def library(**changes: Any) -> io.BytesIO:
    """The library as an archive, with changes as in `library_files`."""
    return tar_gz(as_bytes(library_files(**changes)))
