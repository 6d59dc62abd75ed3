"""The time of publication was changed."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import RESTORED
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is not None and now is not None and was.published and was.published != now.published:
        yield Violation(
            Location(("published",) if now.published else ("status",)),
            f"`published` was {shown(was.published)}",
            f'write it back{RESTORED}:\n    published: "{was.published}"',
        )


RULE = Rule(
    id="published-moved",
    family="history",
    scope="change",
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
    mandatory=True,
    check=check,
)
