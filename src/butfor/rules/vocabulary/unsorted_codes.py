"""Codes in another order than their taxonomy's."""

from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.yaml.emit import block


def check(context: WireContext) -> Iterator[Violation]:
    if len(context.wire.codes) < 2:
        return
    order = {name: index for index, name in enumerate(context.policy.codes)}
    codes = [code for code in context.wire.codes if code in order]
    if len(codes) == len(context.wire.codes) and (in_order := sorted(codes, key=order.__getitem__)) != codes:
        lines = "\n    ".join(block("codes", in_order))
        moved = [index for index, code in enumerate(in_order) if code != codes[index]]
        yield Violation(
            Location(("codes",), key=True),
            "codes are not in order",
            f"write them in this order:\n    {lines}",
            fix=ProposedFix(tuple(Patch(Location(("codes", index)), in_order[index]) for index in moved)),
        )


RULE = Rule(
    id="unsorted-codes",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    what="Codes are not in the order of `schema/codes.yaml`.",
    why="One order makes equal sets look equal, in pages and in diffs.",
    basis="The wire format: codes are sorted. The reference wire lists M1 before F10, as its taxonomy does.",
    bad='codes: ["mit:5.1", "mit:3.1"]\n',
    good='codes: ["mit:3.1", "mit:5.1"]\n',
    fix="Write them in the order printed in the help.",
    fixes=(Applicability.SAFE,),
    needs=("codes",),
    check=check,
)
