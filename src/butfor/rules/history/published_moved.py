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
            f'write the old time back{RESTORED}:\n    published: "{was.published}"',
        )


RULE = Rule(
    id="published-moved",
    family="history",
    scope="change",
    what="`published` of a published wire differs from before.",
    why="It says since when readers could know. With another time the wire looks newer or older than it is.",
    basis="The wire format: `published` is set once. No correction can change it.",
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
