"""A signature by somebody who could not sign on its day."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.policy.seats import fault_of, signatures
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    seats = context.policy.seats
    if seats is None:
        return
    for signature in signatures(context.wire, context.file.invalid_fields):
        if fault := fault_of(signature, seats, signature.days, f"on {signature.day}"):
            message, who = fault
            yield Violation(
                Location(signature.path),
                message,
                f"{who}; if `{context.policy.config.paths.schema_}/seats.yaml` is wrong, correct it in a request of "
                "its own, and merge that first",
            )


RULE = Rule(
    id="signer-without-seat",
    family="signatures",
    scope="wire",
    what="A rationale, a retraction, an entry of type `assessment`, a review or a deviation is signed by somebody who "
    "did not hold the seat on that day.",
    why="Pages say who is responsible for a wire. That must be somebody to whom the archive gave the seat before they "
    "signed.",
    basis="`schema/seats.yaml`; without this file the rule is off. A rationale, a retraction and an entry of type "
    "`assessment` need the seat `editor`, a review its own, a deviation any; other entries in `corrections` need none. "
    "Names are compared without capital letters and spaces. A name is no proof: the merge is what counts.",
    bad="""\
reviews:
  - {seat: legal, by: "A. Stranger", date: "2026-05-21"}
""",
    good="""\
reviews:
  - {seat: legal, by: "B. Counsel", date: "2026-05-21"}
""",
    fix="Ask a holder of the seat to decide and sign. Keep former holders in the file, with `until`.",
    unwaivable=True,
    check=check,
)
