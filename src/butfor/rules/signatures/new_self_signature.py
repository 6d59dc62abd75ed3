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
                "ask another holder of the seat to sign it",
                f"nobody else held the seat on {signature.day}, but somebody else does today",
            )


RULE = Rule(
    id="new-self-signature",
    family="signatures",
    scope="change",
    what="The person who assessed the wire signed a new review or deviation, with a date on which nobody else held "
    "the seat, though somebody else holds it today.",
    why="A review needs a second person, and anybody can write an old date. Today somebody else can sign.",
    basis="`schema/seats.yaml` of the base; without that file the rule is off. A public signature is checked by its "
    "own date: see `self-review` and `self-signed-deviation`.",
    bad="",
    good="""\
# before
related: []
# after
reviews:
  - {seat: legal, by: "B. Counsel", date: "2026-05-21"}
""",
    fix="Ask somebody else to sign.",
    needs=("rationale",),
    explains=("self-review", "self-signed-deviation"),
    unwaivable=True,
    check=check,
)
