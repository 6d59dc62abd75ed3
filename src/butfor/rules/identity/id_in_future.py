"""The time in the id has not come yet."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.types import ulid_day
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    day = ulid_day(context.wire.id).isoformat()
    if context.today.is_future(day):
        yield Violation(
            Location(("id",)),
            f"the id's time is {day}, which is in the future",
            "make the id with `butfor new --date`, the date of the first source",
        )


RULE = Rule(
    id="id-in-future",
    family="identity",
    scope="wire",
    what="The time in the id is in the future.",
    why="The id's time is a source's publication time; a source can't be from the future.",
    basis="In all eight newswire wires seen, the ULID's time is the time of the source's publication.",
    bad="""\
# file: incidents/2099/03PFAH5B00VMH1MXDR39STYGRB.yaml
id: 03PFAH5B00VMH1MXDR39STYGRB
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
""",
    fix="Make the id with `butfor new --date DATE`.",
    needs=("id",),
    explains=("id-far-from-sources",),
    never_known=True,
    check=check,
)
