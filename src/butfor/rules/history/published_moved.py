"""The time of publication was changed."""

from collections.abc import Iterator

from butfor.changes.versions import Versions
from butfor.findings import Hit, Spot
from butfor.rules._rule import Rule
from butfor.rules.history import RESTORED
from butfor.text.display import shown


def check(versions: Versions) -> Iterator[Hit]:
    was, now = versions.was, versions.now
    if was is not None and now is not None and was.published and was.published != now.published:
        yield Hit(
            Spot(("published",) if now.published else ("status",)),
            f"`published` was {shown(was.published)}",
            f'write it back{RESTORED}:\n    published: "{was.published}"',
        )


RULE = Rule(
    id="published-moved",
    family="history",
    what="`published` of a published wire is another time than before.",
    why="It says since when the public could know; moved, the wire looks newer, or was never late.",
    basis="The wire format: `published` is set once. No correction can name it.",
    bad="""\
# before
related: []
# after
published: "2026-06-02T09:00:00Z"
""",
    good="""\
# before
status: draft
# after
published: "2026-06-02T09:00:00Z"
""",
    fix="Restore the time.",
    locked=True,
    history=check,
)
