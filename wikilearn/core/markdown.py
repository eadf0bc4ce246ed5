"""CommonMark (with tables and raw HTML) to safe HTML that fits our pages.

Three steps: markdown-it renders; a rewriter puts links in place of everything that a browser would fetch from elsewhere
(our policy allows no third-party requests), moves headings below those of the page, and shows unknown tags
as the text that they are; nh3 has the last word on what is safe. No visible word is lost on the way.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

Resolve = Callable[[str], str | None]
"""Gives what a link leads to that is not one of `SCHEMES`, or None if it leads nowhere here."""


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


TAGS = _names(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td "
    "tfoot th thead time tr u ul var wbr"
)
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "abbr": {"title"},
    "col": {"span"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
SCHEMES = {"http", "https", "mailto"}
_STRIPPED = _names(
    "address applet area article aside base basefont body button canvas center data datalist dialog dir fieldset font "
    "footer form frame frameset head header hgroup html input label legend link main map menu meta meter nav noframes "
    "noscript optgroup option output param picture portal progress script search section select slot source strike "
    "style svg math template textarea title track tt xmp acronym big blink marquee nobr h1"
)
"""HTML elements that are dropped while their words stay (scripts and styles go with their content)."""
_MEDIA = frozenset({"iframe", "video", "audio", "embed", "object"})
_KNOWN = TAGS | _STRIPPED | _MEDIA | {"img"}
_YOUTUBE = re.compile(r"^https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)")
_SILENT = frozenset({"script", "style"})
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_DEEPEST = 50
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.;:?!%()/'’“”…–—-])*(?<! )")
"""One line of letters, figures and marks that mean nothing in Markdown or HTML, as most answers of questions are: it is
its own paragraph, and no three steps are needed to say so."""
_HEADING = re.compile(r"<h([1-6])\b", re.IGNORECASE)


def render(text: str, *, heading_shift: int = 2, highest: int | None = None, resolve: Resolve | None = None) -> str:
    """Safe HTML. `# Title` becomes `h3` with the usual shift; what the interface adds is in the language of the page.

    With `highest` the headings of the text begin at that level, whatever they begin at in it, and leave none out: for
    texts that stand right below the heading of a page. `resolve` is asked about links within the site; where it gives
    None only the words of the link stay.
    """
    if _PLAIN.fullmatch(text):
        return f"<p>{text}</p>"
    raw = _commonmark().render(text)
    levels = {level: level + heading_shift for level in range(1, 7)}
    if highest is not None:
        levels = {level: highest + place for place, level in enumerate(sorted(map(int, set(_HEADING.findall(raw)))))}
    rewriter = _Rewriter(levels=levels, resolve=resolve)
    rewriter.feed(raw)
    rewriter.close()
    return _cleaner().clean("".join(rewriter.out)).strip()


def unsafe_html(text: str) -> str:
    """What a renderer without our rules would show, only to be counted, never to be sent."""
    return _commonmark().render(text)


def tokens(text: str) -> list[Token]:
    """The structure of a text, as markdown-it gives it; inline tokens are the children of their block's."""
    return _commonmark().parse(text)


def visible_text(html: str) -> str:
    """The words that a reader of this HTML sees, elements parted by spaces."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return " ".join("".join(reader.out).split())


@cache
def _commonmark() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 50}).enable("table").enable("strikethrough")


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=SCHEMES,
        clean_content_tags=set(_SILENT),
        link_rel="noopener noreferrer",
        strip_comments=True,
    )


class _Rewriter(HTMLParser):
    def __init__(self, *, levels: Mapping[int, int], resolve: Resolve | None) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.levels = levels
        self.resolve = resolve
        self.links: list[bool] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _KNOWN:
            self.out.append(escape(self.get_starttag_text() or "", quote=False))
        elif tag == "a":
            address = self._address(given.get("href", ""))
            self.links.append(address is not None)
            if address is not None:
                self.out.append(f'<a href="{escape(address)}">')
        elif tag == "img":
            self._image(given)
        elif tag in _MEDIA:
            self._medium(tag, given)
        elif self._opens(tag):
            tag = self._shifted(tag)
            said = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
            self.out.append(f"<{tag}{said}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _KNOWN and tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN:
            self.out.append(escape(f"</{tag}>", quote=False))
        elif tag == "a":
            if self.links and self.links.pop():
                self.out.append("</a>")
        elif tag not in _MEDIA and tag not in _VOID and self._closes():
            self.out.append(f"</{self._shifted(tag)}>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))

    def _opens(self, tag: str) -> bool:
        """Count the depth; elements below the deepest that we allow lose their tags, never their words."""
        if tag in _VOID:
            return True
        self.depth += 1
        return self.depth <= _DEEPEST

    def _closes(self) -> bool:
        self.depth = max(0, self.depth - 1)
        return self.depth < _DEEPEST

    def _shifted(self, tag: str) -> str:
        if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            level = int(tag[1])
            return f"h{min(6, self.levels.get(level, level))}"
        return tag

    def _address(self, address: str) -> str | None:
        address = address.strip()
        if address.startswith("//"):
            address = f"https:{address}"
        try:
            scheme = urlsplit(address).scheme.lower()
        except ValueError:
            return None
        if scheme in SCHEMES:
            return address
        return self.resolve(address) if address and self.resolve is not None else None

    def _link(self, address: str | None, words: str) -> None:
        """A link, or its words alone where there is no address or we are inside a link already."""
        if address is None or any(self.links):
            self.out.append(f" {escape(words, quote=False)} ")
        else:
            self.out.append(f'<a href="{escape(address)}">{escape(words, quote=False)}</a>')

    def _image(self, given: dict[str, str]) -> None:
        said = given.get("alt", "").strip() or given.get("title", "").strip()
        words = _("Image: %(description)s") % {"description": said} if said else _("Image")
        self._link(self._address(given.get("src", "")), words)

    def _medium(self, tag: str, given: dict[str, str]) -> None:
        address = self._address(given.get("src") or given.get("data") or "")
        if address is None:
            return
        if match := _YOUTUBE.match(address):
            address = f"https://www.youtube.com/watch?v={match[1]}"
        place = urlsplit(address).hostname or ""
        words = _("Listen on %(place)s") if tag == "audio" else _("Watch on %(place)s")
        self._link(address, given.get("title", "").strip() or words % {"place": place})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in _SILENT
        if tag not in _INLINE:
            self.out.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if tag not in _INLINE:
            self.out.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(data)


_INLINE = _names("a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr")
