"""A published wire is gone."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import visible


def check(change: WireChange) -> Iterator[Violation]:
    if change.after is None and change.moved is None and not change.was_draft:
        yield Violation(
            Location(),
            "a published wire was deleted",
            f"bring the file back: `git checkout COMMIT -- {visible(change.name)}` in the archive's folder, with the "
            "commit that it was compared with; "
            "a wire that no longer stands is retracted: `butfor retract ID` marks it and says why",
        )


RULE = Rule(
    id="wire-deleted",
    family="history",
    scope="change",
    what="A file of the archive that was no draft is gone.",
    why="Others link to it and have acted on it; a record that vanishes can't be answered.",
    basis="The wire format: files are never deleted. COPE's retraction guidelines "
    "(https://publicationethics.org/guidance/guideline/retraction-guidelines) ask the same of journals: retracted "
    "articles stay, marked.",
    bad="""\
# before
related: []
# after
""",
    good="""\
# before
related: []
# after
status: retracted
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
""",
    fix="Restore the file with `git checkout main -- FILE`, and retract the wire instead with `butfor retract ID`.",
    mandatory=True,
    unwaivable=True,
    check=check,
)
