"""Normal forms of text, for comparing."""

import re
import unicodedata
from binascii import b2a_base64
from functools import lru_cache
from zlib import crc32

_WORD = re.compile(r"[^\W_]+")


def casefold_words(text: str) -> str:
    """Text for comparing: compatibility forms, case, punctuation and white space levelled."""
    return _folded_name(text) if len(text) <= _LONGEST_NAME else _folded_text(text)


def _folded(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(_WORD.findall(plain.casefold()))


_LONGEST_NAME = 60  # characters; names come again in wire after wire, texts only while one wire is judged
_folded_name = lru_cache(maxsize=4096)(_folded)
_folded_text = lru_cache(maxsize=64)(_folded)


def word_triples(words: str) -> str:
    """A text's word triples, by which texts that are nearly the same are found: four bytes for each, in base64."""
    text = words.encode("utf-8", "surrogatepass")
    parts = text.split()
    numbers = {crc32(b" ".join(triple)) for triple in zip(parts, parts[1:], parts[2:], strict=False)} or {crc32(text)}
    return b2a_base64(b"".join([number.to_bytes(4) for number in numbers]), newline=False).decode()


def mentions(text: str, name: str) -> bool:
    """Whether ``text`` holds ``name`` as whole words, whatever their case and punctuation."""
    if _whole(name).search(text):  # the usual case, at a tenth of the cost
        return True
    return bool(casefold_words(name)) and f" {casefold_words(name)} " in f" {casefold_words(text)} "


@lru_cache(maxsize=256)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")
