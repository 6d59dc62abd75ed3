"""A published wire has another file name."""

from collections.abc import Iterator

from butfor.changes.versions import Versions
from butfor.findings import Hit, Repair, Spot
from butfor.rules._rule import Rule
from butfor.text.display import visible


def check(versions: Versions) -> Iterator[Hit]:
    if versions.moved is not None and versions.was is not None and versions.was_at_home:
        yield Hit(
            Spot(("id",)),
            "a published wire was moved from its place",
            f"give the file its name back: `git mv {visible(versions.moved)} {visible(versions.name)}`",
            repair=Repair(move=versions.name),
        )


RULE = Rule(
    id="wire-renamed",
    family="history",
    what="The file of a published wire was moved away from the path that its id says.",
    why="Links and the history of the wire end at the old path.",
    basis="The wire format: `incidents/<year of the id>/<id>.yaml`. That it is the same wire is told by its id, never "
    "guessed from likeness. A file that was in the wrong place may move to the right one.",
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
    fix="Move the file back.",
    fixes=("safe",),
    explains=("id-differs-from-path",),
    locked=True,
    unwaivable=True,
    history=check,
)
