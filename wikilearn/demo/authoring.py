"""A course on a sensitive topic that its professionals have published and are editing again.

It has a drawing, a sound and a file to take along. People, texts and media are made up for it.
"""

import io
import math
import struct
import wave

from courses.actions.creating import create_course, name_people
from courses.actions.drafting import keep_draft
from courses.actions.editing import edit_element
from courses.actions.media import add_media, credit_media
from courses.actions.publishing import publish_course, submit_course
from courses.actions.questions import add_question
from courses.actions.settings import configure_course, set_topic_holders
from courses.actions.structure import add_block, add_lesson, add_module, move_element, remove_element
from courses.editing.elements import place_of, version_of
from courses.enums import BlockKind, QuestionKind, RevisionKind
from courses.models import Course, Lesson, Topic
from wikilearn.movement.models import Organisation
from wikilearn.people.models import Person

TOPIC = "mental-health"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 260">
<rect width="640" height="260" fill="#eaf3ff"/>
<g fill="none" stroke="#36c" stroke-width="6" stroke-linecap="round">
<circle cx="110" cy="130" r="56"/><circle cx="320" cy="130" r="56"/><circle cx="530" cy="130" r="56"/>
<path d="M172 130h84M382 130h84"/></g>
<g fill="#202122" font-family="sans-serif" font-size="26" text-anchor="middle">
<text x="110" y="139">Notice</text><text x="320" y="139">Listen</text><text x="530" y="139">Connect</text></g></svg>"""
SHEET = """Three sentences that help

1. "I am glad that you told me."
2. "You do not have to deal with this alone."
3. "May I help you find somebody who can stay with you?"
"""
TRANSCRIPT = "A bell rings softly, twice, with a pause of one second between."


def write_course_being_edited(
    *, author: Person, reviewer: Person, curator: Person, organisation: Organisation
) -> Course:
    """Published once by a second person, and under work again: an edit, a move, a removal, and something unsaved."""
    topic = Topic.objects.get(key=TOPIC)
    set_topic_holders(actor=curator, topic=topic, organisations=[organisation])
    course = create_course(
        actor=author,
        organisation=organisation,
        title="When somebody is not well",
        summary="How to answer a person in distress, and when to call for help.",
        topic=topic,
    )
    name_people(
        actor=author,
        course=course,
        people=[
            ("Dr. Amal Aziz", "Psychologist", "Licensed psychotherapist for twelve years"),
            ("Noor Berg", "Peer counsellor", "Trains volunteers of a telephone helpline"),
        ],
    )
    module = add_module(actor=author, course=course, title="The first answer")
    lessons = [
        add_lesson(actor=author, module=module, title=title) for title in ("Three steps", "A pause for yourself")
    ]
    _three_steps(author, course, lessons[0])
    _pause(author, course, lessons[1])
    add_question(
        actor=author,
        module=module,
        kind=QuestionKind.SINGLE,
        texts={
            "prompt": "Somebody writes that they cannot go on. What comes first?",
            "option.1": "Answer calmly, and pass it on at once to those who can help.",
            "option.2": "Wait until you have read all of their edits.",
            "explanation.1": "You are not alone with it, and neither are they.",
        },
        settings={"options": ["1", "2"]},
        answer={"correct": ["1"]},
    )
    course = configure_course(actor=author, course=course, questions_per_attempt=1)
    submit_course(actor=author, course=course)
    publish_course(actor=reviewer, course=course, kind=RevisionKind.MAJOR, note="First publication")
    _edit_again(author, course, lessons)
    return course


def _three_steps(author: Person, course: Course, lesson: Lesson) -> None:
    text = "Notice, listen, connect. You are **not** expected to heal anybody."
    add_block(actor=author, lesson=lesson, kind=BlockKind.PROSE, texts={"text": text})
    drawing = _file(author, course, DRAWING.encode(), "three-steps.svg", BlockKind.IMAGE)
    said = {"alt": "Three circles in a row, joined by lines: notice, listen, connect.", "caption": "The three steps"}
    add_block(actor=author, lesson=lesson, kind=BlockKind.IMAGE, texts=said, settings={"media": drawing})
    sheet = _file(author, course, SHEET.encode(), "three-sentences.txt", BlockKind.DOWNLOAD)
    said = {"title": "Three sentences that help", "text": "To keep beside your screen."}
    add_block(actor=author, lesson=lesson, kind=BlockKind.DOWNLOAD, texts=said, settings={"media": sheet})


def _pause(author: Person, course: Course, lesson: Lesson) -> None:
    bell = _file(author, course, _bell(), "bell.wav", BlockKind.AUDIO)
    said = {"title": "A bell to pause with", "cue.1": "[A bell]", "cue.2": "[The bell again]", "transcript": TRANSCRIPT}
    settings = {"media": bell, "cues": [[0, 1000], [2000, 3000]]}
    add_block(actor=author, lesson=lesson, kind=BlockKind.AUDIO, texts=said, settings=settings)
    text = "Breathe out before you write. An answer in ten minutes is better than a hasty one."
    add_block(actor=author, lesson=lesson, kind=BlockKind.PROSE, texts={"text": text})


def _edit_again(author: Person, course: Course, lessons: list[Lesson]) -> None:
    first, removed = lessons[0].blocks.first(), lessons[1].blocks.last()
    if first is None or removed is None:
        return
    text = "Notice, listen, connect. You are **not** expected to heal anybody, and you are never alone with it."
    edit_element(actor=author, element=first, texts={"text": text}, kind=RevisionKind.MINOR)
    move_element(actor=author, element=first, parent=lessons[0], position=1)
    remove_element(actor=author, element=removed)
    fields = {"text": [text + "\n\nIf life is in danger: "]}
    keep_draft(actor=author, course=course, place=place_of(first), version=version_of(first), fields=fields)


def _file(author: Person, course: Course, content: bytes, name: str, kind: str) -> str:
    media = add_media(actor=author, course=course, file=io.BytesIO(content), filename=name, kind=kind)
    credit_media(actor=author, media=media, licence="CC0", author="Safety Partners", source="")
    return media.key


def _bell() -> bytes:
    """Two soft tones in three seconds."""
    rate = 8000
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"".join(struct.pack("<h", _sample(number / rate)) for number in range(3 * rate)))
    return buffer.getvalue()


def _sample(second: float) -> int:
    since = second % 2
    return int(9000 * math.exp(-4 * since) * math.sin(2 * math.pi * 660 * since))
