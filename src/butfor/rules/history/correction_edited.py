"""An earlier correction was changed."""

from collections.abc import Iterator

from butfor.changes.matching import withheld_unsaid
from butfor.changes.versions import WireChange
from butfor.findings import DataPath, Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import RESTORED


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None:
        return
    unsaid = withheld_unsaid(was, now, change.places_of_corrections)
    last = -1
    for entry, index in zip(was.corrections, change.places_of_corrections, strict=True):
        if index is not None and index > last and index not in unsaid:
            last = index
            continue
        at = last + 1 if index is None else index
        path: DataPath = ("corrections", at) if at < len(now.corrections) else ("corrections",)
        repair = (
            "write it as it was; only its `reason` and `by` may be corrected, and `butfor correct` writes the entry "
            f"for that; write everything else into a new entry{RESTORED}"
        )
        if index is None:
            happened = "changed" if at < len(now.corrections) else "removed"
        elif index < last:
            happened, repair = "moved", "keep the public ones in their order"
        else:
            again = f"butfor correct {now.id} --type redaction"
            happened, repair = "redacted", f"run `{again}`, which adds an entry that says what, why and by whom"
        yield Violation(
            Location(path if now.corrections else ("id",)), f"the correction of {entry.date} was {happened}", repair
        )
        return


RULE = Rule(
    id="correction-edited",
    family="history",
    scope="change",
    what="A correction that was published has been changed in more than its `reason` or `by`, or removed or moved.",
    why="The record of what was wrong must not change unseen.",
    basis="The wire format: `corrections` only grows. Where changes made side by side are merged, a new entry may "
    "come before one that is public by now. A new entry of type `redaction` may hide `was`, `now` or "
    "`removed` of earlier ones: they become `redacted`, and all else stays. An entry may also explain that "
    "`reason` or `by` of an earlier one was corrected.",
    bad="""\
# before
corrections:
  - {date: "2026-06-10", type: clarification, fields: [title], was: One, now: Two, reason: Plainer., by: A. Editor}
# after
corrections:
  - {date: "2026-06-10", type: clarification, fields: [title], was: One, now: Three, reason: Plainer., by: A. Editor}
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
    explains=("correction-disagrees", "correction-without-change", "entry-dated-before"),
    needs=("corrections",),
    mandatory=True,
    check=check,
)
