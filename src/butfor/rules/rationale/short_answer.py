"""An answer of a few words."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import canonical, is_wide

_LEAST_WORDS, _LEAST_LETTERS = 5, 20
_LETTERS_OF_A_SYLLABLE = 3  # that one sign stands for in Chinese, Japanese and Korean
_WORD = re.compile(r"[^\W_]+")


def check(context: WireContext) -> Iterator[Violation]:
    for name in ("tested_harm", "without"):
        text = getattr(context.wire.rationale, name)
        words = _WORD.findall(canonical(text)) if text else []
        if text and len(words) < _LEAST_WORDS and _letters(words) < _LEAST_LETTERS:
            count = sum(map(len, words))
            yield Violation(
                Location(("rationale", name)),
                f"`rationale.{name}` has {count} {'letter' if count == 1 else 'letters'}",
                "say in a sentence what harm was done, and to whom"
                if name == "tested_harm"
                else "say in a sentence what would have been without the system, and what would not",
            )


def _letters(words: list[str]) -> int:
    """Return to about how many letters of an alphabet words come."""
    signs = [sign for word in words for sign in word]
    syllables = sum(is_wide(sign) or "\uac00" <= sign <= "\ud7a3" for sign in signs)
    return len(signs) + syllables * (_LETTERS_OF_A_SYLLABLE - 1)


RULE = Rule(
    id="short-answer",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="`tested_harm` or `without` has fewer than five words, and fewer than 20 letters; a sign of Chinese, Japanese "
    "or Korean counts as three.",
    why="A harm and somebody whom it befell, or what would have been otherwise, take a sentence. This is a guess: a "
    "short one may say it all.",
    basis="The shortest answer of the 15 assessed wires has 13 words.",
    bad=rationale("No invented opinions."),
    good=rationale(),
    fix="Write a sentence.",
    needs=("rationale",),
    check=check,
)
