"""A published fact was changed and no correction says so."""

from collections.abc import Iterator

from butfor.finding import Hit, Spot
from butfor.history import Versions, text_of, top
from butfor.rules.base import Rule
from butfor.text import block, shown

_ELSEWHERE = frozenset(["id", "published"])  # rules of their own, which no correction satisfies
_LONGEST = 200  # characters of a text that the help writes out


def check(versions: Versions) -> Iterator[Hit]:
    was, now = versions.was, versions.now
    if was is None or now is None:
        return
    told = {top(field) for _, correction in versions.new_corrections for field in correction.fields}
    for name in versions.differs:
        if name in told or name in _ELSEWHERE:
            continue
        old, new = text_of(was, name), text_of(now, name)
        said = [(text or "none") if len(text) <= _LONGEST else "TODO" for text in (old, new)]
        entry = {
            "date": versions.today, "type": "correction", "fields": [name], "was": said[0], "now": said[1],
            "reason": "TODO", "by": "TODO",
        }  # fmt: skip
        lines = "\n    ".join(block("corrections", [entry]))
        yield Hit(
            Spot((name,), key=True),
            f"`{name}` changed, and no new correction names it",
            f"write the old value back, or add to the end of `corrections`:\n    {lines}",
            f"it was {shown(old, 120)}" if old else "it was not there before",
        )


RULE = Rule(
    id="fact-changed-silently",
    family="history",
    what="A field of a published wire says something else than before, and no new entry of `corrections` names it.",
    why="Readers who saw the wire before would never learn that it was wrong.",
    basis="The wire format: `corrections` is append-only and names the fields that changed. White space, wrapping, "
    "order of keys, quotes, comments, and what is added to `archive_url`, "
    "`external_ids`, `deviations` or `reviews` are no change.",
    bad="""\
# before
related: []
# after
severity: SEV-4
""",
    good="""\
# before
related: []
# after
severity: SEV-4
corrections:
  - date: "2026-06-10"
    type: correction
    fields: [severity]
    was: SEV-3
    now: SEV-4
    reason: "The fine was reversed."
    by: "A. Editor"
""",
    fix="Add the correction, or restore the field.",
    history=check,
)
