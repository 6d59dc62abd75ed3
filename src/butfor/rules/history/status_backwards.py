"""A status that goes back."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule

_ORDER = {"draft": 0, "published": 1, "retracted": 2}
_INSTEAD = {
    "published": "retract a wire that should not have been published (`butfor retract {}`), and write the status "
    "back:\n"
    "    status: published",
    "retracted": "write `status: retracted` and its `retraction` back; if the retraction was wrong, publish a new "
    "wire, and name it in `retraction.replaced_by`",
}


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is not None and now is not None and _ORDER[now.status] < _ORDER[was.status]:
        yield Violation(
            Location(("status",)),
            f"`status` was `{was.status}` and can't go back to `{now.status}`",
            f"{_INSTEAD[was.status].format(was.id)}",
        )


RULE = Rule(
    id="status-backwards",
    family="history",
    scope="change",
    what="`status` goes from published to draft, or from retracted to anything else.",
    why="Readers have seen what was published. A draft would hide it, or a retraction would disappear without a word.",
    basis="The wire format: published never goes back to draft; a retracted wire stays, marked.",
    bad="""\
# before
related: []
# after
status: draft
""",
    good="""\
# before
status: draft
# after
status: published
""",
    fix="Restore the status.",
    explains=("retraction-edited", "published-moved"),
    mandatory=True,
    unwaivable=True,
    check=check,
)
