"""A source that did not exist when the wire was published."""

import datetime
from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.published is None or bounds(wire.published) is None:
        return
    days = [wire.published[:10], *(correction.date for correction in wire.corrections if bounds(correction.date))]
    last_change = max(days)
    for index, source in enumerate(wire.sources):
        if source.published is None or source.published <= last_change:
            continue
        earliest = bounds(source.published)
        if earliest and (earliest[0] - datetime.date.fromisoformat(last_change)).days > 1:  # time zones
            yield Violation(
                Location(("sources", index, "published")),
                f"`{source.id}` is dated {source.published}, after the wire, which is dated {last_change}",
                "correct the date; if the source was added later, add an entry to `corrections`",
                related=((Location(("published",)), "when the wire was published"),),
            )


RULE = Rule(
    id="source-later-than-wire",
    family="dates",
    scope="wire",
    what="A source was published after the wire, and after its last correction.",
    why="The wire can't be based on it: a date is wrong, or the wire was changed without an entry.",
    basis="Partial dates count as their first day: only a certain contradiction is found, and one day is allowed "
    "for time zones.",
    bad="""\
published: "2026-06-01T09:00:00Z"
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion, published: "2023-06-22"}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases, published: "2026-06-04"}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
published: "2026-06-01T09:00:00Z"
sources:
  - {id: S1, url: 'https://court.example/54', publisher: Court, kind: court, title: Opinion, published: "2023-06-22"}
  - {id: S2, url: 'https://news.example/cases', publisher: Herald, kind: news, title: Cases, published: "2026"}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Check the source's date. A source that came later is added with a correction.",
    needs=("published", "sources", "corrections"),
    check=check,
)
