"""An answer that holds no word."""

import re
from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import NONE_KNOWN, UNKNOWN
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.normalize import casefold_words
from butfor.text.prose import CITATION

_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_SHORTEST, _SHORTEST_ELSEWHERE = 4, 2  # letters; the other where letters beyond ASCII write shorter words


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.rationale.basis == "bulk":
        return
    named = [name for name in (*wire.systems, *wire.providers) if name != UNKNOWN]
    names = {word for name in named for word in casefold_words(name).split()}
    for name, text in wire.rationale.given:
        words = casefold_words(_ADDRESS.sub(" ", CITATION.sub(" ", text))).split()
        if text.strip() != NONE_KNOWN and not any(_says_something(word) for word in words if word not in names):
            yield Violation(
                Location(("rationale", name)),
                f"`rationale.{name}` contains no word",
                "answer in a sentence"
                + (f", or write `{NONE_KNOWN}` if no other cause is known" if name == "other_causes" else ""),
                "single letters, figures, URLs, and names of systems and providers do not count",
            )


def _says_something(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    return letters >= (_SHORTEST if word.isascii() else _SHORTEST_ELSEWHERE)


RULE = Rule(
    id="wordless-answer",
    family="rationale",
    scope="wire",
    what="An answer of the but-for test has no word of four letters or more, or of two where it is not written in "
    "plain Latin letters, except for names of systems and providers, and URLs.",
    why="Letters, figures, URLs and names alone answer nothing.",
    basis="The shortest answer of the 15 assessed wires has 13 words. The meaning of the words is not checked.",
    bad=rationale("x"),
    good=rationale(),
    fix="Answer in a sentence.",
    needs=("rationale", "systems", "providers"),
    explains=("short-answer", "answers-about-nothing"),
    check=check,
)
