"""Text from wires is untrusted: how it is made safe to show, measured, and written back as YAML."""

import re
import unicodedata
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from zlib import crc32

# What a terminal may act on, reorder or hide. ZWJ and ZWNJ stay: they shape emoji and several scripts.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
COMMAND = re.compile(r"##(?=[A-Za-z]*\[)")
_WORD = re.compile(r"[^\W_]+")


def visible(text: str) -> str:
    """One line that can't act on a terminal: control, bidi and invisible characters become ``<U+202E>``."""
    return _UNSAFE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def clip(text: str, limit: int) -> str:
    """At most ``limit`` characters, the cut marked with ``...``."""
    return text if len(text) <= limit else text[: max(limit - 3, 1)] + "..."


def shown(value: object, limit: int = 40) -> str:
    """A value from a wire as it stands in a message: in backticks, harmless, clipped."""
    text = visible(str(value)).replace("`", "'")
    return f"`{clip(text, limit)}`"


def listed(items: Iterable[str], last: str = "or") -> str:
    """``a, b or c``"""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def quoted(text: str) -> str:
    """``text`` as a double-quoted YAML scalar on one line, readable by YAML 1.1, 1.2 and JSON."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _UNSAFE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


def folded(text: str) -> str:
    """Text for comparing: compatibility forms, case, punctuation and white space levelled."""
    return _folded_name(text) if len(text) <= _LONGEST_NAME else _folded_text(text)


def _folded(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(_WORD.findall(plain.casefold()))


_LONGEST_NAME = 60  # characters; names come again in wire after wire, texts only while one wire is judged
_folded_name = lru_cache(maxsize=4096)(_folded)
_folded_text = lru_cache(maxsize=64)(_folded)


def pieces(words: str) -> str:
    """A text's word triples, by which texts that are nearly the same are found: four bytes for each, in base64."""
    text = words.encode("utf-8", "surrogatepass")
    parts = text.split()
    numbers = {crc32(b" ".join(triple)) for triple in zip(parts, parts[1:], parts[2:], strict=False)} or {crc32(text)}
    return b2a_base64(b"".join([number.to_bytes(4) for number in numbers]), newline=False).decode()


def names(text: str, name: str) -> bool:
    """Whether ``text`` holds ``name`` as whole words, whatever their case and punctuation."""
    if _whole(name).search(text):  # the usual case, at a tenth of the cost
        return True
    return bool(folded(name)) and f" {folded(name)} " in f" {folded(text)} "


@lru_cache(maxsize=256)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


def inert(line: str) -> str:
    """A line that is no command to the runner that logs it: GitHub's trims lines and obeys those that start with
    ``::``, and looks for ``##[`` anywhere in others, as Azure's does for ``##vso[``, TeamCity's for ``##teamcity[``."""
    line = COMMAND.sub("## ", line)
    return f"| {line}" if line.lstrip().startswith("::") else line


def columns(text: str) -> int:
    """Columns that a terminal gives a text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 20 ms, and most lines are ASCII

    width = wcswidth(text)
    return width if width >= 0 else len(text)


def cut(text: str, room: int) -> str:
    """The beginning of a text that fits into ``room`` columns."""
    text = text[: max(room, 0)]
    while text and columns(text) > room:
        text = text[:-1]
    return text


def tail(text: str, room: int) -> str:
    """The end of a text that fits into ``room`` columns, not beginning inside a letter."""
    text = cut(text[::-1], room)[::-1]
    while text and columns(text[0]) == 0:
        text = text[1:]
    return text


def wrapped(words: str, width: int, first: str, rest: str) -> Iterator[str]:
    """Words in lines of at most ``width`` columns; a word that is longer than a line is broken."""
    line, empty = first, True
    for word in words.split(" "):
        if not empty and columns(line) + 1 + columns(word) > width:
            yield line
            line, empty = rest, True
        while columns(line) + columns(word) > width:
            piece = cut(word, width - columns(line)) or word[0]  # never nothing, or this would never end
            yield line + piece
            word, line = word[len(piece) :], rest
        line, empty = (line + word if empty else f"{line} {word}"), False
    yield line


_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_BOOLEAN_LIKE = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def scalar(value: object) -> str:
    """A scalar as our wires write it: plain words bare, everything else that is text in quotes."""
    if not isinstance(value, str):
        return str(value)
    bare = _SAFE.fullmatch(value) and value.casefold() not in _BOOLEAN_LIKE
    return value if bare or re.fullmatch(r"https://[A-Za-z0-9./_-]+", value) else quoted(value)


def block(key: str, value: Any, indent: int = 0) -> list[str]:
    """``key: value`` as lines of YAML, ``value`` being plain data; ``indent`` in blanks."""
    head = " " * indent + f"{key}:"
    if isinstance(value, dict):
        return [head, *(line for name, item in value.items() for line in block(name, item, indent + 2))]
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        lines = [head]
        for item in value:
            inner = [line for name, part in item.items() for line in block(name, part, indent + 4)]
            lines += [" " * (indent + 2) + "- " + inner[0].lstrip(), *inner[1:]]
        return lines
    if isinstance(value, list):
        return [f"{head} [{', '.join(scalar(item) for item in value)}]"]
    return [f"{head} {scalar(value)}"]
