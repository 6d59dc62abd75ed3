"""How texts, dates and URLs of a wire are shown, so that nothing in them hides, reorders or misleads."""

import re

from butfor.model.types import bounds
from butfor.text.days import MONTH_NAMES
from butfor.text.display import clip, visible
from butfor.text.invisible import invisible, may_hide, may_reorder, reordering
from butfor.text.prose import Block, blocks
from butfor.text.urls import host_of, split_url
from butfor.view.parts import DateText

KINDS = {
    "hallucination": "Hallucination",
    "terms-of-service-breach": "Output that breaks terms of service",
    "behaviour-shift": "Sudden behaviour shift",
    "official-finding": "Regulatory or judicial finding",
    "provenance-fraud": "Provenance fraud",
}
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_IP = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_LINE = 300  # characters of a line that is shown as a label; names are shorter, and what is longer is hostile


def legible(text: str) -> str:
    """Return a text in which nothing hides and nothing reorders but where its script needs it; lines stay."""
    if text.isascii():
        return text
    runs = [*(invisible(text) if may_hide(text) else ()), *(reordering(text) if may_reorder(text) else ())]
    parts, at = [], 0
    for start, end in sorted(runs):
        if end > at:
            parts += [text[at : max(start, at)], visible(text[max(start, at) : end])]
            at = end
    return "".join([*parts, text[at:]])


def prose(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text, each part legible."""
    return tuple(Block(block.kind, tuple(map(legible, block.parts))) for block in blocks(text))


def line(text: str) -> str:
    """Return a legible text on one line, cut to a length that a label may have."""
    return clip(legible(" ".join(text.split())), _LINE)


def date_text(iso: str) -> DateText:
    """Return a partial date or a timestamp in words; one that no calendar has stays as it is written."""
    year, month, day = (*iso[:10].split("-"), "", "")[:3]
    if bounds(iso) is None or not month:
        return DateText(iso[:10], iso)
    words = f"{MONTH_NAMES[int(month) - 1]} {year}"
    return DateText(f"{int(day)} {words}" if day else words, iso)


def evidence(count: int, tier: str) -> str:
    """Return ``2 sources standard``: how many independent sources there are, and the label of its tier."""
    return f"{count} source{'' if count == 1 else 's'} {line(tier)}"


def href(url: str) -> str | None:
    """Return a URL to follow; None where programs don't agree on whose it is."""
    plain = url.startswith(("https://", "http://")) and not any(char in url for char in "\\<>\"'`^{|}")
    parts = split_url(url) if plain else None
    if parts is None:
        return None
    written, host = (parts.hostname or "").rstrip("."), host_of(url)
    agreed = _HOST.fullmatch(host) and (written.isascii() or _in_unicode(host) == written.casefold())
    number = host.rpartition(".")[2].startswith(tuple("0123456789")) and not _IP.fullmatch(host)
    return url if agreed and not number and legible(url) == url else None


def _in_unicode(host: str) -> str:
    """Return an ASCII host as people write it; empty where there is no such spelling."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
