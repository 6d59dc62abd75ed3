"""A published wire that no editor has assessed."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.rationale.basis == "proposed" and wire.status != "draft":
        yield Violation(
            Location(("rationale", "basis")),
            f"the rationale is only proposed, but the wire is {wire.status}",
            "if the wire is new, write `status: draft`, and an editor assesses, signs and publishes it; if it was "
            "public before, write its `basis: editor`, `by` and `date` back",
            related=((Location(("status",)), "only a draft may have a proposed rationale"),),
        )


RULE = Rule(
    id="unassessed-wire",
    family="rationale",
    scope="wire",
    what="`basis: proposed` on a wire that is published or retracted.",
    why="Only an editor publishes: the page says who answered the but-for test of this wire.",
    basis="The wire format: a contributor sends a draft whose rationale is `proposed`. `published` needs "
    "`basis: editor`, or an entry of the launch archive that was classified in bulk.",
    bad=rationale().replace("basis: editor", "basis: proposed"),
    good="status: draft\n" + rationale().replace("basis: editor", "basis: proposed"),
    fix="Make a new wire a draft again, and ask an editor to assess it. If the wire is retracted, write back who "
    "assessed it.",
    needs=("status", "rationale"),
    unwaivable=True,
    check=check,
)
