"""Foreign text as prose: Markdown by its tokens, any other text by what the grammar of prose makes of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from butfor.archive.index import url_key
from butfor.convert.html_page import Page
from butfor.convert.record import Lost, Reference, without_control
from butfor.rules.sources.malformed_citation import ROUND, marks
from butfor.text.prose import canonical, with_plain_spaces
from butfor.text.urls import normalize_url, split_url

if TYPE_CHECKING:
    from markdown_it.token import Token

_LONGEST = 100_000  # signs of Markdown
_MOST_BRACKETS = 2_000  # of a text that is read as Markdown: each may make its parser read on to the end
_LATE_MARK = re.compile(r"\A(?:[->] )+")
_NUMBER = re.compile(r"\d")
_OURS = re.compile("\1(S[0-9]+)\1")  # no text holds this sign: it is a control character
LINKS_DROPPED = "URLs in its text that are not among its sources"
REST_DROPPED = f"everything after the first {_LONGEST} characters of a text"
MARKS_DROPPED = "a dash or an angle bracket at the beginning of a paragraph, if it is not a mark of Markdown"
CITATIONS_CHANGED = (
    "the brackets of marks such as `[S1]` in its text, which would cite the wire's own sources; they become `{S1}`"
)
NO_MARKDOWN = f"the marks of Markdown in a text with more than {_MOST_BRACKETS} brackets"
"""What may be lost of a record."""


def cited_pages(sources: Iterable[Reference]) -> dict[str, str]:
    """Return the ids of sources by what stands for their pages; an address that can't be read has none."""
    pages: dict[str, str] = {}
    for number, source in enumerate(sources, 1):
        if key := _page(source.url or ""):
            pages.setdefault(key, f"S{number}")
    return pages


def _page(url: str) -> str:
    """Return what stands for the page at an address, a home page too; nothing where it is no address."""
    return (url_key(url) or normalize_url(url)) if "://" in url and split_url(url) else ""


def without_citations(text: str, lost: Lost) -> str:
    """Return foreign text in which nothing is a citation of the wire's own sources, or is taken for one."""
    signs = list(text)
    for match in (*marks(text), *ROUND.finditer(text)):
        if _NUMBER.search(match[0]):
            lost.setdefault(CITATIONS_CHANGED, match[0])
            signs[match.start()], signs[match.end() - 1] = "{", "}"
    return "".join(signs)


def from_plain(text: str, lost: Lost) -> str:
    """Return text that was written without marks as prose: empty lines end paragraphs."""
    return written(without_citations(text, lost), lost)


def written(text: str, lost: Lost) -> str:
    """Return text without marks as prose, with whatever citations stand in it."""
    text = without_control(text.replace("\r\n", "\n").replace("\r", "\n"), lost)
    return canonical("\n".join(with_plain_spaces(line) for line in text.split("\n")))


def from_markdown(text: str, lost: Lost, cited: Mapping[str, str] | None = None) -> str:
    """Return Markdown as prose.

    Headings become paragraphs, lists in lists and rows of tables items, links their words. ``cited``: as
    `cited_pages` returns them; a link to one of them becomes its words and the citation.
    """
    from markdown_it import MarkdownIt  # it takes time to load, and most commands never need it

    if len(text) > _LONGEST:
        lost.setdefault(REST_DROPPED, text[_LONGEST:])
        text = text[:_LONGEST]
    if text.count("[") > _MOST_BRACKETS:
        lost.setdefault(NO_MARKDOWN, "[")
        return from_plain(text, lost)
    env: dict[str, dict[str, dict[str, str]]] = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(without_control(text.replace("\r\n", "\n"), lost), env)
    prose = _Prose(cited or {}, lost)
    parts: list[str] = []
    row: list[str] | None = None
    quoted = depth = 0
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        depth += {"list_item_open": 1, "list_item_close": -1, "tr_open": 1, "tr_close": -1}.get(token.type, 0)
        found: list[str] = []
        if token.type == "inline":
            found = [prose.inline(token.children or [])]
        elif token.type in ("fence", "code_block"):
            found = [token.content]
        elif token.type == "html_block":
            found = Page(token.content, prose.linked).text.split("\n\n")
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            found, row = [" | ".join(row)], None
        for words in found:
            words = with_plain_spaces(" ".join(words.split()))
            if row is not None:
                row.append(words)
            elif words := prose.finished(words):
                parts.append(("> " if quoted else "- " if depth or token.type == "tr_close" else "") + words)
    for reference in env.get("references", {}).values():
        prose.drop(reference.get("href", ""))
    return canonical("\n\n".join(parts))


class _Prose:
    """What becomes of the lines of one text."""

    def __init__(self, cited: Mapping[str, str], lost: Lost) -> None:
        self._cited = cited
        self._lost = lost

    def linked(self, address: str) -> str:
        """Return what stands behind the words of a link: `_OURS` where it leads to a source; else it is dropped."""
        if source := self._cited.get(_page(address) or "-"):
            return f" \1{source}\1"
        self.drop(address)
        return ""

    def drop(self, address: str) -> None:
        """Note that an address does not stand in the wire."""
        if address and _page(address) not in self._cited:
            self._lost.setdefault(LINKS_DROPPED, address)

    def finished(self, words: str) -> str:
        """Return a paragraph that begins with no mark and cites what its links led to."""
        without = _LATE_MARK.sub("", words)
        if without != words:
            self._lost.setdefault(MARKS_DROPPED, words)
        return _OURS.sub(r"[\1]", without_citations(without, self._lost))

    def inline(self, tokens: Sequence["Token"]) -> str:
        """Return the words of a paragraph, with `_OURS` where a link leads to a source."""
        words = mark = ""
        addresses: list[str] = []
        for token in tokens:
            if token.type == "link_open":
                addresses.append(str(token.attrs.get("href", "")))
            elif token.type == "link_close":
                address = addresses.pop()
                words += "" if words.endswith(address) and _page(address) not in self._cited else self.linked(address)
            elif token.type == "code_inline":
                words += f"`{token.content}`"
            elif token.type in ("softbreak", "hardbreak"):
                words += " "
            elif token.type == "image":
                words += token.content
                self.drop(str(token.attrs.get("src", "")))
            elif token.type == "html_inline" and token.content.casefold().startswith("</a"):
                words, mark = words + mark, ""
            elif token.type == "html_inline":
                mark = Page(token.content, self.linked).mark or mark
            else:
                words += token.content
        return words
