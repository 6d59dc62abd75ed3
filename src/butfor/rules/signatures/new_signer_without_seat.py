"""A new signature by somebody who can't sign today."""

from collections.abc import Iterator

from butfor.changes.versions import WireChange
from butfor.findings import Location, Violation
from butfor.policy.seats import fault_of
from butfor.rules._rule import Rule


def check(change: WireChange) -> Iterator[Violation]:
    if change.seats is None:
        return
    for signature in change.new_signatures:
        if fault := fault_of(signature, change.seats, change.signing_days, "today"):
            message, who = fault
            yield Violation(
                Location(signature.path),
                message,
                f"{who}; somebody whom this change adds to `seats.yaml` can sign after the merge: merge the policy "
                "first, in a request of its own",
            )


RULE = Rule(
    id="new-signer-without-seat",
    family="signatures",
    scope="change",
    what="A new signature, or a signature in a draft that is published now, is by somebody who does not hold the "
    "seat today in the public version of `schema/seats.yaml`. An entry in `corrections` that assesses again, "
    "or that changes the rationale, counts as a signature, too.",
    why="Otherwise a request could make its own author an editor, or use the name of an editor who left, with an "
    "old date.",
    basis="`schema/seats.yaml` of the base; without that file the rule is off. A public signature is checked by its "
    "own date: see `signer-without-seat`.",
    bad="""\
# before
related: []
# after
reviews:
  - {seat: legal, by: "C. Former", date: "2026-05-21"}
""",
    good="""\
# before
related: []
# after
reviews:
  - {seat: legal, by: "B. Counsel", date: "2026-05-21"}
""",
    fix="Ask somebody who holds the seat today to sign.",
    explains=("signer-without-seat",),
    unwaivable=True,
    check=check,
)
