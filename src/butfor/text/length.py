"""How long a text is, in words, in any script."""

import re

from butfor.text.prose import CITATION, canonical, is_wide

LETTERS_OF_A_WORD = 4
"""As they are counted here."""
_LETTERS_OF_A_SYLLABLE = 3  # that one sign stands for in Chinese, Japanese and Korean
_WORD = re.compile(r"[^\W_]+")


def is_shorter(text: str, count: int) -> bool:
    """Return whether a text is shorter than so many words.

    Scripts that write no spaces have few words between spaces or none, so its letters have to be as few.
    """
    text = CITATION.sub(" ", canonical(text))
    return len(_WORD.findall(text)) < count and as_letters(text) < count * LETTERS_OF_A_WORD


def letters(text: str) -> int:
    """Return how many letters and figures a text has."""
    return sum(map(len, _WORD.findall(canonical(text))))


def as_letters(text: str) -> int:
    """Return to about how many letters of an alphabet a text comes."""
    signs = [sign for word in _WORD.findall(text) for sign in word]
    syllables = 0 if text.isascii() else sum(is_wide(sign) or "\uac00" <= sign <= "\ud7a3" for sign in signs)
    return len(signs) + syllables * (_LETTERS_OF_A_SYLLABLE - 1)
