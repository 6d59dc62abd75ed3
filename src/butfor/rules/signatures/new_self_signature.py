"""A new review, or a new deviation, by the person who assessed the wire."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.signatures import is_alone, signed_by_assessor
from butfor.text.display import shown


def check(change: WireChange) -> Iterator[Violation]:
    seats, file = change.seats, change.after
    if seats is None or file is None or file.wire is None:
        return
    for signature in signed_by_assessor(file.wire, change.new_signatures, "reviews", "deviations"):
        # where somebody else held the seat on the written day, `self-review` and `self-signed-deviation` say it
        if is_alone(seats, signature, signature.days) and is_alone(seats, signature, change.signing_days) is False:
            what = "reviewed it" if signature.path[0] == "reviews" else "signed a deviation"
            yield Violation(
                Location(signature.path),
                f"{shown(signature.by, 30)} assessed this wire, and {what}, too",
                "have somebody else sign it who holds the seat",
                f"nobody else held the seat on {signature.day}, but somebody does today",
            )


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
