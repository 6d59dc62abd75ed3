"""A published wire has another id."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule


def check(change: WireChange) -> Iterator[Violation]:
    was, now = change.was, change.now
    if was is None or now is None or was.id == now.id:
        return
    if not change.name.endswith(f"/{now.id}.yaml"):  # else the public id was the slip, and is put right
        yield Violation(
            Location(("id",)),
            f"the id of this published wire was `{was.id}`",
            f"write it back; a new incident gets a file of its own with `butfor new`:\n    id: {was.id}",
        )


RULE = Rule(
    id="id-changed",
    family="history",
    scope="change",
    what="The id of a published wire differs from before.",
    why="The id identifies the wire: links, corrections and other wires name it.",
    basis="The wire format: an id is never changed.",
    bad="""\
# before
related: []
# after
id: 01H3G6D600ZK58P4A1RN4WHB21
""",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Restore the id.",
    explains=("id-differs-from-path", "fact-changed-silently"),
    mandatory=True,
    unwaivable=True,
    check=check,
)
