"""A new wire that says it was published long before it came."""

import datetime
from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds
from butfor.rules._rule import Rule
from butfor.text.display import shown

_MOST = datetime.timedelta(days=7)


def check(change: WireChange) -> Iterator[Violation]:
    wire = change.now
    if change.bulk_wires is None or change.was is not None or wire is None or wire.status == "draft":
        return  # an archive that begins brings its past
    if wire.rationale.basis == "bulk" or not wire.published:
        return
    days, today = bounds(wire.published), bounds(change.today)
    if days and today and today[0] - days[0] > _MOST:
        yield Violation(
            Location(("published",)),
            f"the wire is new, but says that it was published on {shown(wire.published[:10])}",
            f"write the day on which it becomes public; `butfor assess {wire.id}` writes it",
        )


RULE = Rule(
    id="backdated-publication",
    family="history",
    scope="change",
    level=Level.WARNING,
    what="`published` of a wire that is new, or was a draft, is more than seven days ago.",
    why="`published` says since when readers could know. A wire with an old time never appears among the new ones, "
    "and feeds and counts show it as if it had always been there.",
    basis="`published` is set once, by `butfor assess`; a request may wait some days before it is merged. Bulk "
    "entries, and the wires with which an archive begins, may be older.",
    bad="# before\nstatus: draft\n# after\nrelated: []\n",
    good="# before\nrelated: []\n# after\nrelated: []\n",
    fix="Write the day on which the wire becomes public.",
    check=check,
    needs=("published", "status", "rationale"),
)
