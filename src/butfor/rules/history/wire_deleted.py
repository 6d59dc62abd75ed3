"""A published wire is gone."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import typed


def check(change: WireChange) -> Iterator[Violation]:
    if change.after is None and change.moved is None and not change.was_draft:
        restore = typed("git", "checkout", change.commit or "COMMIT", "--", change.name)
        retract = typed("butfor", "retract", change.was.id if change.was else "ID")
        yield Violation(
            Location(),
            "a published wire was deleted",
            f"bring the file back: `{restore}`; if the wire is no longer valid, retract it afterwards, and say why: "
            f"`{retract}`",
        )


RULE = Rule(
    id="wire-deleted",
    family="history",
    scope="change",
    what="A file of the archive that was not a draft was deleted.",
    why="Others link to it and have relied on it. Nobody can check or answer a record that disappeared.",
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
    fix="Bring the file back with `git checkout COMMIT -- FILE`; if the wire is no longer valid, retract it afterwards "
    "with `butfor retract ID`.",
    mandatory=True,
    unwaivable=True,
    check=check,
)
