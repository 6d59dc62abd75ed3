"""Foreign text as prose: Markdown by its tokens, any other text by what the grammar of prose makes of it."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from butfor.archive.index import url_key
from butfor.text.prose import canonical, with_plain_spaces
from butfor.yaml.reading import CONTROL

if TYPE_CHECKING:
    from markdown_it.token import Token

_LONGEST = 100_000  # signs of Markdown; hostile text of that length takes a second
_LATE_MARK = re.compile(r"\A(?:[->] )+")
LINKS_DROPPED = "addresses in its text that are none of its sources"
REST_DROPPED = f"what stands behind the first {_LONGEST} signs of a text"
"""Notes on a record of which that was left out."""


def from_plain(text: str) -> str:
    """Return text that was written without marks as prose: empty lines end paragraphs."""
    text = CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return canonical("\n".join(with_plain_spaces(line) for line in text.split("\n")))


def from_markdown(text: str, cited: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """Return Markdown as prose, and notes on what was left out.

    Headings become paragraphs, lists in lists become items, links their words. ``cited``: ids of sources by
    `url_key`; a link to one of them becomes its words and the citation.
    """
    from markdown_it import MarkdownIt  # it takes time to load, and most commands never need it

    dropped: list[str] = []
    tokens = MarkdownIt("commonmark").parse(CONTROL.sub(" ", text[:_LONGEST].replace("\r\n", "\n")))
    parts: list[str] = []
    quoted = depth = 0
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        words = ""
        if token.type == "inline":
            words = _inline(token.children or [], cited or {}, dropped)
        elif token.type in ("fence", "code_block"):
            words = token.content
        words = _LATE_MARK.sub("", with_plain_spaces(" ".join(words.split())))
        if words:
            parts.append(("> " if quoted else "- " if depth else "") + words)
    left_out = ((LINKS_DROPPED, bool(dropped)), (REST_DROPPED, len(text) > _LONGEST))
    return canonical("\n\n".join(parts)), tuple(note for note, is_so in left_out if is_so)


def _inline(tokens: Sequence["Token"], cited: Mapping[str, str], dropped: list[str]) -> str:
    words = ""
    addresses: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            addresses.append(str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            address = addresses.pop()
            if source := cited.get(url_key(address)) if address else None:
                words += f" [{source}]"
            elif not words.endswith(address):
                dropped.append(address)
        elif token.type == "code_inline":
            words += f"`{token.content}`"
        elif token.type in ("softbreak", "hardbreak"):
            words += " "
        elif token.type != "html_inline":
            words += token.content
    return words
