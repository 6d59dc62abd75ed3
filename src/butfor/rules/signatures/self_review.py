"""A review by the person who assessed the wire."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.seats import signatures
from butfor.rules._rule import Rule, WireContext
from butfor.rules.signatures import WAIT, is_alone, signed_by_assessor
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    seats, wire = context.policy.seats, context.wire
    for signature in signed_by_assessor(wire, signatures(wire), "reviews"):
        alone = seats and is_alone(seats, signature, signature.days)
        if alone is not None:
            yield Violation(
                Location(signature.path),
                f"{shown(signature.by, 30)} assessed this wire, and reviewed it, too",
                WAIT if alone else f"ask somebody else to review it who holds the seat `{signature.seat}`",
                level=Level.WARNING if alone else None,
            )


RULE = Rule(
    id="self-review",
    family="signatures",
    scope="wire",
    what="The person who signed the rationale reviewed the wire, too. A warning where nobody else held the seat on "
    "that day.",
    why="A review needs a second person.",
    basis="The Editor's Guide v1 has two seats of authority; `schema/seats.yaml` says who holds them, and without "
    "that file the rule is off. The page of the wire shows it in either case.",
    bad="""\
reviews:
  - {seat: editor, by: "A. Editor", date: "2026-05-21"}
""",
    good="""\
reviews:
  - {seat: editor, by: "B. Editor", date: "2026-05-21"}
""",
    fix="Ask somebody else to review it.",
    needs=("rationale", "reviews"),
    unwaivable=True,
    check=check,
)
