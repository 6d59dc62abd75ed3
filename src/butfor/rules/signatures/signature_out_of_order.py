"""A new wire that was signed after it was published, or before what it rests on was there."""

import datetime
from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Level, Location, Violation
from butfor.model.types import bounds
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule
from butfor.text.display import shown

_AHEAD = datetime.timedelta(hours=14)  # a day begins so much earlier where it begins first
_ZONES = datetime.timedelta(days=1)


def check(change: WireChange) -> Iterator[Violation]:
    wire = change.now
    if change.bulk_wires is None or change.was is not None or wire is None or wire.rationale.basis != "editor":
        return  # an archive that begins brings its past
    day, related = wire.rationale.date or "", ((Location(("rationale", "date")), "the day of the signature"),)
    signed = bounds(day)
    if signed is None:
        return
    begins = datetime.datetime.combine(signed[0], datetime.time()) - _AHEAD
    if wire.status == "published" and wire.published and wire.published[:19] < begins.isoformat():
        yield Violation(
            Location(("published",)),
            f"the wire is published at {shown(wire.published)}, and assessed on {day}",
            "write when the wire becomes public: it must be signed before",
            related=related,
        )
    for index, source in enumerate(wire.sources):
        for name, what in (("published", "was published"), ("accessed", "was read")):
            date = getattr(source, name)
            days = bounds(date) if date else None
            if days and days[0] - signed[0] > _ZONES:
                yield Violation(
                    Location(("sources", index, name)),
                    f"`{source.id}` {what} on {shown(date)}, after the wire was assessed on {day}",
                    f"correct the date, or assess the wire as it is now: `butfor assess {wire.id}`",
                    related=related,
                    level=None if name == "published" else Level.WARNING,  # it may have been read again
                )


_PROPOSED = rationale().replace("basis: editor", "basis: proposed")

RULE = Rule(
    id="signature-out-of-order",
    family="signatures",
    scope="change",
    what="A wire that is new, or was a draft, is published before the day of its assessment, or rests on a source that "
    "was published after it. Where a source was read after it, it is a warning.",
    why="The person who signed did not see what readers see, or one of the dates is wrong.",
    basis="Only a certain contradiction is found: partial dates count as their first day, and time zones are "
    "allowed for. The first wires of an archive are not checked.",
    bad=f'# before\nstatus: draft\n{_PROPOSED}# after\npublished: "2026-05-18T09:00:00Z"\n',
    good="# before\nrelated: []\n# after\nrelated: []\n",
    fix="Write when the wire becomes public, and assess it as it is now.",
    needs=("published", "status", "rationale", "sources"),
    check=check,
)
