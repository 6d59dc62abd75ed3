"""A new review, or a new deviation, by the person who assessed the wire."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.policy.seats import SeatsFile, Signature, comparable_name
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    seats, file = change.seats, change.after
    if seats is None or file is None or file.wire is None or not file.wire.rationale.by:
        return
    rationale = file.wire.rationale
    assessor = comparable_name(rationale.by or "")
    for signature in change.new_signatures:
        if rationale.basis != "editor" or signature.path[0] not in ("reviews", "deviations"):
            continue
        if comparable_name(signature.by) != assessor or not _alone(seats, signature, signature.days):
            continue  # where the written day says it, `self-review` and `self-signed-deviation` do
        if not _alone(seats, signature, change.signing_days):
            what = "reviewed it" if signature.path[0] == "reviews" else "signed a deviation"
            yield Violation(
                Location(signature.path),
                f"{shown(signature.by, 30)} assessed this wire, and {what}, too",
                "have somebody else sign it who holds the seat",
                f"nobody else held the seat on {signature.day}, but somebody does today",
            )


def _alone(seats: SeatsFile, signature: Signature, days: tuple[str, str]) -> bool:
    """Return whether nobody else holds, on one of these days, the seats by which somebody signs."""
    held = seats.held_by(signature.by, days) if signature.seat is None else [signature.seat]
    return all(len(seats.holders(seat, days)) == 1 for seat in held)


RULE = Rule(
    id="new-self-signature",
    family="signatures",
    scope="change",
    what="A review or a deviation that is new is by the person who assessed the wire, and bears a day on which nobody "
    "else held the seat, while somebody else holds it today.",
    why="A review is a second pair of eyes, and a day is quickly written. Who signs today can be somebody else.",
    basis="`schema/seats.yaml` of the version that is compared with; without the file there, nothing is asked. Once "
    "it is public, a signature is judged by its own day: see `self-review` and `self-signed-deviation`.",
    bad="",
    good="""\
# before
related: []
# after
reviews:
  - {seat: legal, by: "B. Counsel", date: "2026-05-21"}
""",
    fix="Have somebody else sign.",
    needs=("rationale",),
    explains=("self-review", "self-signed-deviation"),
    unwaivable=True,
    check=check,
)
