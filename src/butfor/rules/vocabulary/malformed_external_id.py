"""An external id that its collection can't have given."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.templates import EXAMPLES, filled_in, parsed


def check(context: WireContext) -> Iterator[Violation]:
    for path, name, value in context.wire.ids():
        scheme = (context.policy.schemes or {}).get(name)
        if scheme and parsed(scheme.form, value) is None:
            example = filled_in(scheme.form, EXAMPLES)
            yield Violation(
                Location(path),
                f"{shown(value, 30)} is not an id of {scheme.name}"[:80],
                f"write an id such as `{example}`; several as a list: `{name}: [{example}, ...]`",
            )


RULE = Rule(
    id="malformed-external-id",
    family="vocabulary",
    scope="wire",
    what="A value of `external_ids` does not have the form that its scheme gives in `schema/evidence.yaml`.",
    why="Pages show external ids, and adding one needs no correction. So the field must contain nothing else, and "
    "each id must lead somewhere.",
    basis="`schemes` in `schema/evidence.yaml`.",
    bad="external_ids: {aiid: 'This wire was shown to be false'}\n",
    good="external_ids: {aiid: [541, 542]}\n",
    fix="Write the id as the collection does; several as a list.",
    needs=("external_ids",),
    unwaivable=True,
    explains=("unquoted-text",),
    check=check,
)
