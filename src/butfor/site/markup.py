"""Markdown to HTML, for bodies of wires, which nobody has vouched for, and for our own pages.

No HTML, no images, no definitions of links; only https and http lead anywhere, and where to is written beside each.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from butfor.text.urls import host_of
from butfor.view.wording import href, legible

REL = "nofollow noopener noreferrer"
_CITATION = re.compile(r"\[(S[1-9][0-9]{0,2})\](?!\()")
_BREAK = re.compile("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->\n?", re.DOTALL)  # looks at nothing twice, however many are opened
_NOT_IN_ID = re.compile(r"[^\w\- ]")

Env = MutableMapping[str, Any]


@cache
def parser() -> MarkdownIt:
    """Return the one parser of wires' Markdown. ``env["sources"]`` holds the ids that citations may name."""
    md = MarkdownIt("commonmark", {"html": False}).disable(["image", "reference", "html_block", "html_inline"])
    md.inline.ruler.before("link", "citation", _citation)
    md.validateLink = lambda url: href(url) is not None  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)
    md.core.ruler.push("headings", _headings)
    md.core.ruler.push("legible", _legible)
    return md


def _legible(state: StateCore) -> None:
    """Make texts legible: entities and escapes are characters now, and none may hide, reorder or begin a line."""
    for token in state.tokens:
        first = True
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                words = legible(_BREAK.sub(" ", child.content))
                child.content = words.lstrip() if first and child.type == "text" else words
            first = child.type in ("softbreak", "hardbreak")
        if token.type in ("fence", "code_block"):
            token.content = legible(token.content.replace("\r", "\n"))


def body_html(body: str, sources: Sequence[str]) -> str:
    """Return the body of a wire as HTML, each ``[S1]`` a link to its source on the same page."""
    return str(parser().render(body, {"sources": frozenset(sources)}))


def document_html(text: str, resolve: Callable[[str], str | None]) -> tuple[str, str]:
    """Return (title, HTML) of one of our own pages. ``resolve`` says where a link of the docs leads on the site; None:
    nowhere, and its words stay."""
    md = _documents()
    env = {"resolve": resolve, "sources": frozenset()}
    tokens = md.parse(_COMMENT.sub("", text), env)
    title = next((_words(tokens[at + 1]) for at, token in enumerate(tokens) if token.type == "heading_open"), "")
    return title, str(md.renderer.render(tokens, md.options, env))


@cache
def _documents() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)
    md.add_render_rule("table_open", _table_open)
    md.add_render_rule("table_close", _table_close)
    md.core.ruler.push("anchors", _anchors)
    md.core.ruler.push("targets", _targets)
    md.core.ruler.push("headed", _empty_heads)
    return md


def _citation(state: StateInline, silent: bool) -> bool:
    """Parse ``[S1]``, where the wire has such a source and it stands in no other link."""
    match = _CITATION.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None or state.linkLevel or match[1] not in state.env.get("sources", ()):
        return False
    if not silent:
        token = state.push("citation", "a", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _headings(state: StateCore) -> None:
    """Put headings below those of the page itself, none left out, however the wire numbers them."""
    last = 2
    for token in state.tokens:
        if token.type == "heading_open":
            last = max(3, min(int(token.tag[1]) + 2, last + 1, 6))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"


def _anchors(state: StateCore) -> None:
    """Give headings ids, as GitHub makes them."""
    seen: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            name = _NOT_IN_ID.sub("", _words(state.tokens[at + 1]).lower()).replace(" ", "-") or "section"
            seen[name] = seen.get(name, -1) + 1
            token.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)


def _targets(state: StateCore) -> None:
    """Make links between files of the docs links between pages; the text of a link that leads nowhere stays."""
    for token in state.tokens:
        kept: list[Token] = []
        gone = False
        for child in token.children or ():
            if child.type == "link_open":
                target = state.env["resolve"](str(child.attrGet("href")))
                gone = target is None
                if target is not None:
                    child.attrSet("href", target)
            if not (gone and child.type in ("link_open", "link_close")):
                kept.append(child)
            if child.type == "link_close":
                gone = False
        if token.children is not None:
            token.children = kept


def _empty_heads(state: StateCore) -> None:
    """Make empty heads of tables cells: a screen reader would read them out before each cell."""
    for at, token in enumerate(state.tokens):
        if token.type == "th_open" and not state.tokens[at + 1].content:
            token.tag = state.tokens[at + 2].tag = "td"


def _words(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


# -- how tokens are written ------------------------------------------------------------------------------------------


def _link_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    target = str(tokens[at].attrGet("href"))
    outside = target.startswith(("https://", "http://"))
    return f'<a href="{escape(target)}"' + (f' rel="{REL}">' if outside else ">")


def _link_close(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    """Return the end of a link, and in a wire the host behind it, whatever the text says."""
    opened = next(token for token in reversed(tokens[:at]) if token.type == "link_open")
    host = host_of(str(opened.attrGet("href")))
    return "</a>" + (
        f' <span class="host">(<bdi dir="ltr">{escape(host)}</bdi>)</span>' if host and "resolve" not in env else ""
    )


def _citation_html(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    source = tokens[at].content
    return f'<a class="cite" href="#source-{source}">[{source}]</a>'


def _paragraph(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    return "" if tokens[at].hidden else '<p dir="auto">'


def _code(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    """Return code, which may be wider than the page: who uses a keyboard scrolls it too."""
    return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'


def _code_inline(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    return f"<code>{escape(tokens[at].content)}</code>"


def _table_open(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    heads = (_words(token) for token in tokens[at : at + 40] if token.type == "inline")
    name = next((words for words in heads if words), "table")
    return f'<div class="wide" tabindex="0" role="group" aria-label="Table: {escape(name)}"><table>\n'


def _table_close(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    return "</table></div>\n"


_RULES: dict[str, Callable[..., str]] = {
    "link_open": _link_open,
    "link_close": _link_close,
    "citation": _citation_html,
    "paragraph_open": _paragraph,
    "fence": _code,
    "code_block": _code,
    "code_inline": _code_inline,
}
