"""Texts that only hold the place of one: `TODO`, `n/a`, dots and dashes.

A name may be any word: there are people called Null and Todo, and a magazine called "test". So where a name stands only
the mark is a placeholder that our own templates write, what holds no letter, the name of the field itself, as
in `title: Title goes here`, and, of a source, what no page is called: `XXX` and lorem ipsum.
"""

import re
import string
from collections.abc import Iterator
from typing import Any

from butfor.findings import DataPath
from butfor.text.prose import CITATION, PATHS, blocks

_LONGEST = 200  # characters; no placeholder is longer
_AROUND = r"[\s.,:;!?\-_*#\[\](){}<>\"'\u2013\u2014\u2026]*"
_LOREM = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna "
    "aliqua ut enim ad minim veniam quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat "
)
_WORDS = "todo|tbd|tba|fixme|to do|to be done|placeholder"
_OF_FIELD = re.compile(r"(?:(?:insert|your) )?(?P<field>publisher|title|quote)(?: (?:goes )?here)?", re.IGNORECASE)
_OTHERS = "insert|your|publisher|title|quote|xxx|lorem"  # what other ones begin with
_PLACEHOLDER = re.compile(f"{_AROUND}(?:{_WORDS}){_AROUND}", re.IGNORECASE)
_NOTHING = "n/a|none|null|unknown|not applicable"
_EMPTY_WORDS = f"{_NOTHING}|see above|see below|see body|as above|same|test|wip|tk|pending"
_NO_OTHER_CAUSE = re.compile(f"{_AROUND}(?:{_NOTHING}){_AROUND}", re.IGNORECASE)
_PLACEHOLDER_OF_TEXT = re.compile(rf"{_AROUND}(?:{_EMPTY_WORDS}){_AROUND}|(?=[\s\S]*\S){_AROUND}", re.IGNORECASE)
_BEGINNINGS = frozenset(word[:2] for word in f"{_WORDS}|{_EMPTY_WORDS}|{_OTHERS}".split("|"))
_ALPHANUMERIC = string.ascii_letters + string.digits
_OTHER_BEGINNINGS = frozenset(
    first + second for first in _ALPHANUMERIC for second in _ALPHANUMERIC if (first + second).lower() not in _BEGINNINGS
)
_TO_DO = ("TODO:", "TBD:", "FIXME:")
_NAMES = frozenset(["publisher", "by", "submitted_by", "systems", "providers"])
# TODO is what our templates write.
_PLACEHOLDER_OF_NAME = re.compile(rf"TODO(?::.*)?|(?=\S){_AROUND}")
# Works are called `?`, and begin with `TODO:`.
_PLACEHOLDER_OF_WORK = re.compile(r"TODO:?|[\s.\-\u2013\u2014\u2026]+")
_TEXTS = {"title", "reason", "point", "external_factor", "occurred_note", *(path[-1] for path in PATHS)}


def may_be_placeholder(text: str) -> bool:
    """Return whether a text may be a placeholder: nearly none may, and this is fast."""
    return text[:2] not in _OTHER_BEGINNINGS and len(text) < _LONGEST


def is_placeholder(text: str, path: DataPath) -> bool:
    """Return whether the text at this path of a wire is a placeholder, citations aside."""
    if path[-1] == "rule":  # of a deviation; one rule is named like what it finds
        return False
    if path[0] == "corrections" and "changes" in path:  # what a wire said, word by word
        return False
    text = " ".join(CITATION.sub("", text).split())
    if (match := _OF_FIELD.fullmatch(text.strip("[]<>{}."))) and match["field"].casefold() == path[-1]:
        return True
    if is_name(path):
        own = _PLACEHOLDER_OF_WORK if path[-1] in ("title", "quote") else _PLACEHOLDER_OF_NAME
        return own.fullmatch(text) is not None or (path[0] == "sources" and _fills_a_page(text))
    if _PLACEHOLDER.fullmatch(text) or _fills_a_page(text) or text.startswith(_TO_DO):
        return True
    if path[-1] == "other_causes" and _NO_OTHER_CAUSE.fullmatch(text):  # an answer that lacks its word
        return False
    return path[-1] in _TEXTS and _PLACEHOLDER_OF_TEXT.fullmatch(text) is not None


def _fills_a_page(text: str) -> bool:
    """Return whether a text is ``xxx``, or what printers set, broken off after any of its words."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return re.fullmatch("xxx+", words) is not None or (" " in words and _LOREM.startswith(f"{words} "))


def is_name(path: DataPath) -> bool:
    """Return whether a name stands at this path: of a person, a house, a system, or of what somebody published."""
    return path[-1] in _NAMES or path[0] in _NAMES or (path[0] == "sources" and path[-1] in ("title", "quote"))


def placeholder_parts(data: Any) -> Iterator[tuple[DataPath, str]]:
    """Yield, of prose with several paragraphs or items, the first that is a placeholder, with its path."""
    for path in sorted(PATHS):
        text = data
        for step in path:
            text = text.get(step) if isinstance(text, dict) else None
        parts = [part for block in blocks(text) for part in block.parts] if isinstance(text, str) else []
        for part in parts if len(parts) > 1 else ():
            if len(part) < _LONGEST and _PLACEHOLDER.fullmatch(CITATION.sub("", part)):
                yield path, part
                break
