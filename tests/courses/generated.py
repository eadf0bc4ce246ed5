"""Courses that nobody would write: strategies for documents with every kind of block and question, and odd texts."""

from hypothesis import strategies as st

from courses.editing.parts import PARTS, format_of
from courses.enums import Audience, BlockKind, CourseLevel, CoursePath, QuestionKind
from courses.models.texts import text_hash

ODD = [
    "---",
    "--- a",
    "# heading",
    "```\n::: prose x\n```",
    ":::",
    "::: prose a\n:::",
    "::::\n:::",
    "",
    " ",
    "\n",
    "\n\na\n\n",
    "a\r\nb",
    "a\rb",
    "no",
    "yes",
    "1e3",
    "1_000",
    "2026-01-01",
    "12:30",
    "null",
    "~",
    "~~~",
    "- a",
    "a: b",
    "&a *a",
    "!!python/object",
    "%YAML",
    "{}",
    "[",
    "\u202eabc",
    "شكرا\u200f (A)",
    "  indented\ntext",
    "trailing  \nspaces ",
    "\ttab",
    "\u2028",
    "\x85",
    "😀",
    "\ufeff",
    "a\n---\nb",
    "![alt](file.png)",
    "![a]b](c.png)",
    "]",
    "-->",
    "<v Ann>Hello &amp; <b>",
    "'",
    '"',
    "\\",
    "key: |\n  x",
    "#",
    "a #b",
    "\x07",
    "---\n---",
]
SIMPLE = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TEXT = st.sampled_from(ODD) | SIMPLE | st.lists(st.sampled_from(ODD), max_size=4).map("\n".join)
KEY = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True) | st.sampled_from(
    ["no", "1", "A", "a b", "Ж", "é.x", "null", "x" * 200, "..", "con", "#", ":::", "---"]
)
FRACTIONS = st.integers(-(10**6), 10**6).map(lambda number: number / 8).filter(lambda number: number % 1)
"""Not every float: a column of JSON keeps 1e298 as a whole number, before any export sees it."""
SHORT_KEY = KEY.filter(lambda key: len(key) < 60)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | FRACTIONS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
SETTINGS = st.just({}) | st.dictionaries(TEXT, JSON, max_size=3)
KINDS = list(BlockKind.values)


@st.composite
def questions(draw, key, module):
    kind = draw(st.sampled_from(QuestionKind.values))
    keys = draw(st.lists(SHORT_KEY, min_size=2, max_size=4, unique=True))
    texts, options, answer = {"prompt": draw(TEXT)}, {"options": keys}, {}
    if draw(st.booleans()):
        texts["explanation"] = draw(TEXT)
    if draw(st.booleans()):
        options["shuffle"] = draw(st.booleans())
    said = {f"option.{each}": draw(TEXT) for each in keys} | {f"explanation.{keys[0]}": draw(TEXT)}
    if kind in ("single", "multiple"):
        texts, answer = texts | said, {"correct": draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))}
    elif kind == "ordering":
        texts, answer = texts | said, {"order": draw(st.permutations(keys))}
    elif kind == "matching":
        items = draw(st.lists(SHORT_KEY, min_size=2, max_size=3, unique=True))
        texts |= said | {f"item.{each}": draw(TEXT) for each in items}
        options, answer = options | {"items": items}, {"pairs": {each: draw(st.sampled_from(keys)) for each in items}}
    elif kind == "numeric":
        options, answer = {}, {"value": "1e3", "tolerance": "0.1"}
        texts["unit"] = draw(TEXT)
    elif kind == "short_text":
        options = {}
        texts |= {f"accepted.{number}": draw(TEXT) for number in range(1, draw(st.integers(2, 12)))}
    else:
        options = {
            "start": "n1",
            "nodes": [
                {"id": "n1", "choices": [{"id": "a", "to": "n2", "points": 2}, {"id": "b", "to": None}]},
                {"id": "n2", "choices": [{"id": "no", "to": None, "points": -1}]},
            ],
        }
        answer = draw(st.sampled_from([{}, {"paths": [["n1.b"]]}]))
        for part in ("node.n1", "node.n2", "choice.n1.a", "choice.n1.b", "choice.n2.no", "feedback.n1.a"):
            texts[part] = draw(TEXT)
    if draw(st.integers(0, 9)) == 0:
        options = draw(SETTINGS)
    return {"key": key, "module": module, "kind": kind, "settings": options, "answer": answer, "said": texts}


