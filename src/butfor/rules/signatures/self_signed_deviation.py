"""A deviation signed by the person who assessed the wire."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.seats import signatures
from butfor.rules._rule import Rule, WireContext
from butfor.rules.signatures import WAIT, is_alone, signed_by_assessor
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    seats, wire = context.policy.seats, context.wire
    for signature in signed_by_assessor(wire, signatures(wire), "deviations"):
        alone = seats and is_alone(seats, signature, signature.days)
        if alone is not None:
            yield Violation(
                Location(signature.path),
                f"{shown(signature.by, 30)} assessed this wire, and signed a deviation, too",
                WAIT if alone else "ask somebody else who holds a seat to sign it",
                level=Level.WARNING if alone else None,
            )


RULE = Rule(
    id="self-signed-deviation",
    family="signatures",
    scope="wire",
    what="The person who signed the rationale signed a deviation for the same wire, too. A warning where nobody else "
    "held their seat on that day.",
    why="The person who publishes a wire should not also decide that a rule does not apply to it.",
    basis="The Editor's Guide v1 asks for written sign-off of a deviation; `schema/seats.yaml` says who can give "
    "it, and without that file the rule is off. The page of the wire shows it in either case.",
    bad="""\
title: "LIVE: ChatGPT invented case law that lawyers filed in court"
deviations:
  - {rule: feed-prefix, reason: "So it is called.", by: "A. Editor", date: "2026-05-21", ledger: "2026-1"}
""",
    good="""\
title: "LIVE: ChatGPT invented case law that lawyers filed in court"
deviations:
  - {rule: feed-prefix, reason: "So it is called.", by: "B. Editor", date: "2026-05-21", ledger: "2026-1"}
""",
    fix="Ask somebody else to sign the deviation.",
    needs=("rationale", "deviations"),
    unwaivable=True,
    check=check,
)
