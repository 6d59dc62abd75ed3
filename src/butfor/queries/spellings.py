"""What a word may be that somebody copied: an address, a date, an id elsewhere; and words without accents."""

import re
import unicodedata
from collections.abc import Iterator

from butfor.model.types import PARTIAL_DATE, bounds
from butfor.policy.policy import Policy
from butfor.text.normalize import casefold_words
from butfor.text.pages import same_page
from butfor.text.templates import filled_in, parsed, pattern_of
from butfor.text.urls import host_of

_SCHEME = re.compile(r"\A(?:view-source:)?(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_HOST = re.compile(r"[^\s/:@]+\.[a-z]{2,}\.?(?:/\S*)?", re.IGNORECASE)
BEFORE, BEHIND = "<([{\"'`\u2018\u201c\u201e\u00ab", ">)]}\"'`\u2019\u201c\u201d\u00bb.,;:!?"
"""Signs around an address, a date or an id where it was copied from."""
_DATE = re.compile(r"((?:19|20)\d\d)(?:([-/.]?)(\d\d?)(?:\2(\d\d?))?)?(?:T\S*)?")
_LANGUAGE = re.compile(r"(?<=/)[a-z]{2}(?:-[a-z]{2})?/", re.IGNORECASE)  # a page in another language, at its beginning
_MARKS = re.compile("[\u0300-\u036f]+")


def bare_word(word: str) -> str:
    """Return a word without the signs around it."""
    return word.lstrip(BEFORE).rstrip(BEHIND)


def addresses_in(word: str) -> list[str]:
    """Return the addresses that a word may be: a sign at the end may be the address's own, or of the sentence in which
    it stood."""
    start = word.lstrip(BEFORE)
    rest = _SCHEME.sub("", start)
    least = len(rest.rstrip(BEHIND))
    if rest == start and not _HOST.fullmatch(rest[:least]):
        return []
    return [url for end in range(least, len(rest) + 1) if host_of(url := f"https://{rest[:end]}")]


def page_host(url: str) -> str:
    """Return the host of the page that an address leads to, whatever device it is made for."""
    return host_of(f"https://{same_page(url)}")


def date_in_figures(word: str) -> str:
    """Return the year, month or day that a word writes in figures, with hyphens; nothing where it has another form."""
    match = _DATE.fullmatch(word)
    if match is None or (match[3] and not match[2] and len(match[3] + (match[4] or "")) < len("MMDD")):
        return ""
    return "-".join([match[1], *(part.zfill(2) for part in match.group(3, 4) if part)])


def is_date(date: str) -> bool:
    """Return whether there is such a year, month or day."""
    return re.fullmatch(PARTIAL_DATE, date) is not None and bounds(date) is not None


def ids_at(address: str, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield what an address is in the collections whose ids wires may give: by the collection's own address, in any
    language, or by an id whose first letters name its collection (``CVE-``), wherever it stands whole."""
    page = same_page(address)
    parts = re.split("[/?&=]", page)
    for scheme in (policy.schemes or {}).values():
        template = same_page(scheme.address).replace("%7B", "{").replace("%7D", "}")
        path = page if "?" in template else page.partition("?")[0]
        if pieces := parsed(template, path) or parsed(template, _LANGUAGE.sub("", path, count=1)):
            yield scheme.id, plain(pieces.get("id") or filled_in(scheme.form, pieces))
        elif scheme.form[0].isalpha():
            form = re.compile(pattern_of(scheme.form), re.IGNORECASE)
            yield from ((scheme.id, plain(part)) for part in parts if form.fullmatch(part))


def plain(text: str) -> str:
    """Return a text in lower case and compatibility form, without accents: who looks for Bogotá may write Bogota."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", apart).casefold())


def plain_words(text: str) -> str:
    """Return the words of a text as `plain` has it, with one space between them."""
    return casefold_words(plain(text))