@st.composite
def blocks(draw, key):
    kind = draw(st.sampled_from(KINDS))
    texts = {part: draw(TEXT) for part in PARTS[kind] if draw(st.integers(0, 4))}
    settings = draw(SETTINGS)
    if kind in ("image", "video", "audio", "download") and draw(st.booleans()):
        settings = settings | {"media": draw(st.sampled_from(["map.png", "Odd name.PNG", "no", "x.svg"]))}
    if kind == "image" and draw(st.booleans()):
        settings = settings | {"decorative": draw(st.booleans())}
    if kind in ("video", "audio") and draw(st.booleans()):
        starts = draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=3, unique=True))
        settings = settings | {"cues": [[start, start + 1000] for start in sorted(starts)]}
        texts |= {f"cue.{number}": draw(TEXT) for number in range(1, len(starts) + 1) if draw(st.integers(0, 5))}
    if kind == "opaque":
        texts |= draw(st.dictionaries(st.sampled_from(["a", "b.c", "title", "no"]), TEXT, max_size=2))
    return {"key": key, "kind": kind, "core": draw(st.booleans()), "settings": settings, "said": texts, "questions": []}


@st.composite
def documents(draw):
    module_keys = draw(st.lists(KEY, max_size=3, unique=True))
    lesson_keys = draw(st.lists(KEY, max_size=4, unique=True))
    modules = [
        {"key": key, "settings": draw(SETTINGS), "said": {"title": draw(TEXT)}, "lessons": []} for key in module_keys
    ]
    for key in lesson_keys if modules else []:
        found = [draw(blocks(each)) for each in draw(st.lists(KEY, max_size=3, unique=True))]
        lesson = {
            "key": key,
            "minutes": draw(st.integers(0, 999)),
            "settings": draw(SETTINGS),
            "said": {"title": draw(TEXT)},
            "blocks": found,
        }
        draw(st.sampled_from(modules))["lessons"].append(lesson)
    pool = [
        draw(questions(key, draw(st.sampled_from(module_keys))))
        for key in (draw(st.lists(KEY, max_size=4, unique=True)) if modules else [])
    ]
    pool.sort(key=lambda each: module_keys.index(each["module"]))
    places = [block for module in modules for lesson in module["lessons"] for block in lesson["blocks"]]
    for question in pool if places else []:
        if draw(st.booleans()):
            draw(st.sampled_from(places))["questions"].append(question["key"])
    document = {
        "format": 1,
        "course": {
            "slug": "course",
            "organisation": "org",
            "topic": None,
            "guarded": False,
            "kind": "complementary",
            "path": draw(st.sampled_from(CoursePath.values)),
            "level": draw(st.sampled_from(CourseLevel.values)),
            "audiences": draw(st.lists(st.sampled_from(Audience.values), unique=True)),
            "source_language": "en",
            "licence": draw(SIMPLE),
            "sources": draw(TEXT),
            "questions_per_attempt": draw(st.integers(1, 100)),
            "pass_mark": draw(st.integers(1, 100)),
            "attempts_before_pause": draw(st.integers(1, 20)),
            "pause": float(draw(st.integers(0, 10**6))),
            "time_limit": draw(st.none() | st.integers(1, 10**5).map(float)),
            "prerequisites": [],
            "settings": draw(SETTINGS),
        },
        "said": {"title": draw(TEXT), "summary": draw(TEXT)},
        "modules": modules,
        "questions": pool,
        "people": [
            {"name": name, "role": draw(SIMPLE), "credential": draw(SIMPLE)}
            for name in draw(st.lists(st.sampled_from(["Ada", "no", "Ж"]), unique=True))
        ],
        "segments": {},
    }
    _spread(document, document, "course", draw)
    for module in modules:
        _spread(document, module, f"module/{module['key']}", draw)
        for lesson in module["lessons"]:
            _spread(document, lesson, f"lesson/{lesson['key']}", draw)
            for block in lesson["blocks"]:
                _spread(document, block, f"lesson/{lesson['key']}/{block['key']}", draw)
    for question in pool:
        _spread(document, question, f"question/{question['key']}", draw)
    names = {block["settings"].get("media") for block in places} - {None}
    document["media"] = {
        name: {
            "filename": draw(st.sampled_from([name, "Ж.png"])),
            "licence": "CC0",
            "author": draw(SIMPLE),
            "source": "",
        }
        for name in sorted(each for each in names if isinstance(each, str))
    }
    document["translations"] = {}
    for language in draw(st.lists(st.sampled_from(["es", "ar", "zh-Hans", "no", "pt-BR"]), unique=True)):
        said = {}
        for key, segment in document["segments"].items():
            if draw(st.booleans()):
                state = draw(st.sampled_from(["translated", "reviewed", "outdated"]))
                source = text_hash("before") if state == "outdated" else segment["hash"]
                said[key] = [draw(TEXT), state, source]
        if said:
            document["translations"][language] = said
    return document


def _spread(document, element, place, draw):
    """The texts of an element into the segments."""
    said = element.pop("said")
    element["texts"] = {part: f"{place}/{part}" for part in said}
    for part, text in said.items():
        written = str(format_of(part)) if draw(st.integers(0, 9)) else draw(st.sampled_from(["plain", "markdown"]))
        document["segments"][f"{place}/{part}"] = {"text": text, "format": written, "hash": text_hash(text)}


def media_of(document):
    return {key: f"content of {key}".encode() for key in document["media"]}
