"""The time in the id has not come yet."""

from collections.abc import Iterator

from butfor.findings import Hit, Spot
from butfor.model.types import ulid_day
from butfor.rules._rule import Checked, Rule


def check(checked: Checked) -> Iterator[Hit]:
    day = ulid_day(checked.wire.id).isoformat()
    if day > checked.today:
        yield Hit(
            Spot(("id",)),
            f"the id's time is {day}, which is in the future",
            "make the id with `butfor new --date`, the date of the first source",
        )


RULE = Rule(
    id="id-in-future",
    family="identity",
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
    wire=check,
)
