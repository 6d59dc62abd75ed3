"""A code that wires carry is gone from the policy."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.policy.names import entry_path
from butfor.rules._rule import ChangeSet, Rule
from butfor.rules.history import first_of
from butfor.text.display import shown


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    new = changeset.new_policy
    if new is None:
        return
    for (kind, name), wires in changeset.uses.items():
        if kind != "codes":
            continue
        code = new.codes.get(name)
        dropped = code is None or (code.retired and not code.replaced_by)
        if name in changeset.policy.codes and not changeset.policy.codes[name].retired and dropped:
            count = "1 wire has it" if len(wires) == 1 else f"{len(wires)} wires have it"
            violation = Violation(
                Location(entry_path(new.files["codes.yaml"], "taxonomies", name)),
                f"code {shown(name)} is {'removed' if code is None else 'retired without a replacement'}, and {count}",
                f"keep it, with `retired: true` and `replaced_by`; {first_of(wires)}",
            )
            yield f"{new.config.paths.schema_}/codes.yaml", violation


RULE = Rule(
    id="code-removed",
    family="history",
    scope="changeset",
    what="A change removes a code from `schema/codes.yaml`, or retires it without a replacement, though wires have it.",
    why="Those wires would fail without a fault of their own, and nobody could look up what the code meant.",
    basis="`schema/codes.yaml`: a code that is no longer used is retired with its replacement, and never reused.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Write `retired: true` and `replaced_by: [...]` to the code instead of deleting it.",
    explains=("policy-fails-wires",),
    mandatory=True,
    check=check,
)
