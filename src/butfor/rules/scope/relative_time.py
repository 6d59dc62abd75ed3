"""A title that is only true today."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown

_RELATIVE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|(?:this|last|next) (?:morning|week|weekend|month|year|night)|"
    r"recently|(?:\d+|a few|several|two|three) (?:hours?|days?|weeks?|months?|years?) ago)\b",
    re.IGNORECASE,
)


def check(context: WireContext) -> Iterator[Violation]:
    match = _RELATIVE.search(context.wire.title)
    if match and context.is_english:
        yield Violation(
            Location(("title",), excerpt=match[0]),
            f"the title says {shown(match[0])}, which is true for a day only",
            "write the date or leave the words out; `occurred` holds the day",
        )


RULE = Rule(
    id="relative-time",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title of a wire in English says when it happened by the day on which it is read: today, last week, three "
    "days ago.",
    why="An archive is read years later. This is a guess: the words may be part of a name.",
    basis="The wire format: no relative time in a title.",
    bad='title: "ChatGPT invented case law that lawyers filed last week"\n',
    good='title: "ChatGPT invented case law that lawyers filed in March 2023"\noccurred: "2023-03"\n',
    fix="Leave the words out, or name the date.",
    needs=("title",),
    check=check,
)
