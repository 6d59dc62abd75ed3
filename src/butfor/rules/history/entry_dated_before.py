"""A new entry that is older than what it changes."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange, dates_of
from butfor.findings import DataPath, Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    new: list[tuple[DataPath, str]] = [
        (("corrections", index, "date"), correction.date) for index, correction in change.new_corrections
    ]
    if now.retraction and not was.retraction:
        new.append((("retraction", "date"), now.retraction.date))
    latest, field = max(dates_of(was), default=("", ""))
    for path, day in new:
        if day < latest:
            yield Violation(
                Location(path),
                f"the new entry has the date {shown(day)}, but the wire has {shown(latest)}",
                "write the day of the change",
                f"that is the date of `{field}`: a change can't be older than what it changes, and readers who came "
                "since then would not see it",
            )


RULE = Rule(
    id="entry-dated-before",
    family="history",
    scope="change",
    what="A new correction or retraction has a date before one in the published wire.",
    why="Readers, and every feed, see from the date since when the wire says what it says.",
    basis="The wire format: an entry has the day of the change, and that is never before the day of what it changes.",
    bad="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-05-31"
    type: correction
    fields: [occurred]
    was: "2023-03-01"
    now: "2023-03-02"
    reason: "The docket gives the second."
    by: "A. Editor"
""",
    good="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-06-01"
    type: correction
    fields: [occurred]
    was: "2023-03-01"
    now: "2023-03-02"
    reason: "The docket gives the second."
    by: "A. Editor"
""",
    fix="Give the entry the day on which you make the change.",
    needs=("corrections",),
    explains=("dates-out-of-order",),
    mandatory=True,
    check=check,
)
