"""The id's time is far from every source's date."""

import datetime
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds, ulid_day
from butfor.rules._rule import Rule, WireContext

_NEAR = datetime.timedelta(days=31)


def check(context: WireContext) -> Iterator[Violation]:
    day = ulid_day(context.wire.id)
    distances = []
    for source in context.wire.sources:
        if source.published and (span := bounds(source.published)):
            earliest, latest = span
            if earliest - _NEAR <= day <= latest + _NEAR:
                return
            distances.append(max(earliest - day, day - latest).days)
    if distances:
        yield Violation(
            Location(("id",)),
            f"the id's time, {day}, is {min(distances)} days from the nearest source's date",
            "check the sources' `published`; a new wire gets its id from `butfor new --date`",
        )


RULE = Rule(
    id="id-far-from-sources",
    family="identity",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The id's time is more than 31 days from every source's date.",
    why="Most often an id was made without the source's date, or a source's date is mistyped. This is a guess.",
    basis="In all eight newswire wires seen, the ULID's time is the time of the source's publication.",
    bad="""\
sources:
  - id: S1
    url: https://court.example/54
    publisher: District Court
    kind: court
    title: Opinion
    published: "2024-06-22"
  - id: S2
    url: https://news.example/cases
    publisher: The Example Herald
    kind: news
    title: Fake cases
  - id: S3
    url: https://journal.example/law
    publisher: Example Law Journal
    kind: research
    title: Citations
""",
    good="""\
sources:
  - id: S1
    url: https://court.example/54
    publisher: District Court
    kind: court
    title: Opinion
    published: "2023-06-22"
  - id: S2
    url: https://news.example/cases
    publisher: The Example Herald
    kind: news
    title: Fake cases
  - id: S3
    url: https://journal.example/law
    publisher: Example Law Journal
    kind: research
    title: Citations
""",
    fix="Correct the source's date; never change the id of a published wire.",
    needs=("id", "sources"),
    check=check,
)
