"""The text knows the day, the field does not."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import blocks

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAY = re.compile(rf"\b([1-9]|[12][0-9]|3[01]) ({'|'.join(_MONTHS)}) ([12][0-9]{{3}})\b", re.IGNORECASE)


def check(context: WireContext) -> Iterator[Violation]:
    occurred = context.wire.occurred
    if len(occurred) == 10:
        return
    first = str(blocks(context.wire.body)[0])
    for day, month, year in _DAY.findall(f"{context.wire.title}\n{first}"):
        exact = f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}"
        if exact.startswith(occurred) and bounds(exact):
            yield Violation(
                Location(("occurred",)),
                f"the text says {day} {month} {year}, `occurred` says less",
                f'if that is the day of the event, write:\n    occurred: "{exact}"',
            )
            return


RULE = Rule(
    id="precision-lost",
    family="dates",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="Title or first paragraph name a day inside the month or year that `occurred` holds.",
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
