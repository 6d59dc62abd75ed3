"""A date that has not come yet."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule, WireContext
from butfor.rules.dates import all_dates
from butfor.text.display import shown
from butfor.text.pages import day_in


def check(context: WireContext) -> Iterator[Violation]:
    for path, date in all_dates(context):
        is_ahead = context.today.is_ahead if path == ("published",) else context.today.is_future
        if bounds(date) and is_ahead(date):  # as texts: what is less precise is a beginning, so no later
            yield Violation(Location(path), f"{shown(date)} is in the future", "write the day on which it happened")
    if "sources" in context.file.invalid_fields:
        return
    for index, source in enumerate(context.wire.sources):
        if (day := day_in(source.url)) and context.today.is_future(day.isoformat()):
            yield Violation(
                Location(("sources", index, "url"), excerpt=source.url),
                f"the URL contains {day.isoformat()}, a day in the future",
                "open the page and copy its URL from the browser",
                level=Level.WARNING,
            )


RULE = Rule(
    id="date-in-future",
    family="dates",
    scope="wire",
    what="A date in the future, counted in the time zone that is furthest ahead; or a time of publication, which is "
    "in UTC, that is more than ten minutes ahead. A future day in the URL of a source is a warning.",
    why="Wires report what happened. A future date is a mistake, and puts the wire on top of every list.",
    basis="The wire format: all dates are dates of things that happened. Of 440 URLs in public incident archives "
    "that contain a day, none contains a future one.",
    bad="""\
occurred: "2098"
published: "2026-06-01T09:00:00Z"
""",
    good='occurred: "2023"\n',
    fix="Correct the year; a wire is published when it is merged, not before.",
    explains=("dates-out-of-order", "source-later-than-wire"),
    never_known=True,
    check=check,
)
