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


def word_triples(words: str) -> str:
    """Return a text's word triples, by which near copies are found: four bytes for each, in base64."""
    text = words.encode("utf-8", "surrogatepass")
    parts = text.split()
    numbers = {crc32(b" ".join(triple)) for triple in zip(parts, parts[1:], parts[2:], strict=False)} or {crc32(text)}
    return b2a_base64(b"".join([number.to_bytes(4) for number in numbers]), newline=False).decode()


def mentions(text: str, name: str) -> bool:
    """Return whether ``text`` holds ``name`` as whole words, whatever their case and punctuation."""
    if _whole_word(name).search(text):  # the usual case, at a tenth of the cost
        return True
    return bool(casefold_words(name)) and f" {casefold_words(name)} " in f" {casefold_words(text)} "


@lru_cache(maxsize=256)
def _whole_word(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")
