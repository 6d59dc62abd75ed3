"""An earlier correction was changed."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import DataPath, Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import RESTORED
from butfor.text.normalize import collapse_whitespace


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    entries = [collapse_whitespace(correction.model_dump()) for correction in now.corrections]
    at = 0
    for correction in was.corrections:
        former = collapse_whitespace(correction.model_dump())
        if former in entries[at:]:
            at = entries.index(former, at) + 1
            continue
        path: DataPath = ("corrections", at) if at < len(entries) else ("corrections",)
        happened = "moved" if former in entries else "changed" if at < len(entries) else "removed"
        yield Violation(
            Location(path if entries else ("id",)),
            f"the correction of {correction.date} was {happened}",
            "let those that are public stand in their order"
            if happened == "moved"
            else f"write it as it was; what has to be said now goes into a new entry{RESTORED}",
        )
        return


RULE = Rule(
    id="correction-edited",
    family="history",
    scope="change",
    what="A correction that was published has been changed, removed or moved.",
    why="The account of what was wrong must not itself change unseen.",
    basis="The wire format: `corrections` only grows. Where changes made side by side are merged, a new "
    "entry may stand before one that is public by now.",
    bad="""\
# before
corrections:
  - {date: "2026-06-10", type: clarification, fields: [title], was: One, now: Two, reason: Plainer., by: A. Editor}
# after
corrections:
  - {date: "2026-06-10", type: clarification, fields: [title], was: One, now: Two, reason: Nothing., by: A. Editor}
""",
    good="""\
# before
corrections:
  - {date: "2026-06-10", type: clarification, fields: [title], was: One, now: Two, reason: Plainer., by: A. Editor}
# after
corrections:
  - date: "2026-06-10"
    type: clarification
    fields: [title]
    was: One
    now: Two
    reason: Plainer.
    by: A. Editor
""",
    fix="Restore the entry, and add a new one.",
    explains=("correction-disagrees", "correction-without-change"),
    needs=("corrections",),
    mandatory=True,
    check=check,
)
