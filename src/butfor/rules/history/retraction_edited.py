"""A retraction was changed."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.history import RESTORED
from butfor.text.normalize import collapse_whitespace


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None or was.retraction is None:
        return
    old = collapse_whitespace(was.retraction.model_dump())
    new = collapse_whitespace(now.retraction.model_dump()) if now.retraction else {}
    added = old["replaced_by"] is None and {**new, "replaced_by": None} == old
    if old != new and not added:
        yield Violation(
            Location(("retraction",) if now.retraction else ("status",), key=True),
            "the retraction was changed or removed",
            f"write it as it was; only a replacement can be added, once, in `replaced_by`{RESTORED}",
        )


RULE = Rule(
    id="retraction-edited",
    family="history",
    scope="change",
    what="A retraction that was published has been changed or removed.",
    why="It says why the wire is no longer valid, and others have relied on that.",
    basis="The wire format. `replaced_by` may be added later, because the replacement may be written later.",
    bad="""\
# before
status: retracted
retraction: {date: "2026-06-10", reason: The court withdrew its opinion., by: A. Editor}
# after
status: retracted
retraction: {date: "2026-06-10", reason: No reason., by: A. Editor}
""",
    good="""\
# before
status: retracted
retraction: {date: "2026-06-10", reason: The court withdrew its opinion., by: A. Editor}
# after
status: retracted
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
""",
    fix="Restore it.",
    needs=("retraction",),
    mandatory=True,
    check=check,
)
