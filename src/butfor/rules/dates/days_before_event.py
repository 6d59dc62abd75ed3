"""A body whose every day is far from the event."""

import datetime
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule, WireContext
from butfor.rules.dates import last_dated_source
from butfor.text.days import days_named, days_set
from butfor.text.display import shown
from butfor.text.prose import canonical

_MONTH = datetime.timedelta(days=31)


def check(context: WireContext) -> Iterator[Violation]:
    wire, event = context.wire, bounds(context.wire.occurred)
    if event is None or not context.is_english:
        return
    text = f"{wire.title}\n{canonical(wire.body)}"
    named = list(days_named(text))
    if not any(days_set(text)):
        return
    words, last = max(named, key=lambda pair: pair[1])
    if event[0] - last >= _MONTH:
        yield Violation(
            Location(("occurred",)),
            f"the last day in the text, {shown(words)}, is long before `occurred`",
            "correct `occurred`, or the day in the text; if both are right, say in the text when it happened",
        )
        return
    words, first = min(named, key=lambda pair: pair[1])
    source = last_dated_source(wire)
    if source and source.is_last and source.until < first - _MONTH:
        yield Violation(
            Location(("body",), excerpt=words if words in wire.body else None),
            f"the first day in the text, {shown(words)}, is long after the last source",
            "correct the day in the text, or add the source that reports it",
            related=((Location(("sources", source.index, "published")), "the last source"),),
        )


RULE = Rule(
    id="days-before-event",
    family="dates",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="Every full date that title and body of a wire in English name is a month or more before `occurred`, or "
    "after its last source, and one of them begins a paragraph or is between commas. Elsewhere a day may be "
    "that of a birth, of a law or of an earlier event.",
    why="One of the two dates is wrong, and readers can't know which. This is a guess: the text may name only days "
    "of earlier events.",
    basis="Of 117 descriptions in public incident archives that name a full date, 20 write one in such a place; 1 is "
    "found, correctly: the date of the event is wrong. At the beginning of any sentence 3 would be found, 1 of them "
    "wrongly. Days after the event are not compared with it: 19 of the 117 name only days of rulings and reports.",
    bad="""\
occurred: "2023-03-01"
body: "On 14 March 2021 two lawyers filed invented opinions [S1][S2][S3]."
""",
    good="""\
occurred: "2023-03-01"
body: "On 1 March 2023 two lawyers filed what one of them had asked for on 14 March 2021 [S1][S2][S3]."
""",
    fix="Look the day up at the source.",
    needs=("occurred", "title", "body", "sources"),
    explains=("precision-lost",),
    check=check,
)
