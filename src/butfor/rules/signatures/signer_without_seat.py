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
                f"{who}; if `{context.policy.config.paths.schema_}/seats.yaml` is wrong, put it right in a request of "
                "its own that is merged first",
            )


RULE = Rule(
    id="signer-without-seat",
    family="signatures",
    scope="wire",
    what="A rationale, a retraction, an entry of type `assessment`, a review or a deviation is signed by somebody who "
    "did not hold the seat on that day.",
    why="Publishing is an editor's act. Readers are told who answers for a wire, and that must be somebody whom the "
    "archive has named.",
    basis="`schema/seats.yaml`; without this file nothing is asked. Rationale, retraction and an entry that "
    "judges anew need the seat `editor`, a review its own, a deviation any; other entries in `corrections` need none. "
    "A name is compared without regard to capital letters and spaces. It is a name and no proof: the merge is the act.",
    bad="""\
reviews:
  - {seat: legal, by: "A. Stranger", date: "2026-05-21"}
""",
    good="""\
reviews:
  - {seat: legal, by: "B. Counsel", date: "2026-05-21"}
""",
    fix="Have a holder of the seat decide and sign. Whoever leaves a seat stays in the file, with `until`.",
    unwaivable=True,
    check=check,
)
