"""What kept a harm from happening, on a wire whose harm came."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.external_factor is not None and wire.harm == "actual":
        yield Violation(
            Location(("external_factor",), key=True),
            "`external_factor` says what prevented the harm, but the harm happened",
            "delete the field, or write `harm: near`",
            related=((Location(("harm",)), "the harm happened"),),
        )


RULE = Rule(
    id="factor-without-near",
    family="rationale",
    scope="wire",
    what="`external_factor` on a wire of `harm: actual`.",
    why="The wire would say that a harm happened, and also what prevented it.",
    basis="The wire format: `external_factor` goes with `harm: near`. None of the 36 shipped wires has it without.",
    bad="external_factor: A clerk read the brief before the judge did.\n",
    good="harm: near\nexternal_factor: A clerk read the brief before the judge did.\n",
    fix="Delete the field; `butfor assess` does so when an editor assesses the harm again.",
    needs=("harm", "external_factor"),
    check=check,
)
