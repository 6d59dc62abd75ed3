"""A published wire has another file name."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.text.display import typed


def check(change: WireChange) -> Iterator[Violation]:
    if change.moved is not None and change.was is not None and change.was_at_home:
        yield Violation(
            Location(("id",)),
            "a published wire was moved from its place",
            f"give the file its name back: `{typed('git', 'mv', change.moved, change.name)}`",
        )


RULE = Rule(
    id="wire-renamed",
    family="history",
    scope="change",
    what="The file of a published wire was moved away from the path that its id says.",
    why="Links and the history of the wire end at the old path.",
    basis="The wire format: `incidents/<year of the id>/<id>.yaml`. Its id shows that it is the same wire; likeness "
    "is never used. A file that was in the wrong place may move to the right one.",
    bad="""\
# before
related: []
# after: incidents/2022/01H3G6D60088JDPVJMJQV9BE1W.yaml
related: []
""",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Move the file back, with `git mv`.",
    explains=("id-differs-from-path",),
    mandatory=True,
    unwaivable=True,
    check=check,
)
