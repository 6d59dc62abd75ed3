"""Pages that show what wires show, as text, Markdown or HTML: severity, provider, count, body, reasons."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from butfor.convert.html_page import Page
from butfor.convert.prose import from_plain, without_citations, written
from butfor.convert.reading import files_of, text_of, whole
from butfor.convert.record import Lost, Record, Reference, line, words_of
from butfor.model.types import ULID
from butfor.text.prose import blocks
from butfor.text.urls import split_url
from butfor.view.content import WHY

ENDINGS = (".txt", ".html", ".htm", ".md", ".markdown")
"""Of files that hold pages."""
_MOST_BYTES = 1024 * 1024
_MOST_SOURCES = 100
_ID = re.compile(rf"(?<![0-9A-Za-z]){ULID[1:-1]}(?![0-9A-Za-z])", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:canonical|url|address): *(\S+)$", re.IGNORECASE | re.MULTILINE)
_COUNT = re.compile(r"\b([0-9]{1,2}) sources? +([a-z][a-z-]{0,40})[^\w\n]*$", re.IGNORECASE | re.MULTILINE)
_SEVERITY = re.compile(r"\b(SEV-[0-9]{1,2})[ \t]*[^\w\n]?[ \t]*([^\n]*)")
_WHY = re.compile(rf"^[^\w\n]*(?:{'|'.join(WHY)})[^\w\n]*$", re.IGNORECASE | re.MULTILINE)
_TEST = re.compile(r"^[^\w\n]*counterfactual\b.*\btest\b", re.IGNORECASE | re.MULTILINE)
_CITATION = re.compile(r"(\[)?\[source\](?:\(<?([^\s()<>]{1,2000})>?\))?(?(1)\])", re.IGNORECASE)
_HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)
_TITLE_LENGTH = 160
_NEXT_SENTENCE = re.compile(r"(?<=[a-z0-9)][.!?]) (?=[^\W\d_]*[^\W\d_a-z])")  # a capital in its first word: `xAI`
_NO_PAGE = "it is not a page of a wire: it has no a count of sources, or `Why this is an AI incident` below it"
FIRST_WORDS = "no headline, so the title is the first words of its text"
NO_ADDRESS = "no URL: the page says `[source]` without a link"


def read_pages(source: Path, own_address: str | None = None) -> Iterator[Record]:
    """Yield the records of a page, or of all pages directly in a folder.

    ``own_address``: where such a page stands, with ``{id}`` for its id. A `[source]` without an address is cited as the
    page itself, which leads on.

    Raises:
        ConvertError: there is no page, or one is too large, or no UTF-8.
        OSError: the system refuses it.
    """
    for path in files_of(source, ENDINGS):
        text = text_of(whole(path, _MOST_BYTES), path.name)
        address = ""
        if path.suffix.lower() in (".html", ".htm"):
            page = Page(text)
            text, address = page.text, page.address
        record = _record(path, _normalized(text), address)
        own = own_address.replace("{id}", record.id or "") if own_address else record.address
        pages = (replace(page, url=own) if page.url is None and own else page for page in record.sources)
        yield replace(record, sources=tuple(pages))


def _record(path: Path, text: str, address: str) -> Record:
    count, why = _COUNT.search(text), _WHY.search(text)
    if count is None or why is None or why.start() < count.end():
        return Record(path.name, fault=_NO_PAGE)
    if found := _ADDRESS.search(text[: count.start()]):
        address = address or found[1]
    own = _ID.search(address) or _ID.search(path.stem)
    severity = _SEVERITY.search(text[: count.start()])
    test = _TEST.search(text, why.end())
    reason = text[why.end() : test.start() if test else _tail(text, why.end())]
    headline, body = _headline(text[count.end() : why.start()])
    if not headline and (marked := _HEADING.search(text[: count.start()])):
        headline = line(marked[1]) or ""
    lost: Lost = {} if headline else {FIRST_WORDS: ""}
    body, sources = _cited(body, lost)
    if not all(page.url for page in sources):
        lost[NO_ADDRESS] = ""
    providers = words_of(_labelled("Providers?", text, why.end()), "providers", lost)
    shown = _COUNT.sub("", severity[2]).strip() if severity else ""
    return Record(
        path.name,
        id=own[0].upper() if own else None,
        key=address or path.stem,
        address=address if address.startswith("https://") else None,
        texts={
            "title": headline or _first_words(body),
            "severity": severity[1] if severity else None,
            "tier": count[2].lower(),
        },
        lists={
            "codes": words_of(_labelled("Codes?", text, why.end()), "codes", lost),
            "providers": providers or words_of(shown, "providers", lost),
        },
        sources=sources,
        body=body or None,
        bulk_text=from_plain(reason, lost) or None,
        lost=lost,
    )


def _normalized(text: str) -> str:
    """Return a text without white space at the ends of its lines, and with one empty line where there are several."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for number, line in enumerate(lines) if line or (number and lines[number - 1]))


def _tail(text: str, start: int) -> int:
    match = re.compile(r"^[^\w\n]*(?:Codes?|Providers?)\b", re.MULTILINE).search(text, start)
    return match.start() if match else len(text)


def _labelled(label: str, text: str, start: int) -> str:
    """Return what stands behind a label at the foot of a page: on its line, or on the next that is not empty."""
    match = re.compile(rf"^[^\w\n]*{label}:?(?:[ \t]+|\n\n?)([^\n]+)$", re.MULTILINE).search(text, start)
    return match[1].strip() if match else ""


def _headline(text: str) -> tuple[str, str]:
    """Return the headline that stands above a text, and the rest: one that is marked, or ends like no sentence."""
    text = text.strip()
    first, _, rest = text.partition("\n\n")
    if match := _HEADING.match(text):
        return line(match[1]) or "", text[match.end() :]
    is_headline = "\n" not in first and len(first) <= _TITLE_LENGTH and first[-1:].isalnum() and bool(rest.strip())
    return (line(first) or "", rest) if is_headline else ("", text)


def _cited(text: str, lost: Lost) -> tuple[str, tuple[Reference, ...]]:
    """Return a body in which each `[source]` is the citation of a source, and these sources."""
    numbers: dict[str | None, int] = {}

    def citation(match: re.Match[str]) -> str:
        url = match[2] if match[2] and split_url(match[2]) else None
        if len(numbers) >= _MOST_SOURCES and url not in numbers:
            lost.setdefault(f"sources beyond the first {_MOST_SOURCES}", match[0])
            return match[0]
        return f"[S{numbers.setdefault(url, len(numbers) + 1)}]"

    body = written(_CITATION.sub(citation, without_citations(text, lost)), lost)
    return body, tuple(map(Reference, numbers)) or (Reference(None),)


def _first_words(body: str) -> str | None:
    """Return the first sentence of a text without citations, cut between words where it is longer than a title."""
    parts = blocks(body)
    words = re.sub(r"(?<!\s)\s*\[S[0-9]+\]", "", parts[0].parts[0]) if parts else ""
    words = _NEXT_SENTENCE.split(words, maxsplit=1)[0].rstrip(".")
    if len(words) > _TITLE_LENGTH:
        words = words[: _TITLE_LENGTH - 2].rpartition(" ")[0].rstrip(" ,;:") + " \u2026"
    return words or None
