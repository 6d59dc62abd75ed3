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
                f"{who}; whoever this change itself names in `seats.yaml` can sign once that is merged: merge the "
                "policy first, in a request of its own",
            )


RULE = Rule(
    id="new-signer-without-seat",
    family="signatures",
    scope="change",
    what="A signature that is new, or that stands in a draft which is published now, is by somebody who does not hold "
    "the seat today, as the public version of `schema/seats.yaml` has it. Who judges anew in "
    "`corrections`, or tells a change of the rationale there, signs, too.",
    why="Else a request could name its own author, or an editor who left could be made to sign today with an old date.",
    basis="`schema/seats.yaml` of the version that is compared with; without the file there, nothing is asked. Once "
    "it is public, a signature is judged by its own day: see `signer-without-seat`.",
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
    fix="Have somebody sign who holds the seat today.",
    explains=("signer-without-seat",),
    unwaivable=True,
    check=check,
)
