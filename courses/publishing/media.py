"""Pictures, recordings and files as accessible HTML."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from courses.editing.captions import Cue, webvtt
from courses.editing.parts import CUE
from courses.enums import BlockKind
from courses.publishing.snapshot import Document
from wikilearn.core import languages

if TYPE_CHECKING:
    from courses.publishing.compiling import Compiler

KINDS = frozenset({BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.DOWNLOAD})


def media_html(compiler: "Compiler", lesson_key: str, block: Document) -> str:
    """The block in the language of the compiler; nothing but its words where its file is not there."""
    key = block["settings"].get("media")
    media = compiler.document.get("media", {}).get(key) if isinstance(key, str) else None
    address = compiler.media_address(key) if media else ""
    if media is None:
        return "\n".join(_text(compiler, block, part) for part in block["texts"] if not part.startswith(CUE))
    if block["kind"] == BlockKind.IMAGE:
        return _image(compiler, block, media, address)
    if block["kind"] == BlockKind.DOWNLOAD:
        return _download(compiler, block, media, address)
    return _recording(compiler, lesson_key, block, media, address)


def captions_of(document: Document, compilers: "dict[str, Compiler]") -> Iterator[dict[str, str]]:
    """The fields of `CompiledCaptions`: for each recording, each language that has all its captions."""
    for module in document["modules"]:
        for lesson in module["lessons"]:
            for block in lesson["blocks"]:
                if cues := block["settings"].get("cues"):
                    for language in caption_languages(document, block, compilers):
                        yield {
                            "lesson_key": lesson["key"],
                            "block_key": block["key"],
                            "language": language,
                            "text": captions_text(compilers[language], block, cues),
                        }


def caption_languages(document: Document, block: Document, compilers: "dict[str, Compiler]") -> list[str]:
    """The source language, and those in which each caption is said."""
    keys = _cue_keys(block)
    source = document["course"]["source_language"]
    if not keys:
        return []
    full = [
        tag
        for tag, compiler in compilers.items()
        if tag != source and all(compiler.said(key).language == tag for key in keys)
    ]
    return [source, *sorted(full)]


def captions_text(compiler: "Compiler", block: Document, cues: list[list[int]]) -> str:
    """The captions of a block in one language, as WebVTT."""
    texts = [(start, end, block["texts"].get(f"{CUE}{number}")) for number, (start, end) in enumerate(cues, start=1)]
    return webvtt(Cue(start, end, compiler.said(key).text) for start, end, key in texts if key)


def _image(compiler: "Compiler", block: Document, media: Document, address: str) -> str:
    decorative = block["settings"].get("decorative")
    alt = "" if decorative else _words(compiler, block, "alt")
    image = f'<img src="{escape(address)}" alt="{escape(alt)}"{_dimensions(media)} loading="lazy" decoding="async">'
    caption = _text(compiler, block, "caption") + _credit(media)
    return f'<figure class="media">{image}{_caption(caption)}</figure>'


def _recording(compiler: "Compiler", lesson_key: str, block: Document, media: Document, address: str) -> str:
    title = _words(compiler, block, "title")
    tag = "video" if block["kind"] == BlockKind.VIDEO else "audio"
    tracks = "".join(
        f'<track kind="captions" srclang="{escape(language)}" label="{escape(languages.get(language).autonym)}"'
        f' src="{escape(compiler.captions_address(lesson_key, block["key"], language))}"'
        f"{' default' if language == _shown(compiler, block) else ''}>"
        for language in compiler.captions.get((lesson_key, block["key"]), [])
    )
    named = f' aria-label="{escape(title)}"' if title else ""
    player = (
        f'<{tag} controls preload="metadata"{named}{_dimensions(media) if tag == "video" else ""}>'
        f'<source src="{escape(address)}" type="{escape(media["content_type"])}">{tracks}</{tag}>'
    )
    heading = f"<p>{escape(title, quote=False)}</p>" if title else ""
    figure = f'<figure class="media">{player}{_caption(heading + _credit(media))}</figure>'
    return figure + _transcript(compiler, block)


def _transcript(compiler: "Compiler", block: Document) -> str:
    text = _text(compiler, block, "transcript")
    return f'<details class="disclosure"><summary>{_("Transcript")}</summary>{text}</details>' if text else ""


def _download(compiler: "Compiler", block: Document, media: Document, address: str) -> str:
    title = _words(compiler, block, "title") or media["filename"]
    kind = (media["filename"].rpartition(".")[2] or media["content_type"]).upper()[:10]
    link = (
        f'<a class="download" href="{escape(address)}" download="{escape(media["filename"])}">'
        f'{escape(title, quote=False)}</a> <span class="download__facts">{escape(kind)}, '
        f"{filesizeformat(media['size'])}</span>"
    )
    return f"<p>{link}</p>{_text(compiler, block, 'text')}{_credit(media)}"


def _caption(html: str) -> str:
    return f"<figcaption>{html}</figcaption>" if html else ""


def _credit(media: Document) -> str:
    said = [escape(media.get(name, ""), quote=False) for name in ("author", "licence")]
    words = ", ".join(f"<bdi>{each}</bdi>" for each in said if each)
    source = media.get("source", "")
    if source.startswith(("https://", "http://")):
        words += f' <a href="{escape(source)}" rel="noopener noreferrer">{_("Source")}</a>'
    elif source:
        words += f" <bdi>{escape(source, quote=False)}</bdi>"
    return f'<p class="media__credit">{words.strip()}</p>' if words else ""


def _dimensions(media: Document) -> str:
    return f' width="{media["width"]}" height="{media["height"]}"' if media.get("width") else ""


def _words(compiler: "Compiler", block: Document, part: str) -> str:
    key = block["texts"].get(part)
    return compiler.said(key).text if key else ""


def _text(compiler: "Compiler", block: Document, part: str) -> str:
    """A part as HTML, with its own language where it is another one than that of the block."""
    key = block["texts"].get(part)
    if not key:
        return ""
    html, said = compiler.html(key)
    first = compiler.said(next(iter(block["texts"].values()))).language
    if said.language == first:
        return html
    return f'<div lang="{escape(said.language)}" dir="{languages.get(said.language).dir}">{html}</div>'


def _shown(compiler: "Compiler", block: Document) -> str:
    keys = _cue_keys(block)
    return compiler.said(keys[0]).language if keys else ""


def _cue_keys(block: Document) -> list[str]:
    return [key for part, key in block["texts"].items() if part.startswith(CUE)]
