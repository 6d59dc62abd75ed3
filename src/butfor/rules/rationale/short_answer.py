"""An answer of a few words."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.length import is_shorter, letters

_LEAST_WORDS = 5


def check(context: WireContext) -> Iterator[Violation]:
    for name in ("tested_harm", "without"):
        text = getattr(context.wire.rationale, name)
        if text and is_shorter(text, _LEAST_WORDS):
            count = letters(text)
            yield Violation(
                Location(("rationale", name)),
                f"`rationale.{name}` has {count} {'letter' if count == 1 else 'letters'}",
                "say in a sentence what harm was done, and to whom"
                if name == "tested_harm"
                else "say in a sentence what would have happened without the system, and what would not",
            )


RULE = Rule(
    id="short-answer",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="`tested_harm` or `without` has fewer than five words, and fewer than 20 letters; a character of Chinese, "
    "Japanese or Korean counts as three.",
    why="It takes a sentence to say what harm was done to whom, or what would not have happened. This is a guess: a "
    "short answer may say it all.",
    basis="The shortest answer of the 15 assessed wires has 13 words.",
    bad=rationale("No invented opinions."),
    good=rationale(),
    fix="Write a sentence.",
    needs=("rationale",),
    check=check,
)
