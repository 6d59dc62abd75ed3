"""Normal forms of text, for comparing; `butfor.text.confusables.ascii_skeleton` is another."""

import re
import unicodedata
from binascii import b2a_base64
from functools import lru_cache
from typing import Any
from zlib import crc32

_WORD = re.compile(r"[^\W_]+")


def casefold_words(text: str) -> str:
    """Return the words of a text, in lower case and compatibility form, with one space between them."""
    return _casefold_name(text) if len(text) <= _LONGEST_NAME else _casefold_text(text)


def _casefold(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(_WORD.findall(plain.casefold()))


_LONGEST_NAME = 60  # characters; names come again in wire after wire, texts only while one wire is checked
_casefold_name = lru_cache(maxsize=4096)(_casefold)
_casefold_text = lru_cache(maxsize=64)(_casefold)


def collapse_whitespace(value: Any) -> Any:
    """Return plain data in which each run of white space of its texts is one space."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: collapse_whitespace(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [collapse_whitespace(item) for item in value]
    return value


_PIECE = 8  # signs


def pieces(words: str) -> str:
    """Return pieces of a text, by which near copies are found, whatever stands between its letters: of each eight signs
    in a row, without spaces, whose checksum is divisible by four, the four bytes, in base64. A short text is one."""
    text = words.replace(" ", "").encode("utf-32-be", "surrogatepass")
    step = 4  # bytes for each sign
    ends = range(_PIECE * step, len(text) + 1, step)
    numbers = {number for end in ends if not (number := crc32(text[end - _PIECE * step : end])) % 4} or {crc32(text)}
    return b2a_base64(b"".join([number.to_bytes(4) for number in numbers]), newline=False).decode()
