"""What kept a harm from happening, on a wire whose harm came."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.external_factor is not None and wire.harm == "actual":
        yield Violation(
            Location(("external_factor",), key=True),
            "`external_factor` says what kept the harm from happening, and it came",
            "take the field out, or write `harm: near`",
            related=((Location(("harm",)), "the harm came"),),
        )


RULE = Rule(
    id="factor-without-near",
    family="rationale",
    scope="wire",
    what="`external_factor` on a wire of `harm: actual`.",
    why="Readers would be told of one harm that it came, and what kept it from coming.",
    basis="The wire format: `external_factor` goes with `harm: near`. None of the 36 shipped wires has it without.",
    bad="external_factor: A clerk read the brief before the judge did.\n",
    good="harm: near\nexternal_factor: A clerk read the brief before the judge did.\n",
    fix="Take the field out; `butfor assess` does where the harm is judged anew.",
    needs=("harm", "external_factor"),
    check=check,
)
