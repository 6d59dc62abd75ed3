"""The text knows the day, the field does not."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.days import days_named
from butfor.text.prose import blocks


def check(context: WireContext) -> Iterator[Violation]:
    occurred = context.wire.occurred
    if len(occurred) == 10 or not context.is_english:
        return
    first = str(blocks(context.wire.body)[0])
    for words, day in days_named(f"{context.wire.title}\n{first}"):
        if day.isoformat().startswith(occurred):
            yield Violation(
                Location(("occurred",)),
                f"the text says {words}, `occurred` says less",
                f'if that is the day of the event, write:\n    occurred: "{day}"',
            )
            return


RULE = Rule(
    id="precision-lost",
    family="dates",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="Title or first paragraph of a wire in English name a day inside the month or year that `occurred` holds.",
    why="The day is known and readers who sort by date would not get it. This is a guess: the day may be "
    "another event's.",
    basis="The wire format: `occurred` is as precise as is known.",
    bad="""\
occurred: "2023-03"
title: "ChatGPT invented case law filed in court on 1 March 2023"
""",
    good="""\
occurred: "2023-03-01"
title: "ChatGPT invented case law filed in court on 1 March 2023"
""",
    fix="Write the full date if it is the event's.",
    needs=("occurred", "title", "body"),
    check=check,
)
