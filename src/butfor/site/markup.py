"""Prose of wires as HTML: every sign is itself, and only citations lead anywhere."""

import re
from collections.abc import Collection, Iterable
from html import escape

from butfor.text.prose import CITATION, Block

_GLUED = re.compile(rf"((?:[!-Z^-\u024f]{{1,14}}+|\S)? ?(?:{CITATION.pattern.replace('(', '(?:')}){{1,4}})")
"""Citations with the short word or the sign before them: no line begins with them. More are too wide for some pages."""


def prose_html(blocks: Iterable[Block], sources: Collection[str]) -> str:
    """Return blocks as HTML, each ``[S1]`` of one of ``sources`` a link to it on the same page."""
    return "".join(_block(block, sources) for block in blocks)


def _block(block: Block, sources: Collection[str]) -> str:
    texts, citations = block.shown
    element = "li" if block.kind == "list" else "p"
    inner = "".join(f'<{element} dir="auto">{_cited(words, sources)}</{element}>\n' for words in texts)
    if block.kind == "list":
        return f"<ul>\n{inner}</ul>\n"
    if block.kind == "quotation":
        after = f'<p class="cited">{_cited(citations, sources)}</p>\n' if citations else ""
        return f"<blockquote>\n{inner}</blockquote>\n{after}"
    return inner


def _cited(words: str, sources: Collection[str]) -> str:
    parts = _GLUED.split(words)
    parts[::2] = (_linked(part, sources) for part in parts[::2])
    parts[1::2] = (f'<span class="glued">{_linked(part, sources)}</span>' for part in parts[1::2])
    return "".join(parts)


def _linked(words: str, sources: Collection[str]) -> str:
    parts = CITATION.split(words)  # texts, and between them the ids of sources
    parts[::2] = map(escape, parts[::2])
    parts[1::2] = [
        f'<a class="cite" href="#source-{source}">[{source}]</a>' if source in sources else f"[{source}]"
        for source in parts[1::2]
    ]
    return "".join(parts)
