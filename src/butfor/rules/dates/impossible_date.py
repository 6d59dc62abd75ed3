"""A date that no calendar has."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule, WireContext
from butfor.rules.dates import all_dates
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    for path, date in all_dates(context):
        if bounds(date) is None:
            yield Violation(
                Location(path), f"{shown(date)} is not a day of the calendar", "write the day that was meant"
            )


RULE = Rule(
    id="impossible-date",
    family="dates",
    scope="wire",
    what="A date such as 30 February.",
    why="Programs that sort and compare dates fail on it, and no reader knows which day was meant.",
    basis="The Gregorian calendar, as in [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#appendix-C).",
    bad='occurred: "2023-02-30"\n',
    good='occurred: "2023-02-28"\n',
    fix="Look the day up at the source; write `YYYY-MM` where only the month is known.",
    check=check,
)
