"""From a package that was read to the document that the importer takes."""

from typing import Any

from courses.enums import BlockKind, QuestionKind, TextFormat
from courses.exchange.document import (
    BlockDocument,
    CourseDocument,
    LessonDocument,
    MediaDocument,
    ModuleDocument,
    QuestionDocument,
    Text,
)
from courses.exchange.loss_report import Outcome, Report
from courses.exchange.ours.reading import Package
from courses.publishing.snapshot import Document

ORIGIN = "package"


def course_document(package: Package, report: Report) -> CourseDocument:
    """The same course in the words of the importer."""
    return _Making(package, report).course()


class _Making:
    def __init__(self, package: Package, report: Report) -> None:
        self.package = package
        self.document = package.document
        self.report = report

    def course(self) -> CourseDocument:
        course = self.document["course"]
        asked = {each["key"]: self._question(each, place) for place, each in enumerate(self.document["questions"])}
        shown: set[str] = set()
        modules = [self._module(module, asked, shown) for module in self.document["modules"]]
        for module in modules:
            pool = [each for key, each in asked.items() if key not in shown and each.module == module.key]
            module.questions = pool
        self._count()
        return CourseDocument(
            origin=ORIGIN,
            key=course["slug"],
            slug=course["slug"],
            language=course["source_language"],
            texts=self._texts(self.document),
            modules=modules,
            licence=course["licence"],
            settings=course["settings"],
            about=course,
            people=self.document["people"],
            media=list(self._media()),
        )

    def _module(self, module: Document, asked: dict[str, QuestionDocument], shown: set[str]) -> ModuleDocument:
        lessons = [
            LessonDocument(
                key=lesson["key"],
                minutes=lesson["minutes"],
                texts=self._texts(lesson),
                blocks=[self._block(block, asked, shown) for block in lesson["blocks"]],
                settings=lesson["settings"],
            )
            for lesson in module["lessons"]
        ]
        return ModuleDocument(module["key"], self._texts(module), lessons, module["settings"])

    def _block(self, block: Document, asked: dict[str, QuestionDocument], shown: set[str]) -> BlockDocument:
        shown.update(block["questions"])
        return BlockDocument(
            key=block["key"],
            kind=BlockKind(block["kind"]),
            texts=self._texts(block),
            settings=block["settings"],
            questions=[asked[key] for key in block["questions"]],
            core=block["core"],
        )

    def _question(self, question: Document, position: int) -> QuestionDocument:
        return QuestionDocument(
            key=question["key"],
            kind=QuestionKind(question["kind"]),
            settings=question["settings"],
            answer=question["answer"],
            texts=self._texts(question),
            position=position,
            module=question["module"],
        )

    def _texts(self, element: Document) -> list[Text]:
        found = []
        for part, key in element["texts"].items():
            segment = self.document["segments"][key]
            text = Text(part, segment["text"], TextFormat(segment["format"]))
            for language, said in self.document["translations"].items():
                if key in said:
                    text.translations[language] = said[key][0]
                    if key in self.package.stated.get(language, ()):
                        text.states[language] = (said[key][1], said[key][2])
            found.append(text)
        return found

    def _media(self) -> Any:
        kinds = {
            block["settings"].get("media"): block["kind"]
            for module in self.document["modules"]
            for lesson in module["lessons"]
            for block in lesson["blocks"]
            if isinstance(block["settings"].get("media"), str)
        }
        for key, content in self.package.media.items():
            yield MediaDocument(key, content, kinds[key], self.document["media"][key])

    def _count(self) -> None:
        modules = self.document["modules"]
        lessons = [lesson for module in modules for lesson in module["lessons"]]
        self.report.counts.update(
            {"modules": len(modules), "lessons": len(lessons), "questions": len(self.document["questions"])}
        )
        for language in self.document["translations"]:
            self.report.translations[language] = len(lessons)
        words = sum(len(each["text"].split()) for each in self.document["segments"].values())
        self.report.file("course.yaml", Outcome.IMPORTED, words, words)
