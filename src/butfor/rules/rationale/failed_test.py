"""A published wire whose harm does not pass the test."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.rationale.test == "fails" and wire.status == "published":
        yield Violation(
            Location(("rationale", "test")),
            "the wire is published, but its harm does not pass the but-for test",
            "keep it as a draft; if it is public already, retract it with `butfor retract`",
            related=((Location(("status",)), "published wires must pass the test, at least in part"),),
        )


RULE = Rule(
    id="failed-test",
    family="rationale",
    scope="wire",
    what="`test: fails` on a published wire.",
    why="A harm that would have happened without the system is no AI incident.",
    basis="The Editor's Guide v1: the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai).",
    bad=rationale(test="fails"),
    good="status: draft\n" + rationale(test="fails"),
    fix="Keep the wire as a draft, or retract it.",
    needs=("status", "rationale"),
    unwaivable=True,
    check=check,
)
