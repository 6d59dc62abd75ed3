"""How texts, dates and URLs of a wire are shown, so that nothing in them hides, reorders or misleads."""

import re
from functools import cache
from importlib.resources import files

from butfor.model.types import bounds
from butfor.model.wire import UNKNOWN, Wire
from butfor.text.days import MONTH_NAMES
from butfor.text.display import clip, visible
from butfor.text.invisible import invisible, may_hide, may_reorder, reordering
from butfor.text.prose import Block, blocks
from butfor.text.urls import host_of, split_url
from butfor.view.parts import DateText
from butfor.yaml.reading import CONTROL

KINDS = {
    "hallucination": "Hallucination",
    "terms-of-service-breach": "Output that breaks terms of service",
    "behaviour-shift": "Sudden behaviour shift",
    "official-finding": "Regulatory or judicial finding",
    "provenance-fraud": "Provenance fraud",
}
HARMS = {"actual": "it happened", "near": "near: it did not happen", "none": "none named in the sources"}
VERIFIED = {
    "corroboration": "independent corroboration", "primary-source": "a primary source",
    "reproduction": "a reproduction",
}  # fmt: skip
LEGAL = {
    "alleged": "alleged, not decided", "filed": "a case was filed", "settled": "settled",
    "found": "found by a court or an authority", "fined": "fined", "none": "no legal process",
}  # fmt: skip
BASES = {"event": "Event", "onset": "Onset", "filing": "Filed", "first-report": "First reported"}
_VALUES = {
    "kind": KINDS, "harm": HARMS, "verified_by": VERIFIED, "legal_status": LEGAL,
    "does the harm pass the test": {"passes": "yes", "passes-in-part": "in part", "fails": "no"},
}  # fmt: skip
NOT_NAMED = "not named"
"""What readers see of a provider that the sources do not name."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_IP = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_LINE = 300  # characters of a line that is shown as a label; names are shorter, and what is longer is hostile


def legible(text: str) -> str:
    """Return a text in which nothing hides and nothing reorders but where its script needs it; lines stay."""
    if text.isascii() and text.isprintable():  # nearly always, and much quicker than looking for what hides
        return text
    runs = [match.span() for match in CONTROL.finditer(text)]
    if not text.isascii():
        runs += [*(invisible(text) if may_hide(text) else ()), *(reordering(text) if may_reorder(text) else ())]
    parts, at = [], 0
    for start, end in sorted(runs):
        if end > at:
            parts += [text[at : max(start, at)], visible(text[max(start, at) : end])]
            at = end
    return "".join([*parts, text[at:]])


def field_words(path: str) -> str:
    """Return what readers call a field, such as ``legal status`` or ``source S2, published``."""
    name, *rest = path.split(".")
    info = Wire.model_fields.get(name)
    words = name if info is None or name == "rationale" else f"{str(info.title)[:1].lower()}{str(info.title)[1:]}"
    if name == "sources" and rest:
        words, rest = f"source {rest[0]}", rest[1:]
    return ", ".join([words, *rest]).replace("_", " ") if info else path


def value_words(path: str, text: str | None) -> str | None:
    """Return a value of a field in words, where it is one of few."""
    return _VALUES.get(path, {}).get(text, text) if text is not None else None


def provider_words(name: str) -> str:
    """Return the name of a provider, or that there is none."""
    return NOT_NAMED if name == UNKNOWN else line(name)


@cache
def _languages() -> dict[str, str]:
    text = (files("butfor.view") / "languages.txt").read_text(encoding="utf-8").partition("\n")[2]
    return {tag: name for tag, _, name in (item.strip().partition(" ") for item in text.split(";"))}


def language_words(tag: str) -> str:
    """Return ``in Italian``; the tag itself where its language has no name here, or is said more exactly."""
    name = _languages().get(tag.partition("-")[0])
    return f"language: {tag}" if name is None else f"in {name}" if "-" not in tag else f"in {name} ({tag})"


def short_date(iso: str) -> str:
    """Return a partial date or a timestamp in words, its month with three letters."""
    return " ".join(word[:3] if word in MONTH_NAMES else word for word in date_text(iso).text.split(" "))


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
