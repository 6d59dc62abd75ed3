"""A code whose meaning is not public."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    if context.wire.rationale.basis == "bulk":
        return  # a legacy entry carries the codes that it was published with
    for index, name in enumerate(context.wire.codes):
        code = context.policy.codes.get(name)
        if code is not None and code.label is None:
            yield Violation(
                Location(("codes", index)),
                f"code `{name}` has no public meaning",
                "use a code that has a label in `schema/codes.yaml`",
            )


RULE = Rule(
    id="unlabelled-code",
    family="vocabulary",
    scope="wire",
    what="A code without a label, on a wire that was assessed.",
    why="Readers can't check whether the code fits.",
    basis="Of the newswire's codes only M2, performed honesty, has a public name "
    "([reference](https://everythingthreads.com/mcode-reference)). Bulk entries keep their codes.",
    bad="codes: [M3]\n",
    good="codes: [M2]\n",
    fix="Use a code with a label; if the taxonomy belongs to your archive, add a label to `schema/codes.yaml`.",
    needs=("codes", "rationale"),
    check=check,
)
