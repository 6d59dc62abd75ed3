"""Codes in another order than their taxonomy's."""

from collections.abc import Iterator

from butfor.findings import Change, Hit, Level, Repair, Spot
from butfor.rules._rule import Checked, Rule
from butfor.yaml.emit import block


def check(checked: Checked) -> Iterator[Hit]:
    if len(checked.wire.codes) < 2:
        return
    order = {name: index for index, name in enumerate(checked.policy.codes)}
    codes = [code for code in checked.wire.codes if code in order]
    if len(codes) == len(checked.wire.codes) and (wanted := sorted(codes, key=order.__getitem__)) != codes:
        lines = "\n    ".join(block("codes", wanted))
        moved = [index for index, code in enumerate(wanted) if code != codes[index]]
        yield Hit(
            Spot(("codes",), key=True),
            "codes are not in order",
            f"write them in this order:\n    {lines}",
            repair=Repair(tuple(Change(Spot(("codes", index)), wanted[index]) for index in moved)),
        )


RULE = Rule(
    id="unsorted-codes",
    family="vocabulary",
    level=Level.WARNING,
    what="Codes are not in the order of `schema/codes.yaml`.",
    why="One order makes equal sets look equal, in pages and in diffs.",
    basis="The wire format: codes are sorted. The reference wire lists M1 before F10, as its taxonomy does.",
    bad='codes: ["mit:5.1", "mit:3.1"]\n',
    good='codes: ["mit:3.1", "mit:5.1"]\n',
    fix="Write them in the order printed in the help.",
    fixes=("safe",),
    needs=("codes",),
    wire=check,
)
