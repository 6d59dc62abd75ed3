"""An earlier correction was changed."""

from collections.abc import Iterator

from butfor.finding import Hit, Path, Spot
from butfor.history import Versions, levelled
from butfor.rules.base import Rule


def check(versions: Versions) -> Iterator[Hit]:
    was, now = versions.was, versions.now
    if was is None or now is None:
        return
    for index, correction in enumerate(was.corrections):
        gone = index >= len(now.corrections)
        if not gone and levelled(now.corrections[index].model_dump()) == levelled(correction.model_dump()):
            continue
        path: Path = ("corrections",) if gone else ("corrections", index)
        yield Hit(
            Spot(path if now.corrections else ("id",)),
            f"the correction of {correction.date} was {'removed' if gone else 'changed'}",
            "write it as it was; what has to be said now goes into a new entry at the end of `corrections`",
        )
        return


RULE = Rule(
    id="correction-edited",
    family="history",
    what="A correction that was published has been changed, removed or moved.",
    why="The account of what was wrong must not itself change unseen.",
    basis="The wire format: `corrections` only grows.",
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
    history=check,
)
