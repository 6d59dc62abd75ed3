"""Markdown to HTML, for bodies of wires, which nobody has vouched for, and for our own pages.

No HTML, no images, no definitions of links; only https and http lead anywhere, and where to is written beside each.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
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
from butfor.view.content import href, legible

REL = "nofollow noopener noreferrer"
_CITATION = re.compile(r"\[(S[1-9][0-9]{0,2})\](?!\()")
_BREAK = re.compile("[\n\r\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->\n?", re.DOTALL)  # looks at nothing twice, however many are opened
_NOT_IN_ID = re.compile(r"[^\w\- ]")

Env = MutableMapping[str, Any]


@cache
def parser() -> MarkdownIt:
    """The one reader of wires' Markdown. ``env["sources"]`` holds the ids that citations may name."""
    md = MarkdownIt("commonmark", {"html": False}).disable(["image", "reference", "html_block", "html_inline"])
    md.inline.ruler.before("link", "citation", _citation)
    md.validateLink = lambda url: href(url) is not None  # type: ignore[method-assign]
    for name, rule in _RULES.items():
        md.add_render_rule(name, rule)
    md.core.ruler.push("headings", _levelled)
    md.core.ruler.push("legible", _decoded)
    return md


def _decoded(state: StateCore) -> None:
    """Entities and escapes become characters only now: none of them may hide, reorder or begin a line."""
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
    """The body of a wire, each ``[S1]`` a link to its source on the same page."""
    return str(parser().render(body, {"sources": frozenset(sources)}))


def plain(body: str) -> str:
    """The words of a body without marks, for searching and for summaries."""
    words = []
    for token in parser().parse(body, {"sources": frozenset()}):
        if token.type == "inline":
            for child in token.children or ():
                words.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
            words.append("\n")
        elif token.type in ("fence", "code_block"):
            words.append(token.content + "\n")
    return "".join(words)


def document_html(text: str, resolve: Callable[[str], str | None]) -> tuple[str, str]:
    """(title, HTML) of one of our own pages. ``resolve`` says where a link of the docs leads on the site; None:
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
    md.core.ruler.push("anchors", _anchored)
    md.core.ruler.push("targets", _targets)
    md.core.ruler.push("headed", _headed)
    return md


def _citation(state: StateInline, silent: bool) -> bool:
    """``[S1]``, where the wire has such a source and it stands in no other link."""
    match = _CITATION.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if match is None or state.linkLevel or match[1] not in state.env.get("sources", ()):
        return False
    if not silent:
        token = state.push("citation", "a", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _levelled(state: StateCore) -> None:
    """Headings below those of the page itself, none left out, however the wire numbers them."""
    last = 2
    for token in state.tokens:
        if token.type == "heading_open":
            last = max(3, min(int(token.tag[1]) + 2, last + 1, 6))
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"


def _anchored(state: StateCore) -> None:
    """Ids for headings, as GitHub makes them."""
    seen: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            name = _NOT_IN_ID.sub("", _words(state.tokens[at + 1]).lower()).replace(" ", "-") or "section"
            seen[name] = seen.get(name, -1) + 1
            token.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)


def _targets(state: StateCore) -> None:
    """Links between files of the docs as links between pages; the text of a link that leads nowhere stays."""
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


def _headed(state: StateCore) -> None:
    """A head that says nothing is none: a screen reader would read it out before each cell."""
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
    """The end of a link, and in a wire the host behind it, whatever the text says."""
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
    """Code may be wider than the page: who uses a keyboard scrolls it too."""
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


# -- Markdown again --------------------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$&!]|(?<![^\n])(?:[#+=-]|[0-9]+(?=[.)]))")
_NOTIFIES = re.compile(r"([@#])(?=[A-Za-z0-9])")  # @name and #1 call somebody, but not where the sign is code


def escaped(text: str) -> str:
    """Text from a wire as Markdown that says just that: no markup, no HTML, nobody is called."""
    parts = _NOTIFIES.split(text)
    parts[::2] = [_SPECIAL.sub(_literal, part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)


def _literal(match: re.Match[str]) -> str:
    """A sign behind a backslash; the point after a number that would begin a list, too."""
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def body_markdown(body: str, targets: Mapping[str, str | None]) -> str:
    """The body as Markdown of its own: its structure kept, all texts escaped, citations as links to ``targets``."""
    tokens = parser().parse(body, {"sources": frozenset(targets)})
    lines: list[str] = []
    first: list[str] = []  # what the next line begins with: marks of quotes and items
    rest: list[str] = []
    numbers: list[int | None] = []

    def put(text: str) -> None:
        nonlocal first
        for one in text.split("\n"):
            lines.append(("".join(first) + one).rstrip())
            first = list(rest)
        lines.append("".join(rest).rstrip())

    for token in tokens:
        kind = token.type
        if kind == "inline":
            put(_inline(token, targets))
        elif kind in ("fence", "code_block"):
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", token.content)), default=0))
            put(f"{fence}text\n{token.content.rstrip()}\n{fence}")
        elif kind == "hr":
            put("---")
        elif kind == "heading_open":
            first = [*first, "#" * min(int(token.tag[1]) + 1, 6) + " "]
        elif kind == "blockquote_open":
            first, rest = [*first, "> "], [*rest, "> "]
        elif kind in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if kind.startswith("o") else None)
        elif kind == "list_item_open":
            mark = "- " if numbers[-1] is None else f"{numbers[-1]}. "
            first, rest = [*first, mark], [*rest, " " * len(mark)]
            numbers[-1] = None if numbers[-1] is None else numbers[-1] + 1
        elif kind in ("blockquote_close", "list_item_close"):
            rest = rest[:-1]
            first = list(rest)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
    return "\n".join(lines).strip("\n")


def _inline(token: Token, targets: Mapping[str, str | None]) -> str:
    parts = []
    opened: list[str] = []
    for child in token.children or ():
        if child.type == "text":
            parts.append(escaped(child.content))
        elif child.type == "code_inline":
            fence = "`" * (1 + max(map(len, re.findall("`+", child.content)), default=0))
            parts.append(f"{fence} {child.content} {fence}")
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak":
            parts.append("\\\n")
        elif child.type in ("em_open", "em_close"):
            parts.append("*")
        elif child.type in ("strong_open", "strong_close"):
            parts.append("**")
        elif child.type == "citation":
            target = targets[child.content]
            parts.append(f"[\\[{child.content}\\]](<{target}>)" if target else f"\\[{child.content}\\]")
        elif child.type == "link_open":
            opened.append(str(child.attrGet("href")))
            parts.append("[")
        elif child.type == "link_close":
            target = opened.pop()
            parts.append(f"](<{target}>) ({escaped(host_of(target))})")
        else:
            parts.append(escaped(child.content))
    return "".join(parts)
