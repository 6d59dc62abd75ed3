"""Our own pages, which are Markdown, as HTML. No text of a wire comes here: see `butfor.site.markup`."""

import re
from collections.abc import Callable, MutableMapping, Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from butfor.view.wording import legible

REL = "nofollow noopener noreferrer"
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->\n?", re.DOTALL)  # looks at nothing twice, however many are opened
_NOT_IN_ID = re.compile(r"[^\w\- ]")

Env = MutableMapping[str, Any]


def document_html(text: str, resolve: Callable[[str], str | None]) -> tuple[str, list[tuple[str, str]], str]:
    """Return (title, second-level headings with their ids, HTML) of one of our own pages. ``resolve`` says where a link
    of the docs leads on the site; None: nowhere, and its words stay."""
    md = _documents()
    env = {"resolve": resolve}
    tokens = md.parse(legible(_COMMENT.sub("", text)), env)
    heads = [(token, _words(tokens[at + 1])) for at, token in enumerate(tokens) if token.type == "heading_open"]
    listed = [(str(token.attrGet("id")), words) for token, words in heads if token.tag == "h2"]
    return heads[0][1] if heads else "", listed, str(md.renderer.render(tokens, md.options, env))


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


def _anchors(state: StateCore) -> None:
    """Give headings ids, as GitHub makes them, each once."""
    seen: dict[str, int] = {}
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open":
            name = _NOT_IN_ID.sub("", _words(state.tokens[at + 1]).lower()).replace(" ", "-") or "section"
            one = name
            while one in seen:
                seen[name] += 1
                one = f"{name}-{seen[name]}"
            seen[one] = 0
            token.attrSet("id", one)


def _targets(state: StateCore) -> None:
    """Make links between files of the docs links between pages; the text of a link that leads nowhere stays."""
    for token in state.tokens:
        kept: list[Token] = []
        gone = False
        for child in token.children or ():
            child.content = legible(child.content)  # an entity was not its sign before
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


def _heading_close(self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    """Return the end of a heading, with a link to it."""
    name = escape(str(tokens[at - 2].attrGet("id")))
    link = f'<a class="anchor" href="#{name}" aria-label="Link to this section">#</a>' if tokens[at].tag != "h1" else ""
    return f" {link}</{tokens[at].tag}>\n"


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
    "heading_close": _heading_close,
    "paragraph_open": _paragraph,
    "fence": _code,
    "code_block": _code,
    "code_inline": _code_inline,
}
