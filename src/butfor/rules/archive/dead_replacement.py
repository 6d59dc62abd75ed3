"""A wire that is to stand in place of a retracted one, and does not stand itself."""

from collections.abc import Iterator

from butfor.archive.index import REPLACED_BY, Archive, IndexEntry
from butfor.findings import Level, Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    wires = archive.by_id()
    for wire in archive.wires:
        first = _replacement(wire, wires)
        if first is None:
            continue
        end, seen = first, {wire.id}
        while end.status == "retracted" and end.id not in seen and (following := _replacement(end, wires)):
            seen.add(end.id)
            end = following
        if end.id in seen or end.status not in ("draft", "retracted"):
            continue
        violation = Violation(
            Location(REPLACED_BY),
            f"the replacement, `{first.id}`, is a draft"
            if end.status == "draft"
            else f"the replacement, `{first.id}`, is retracted",
            "publish it, or leave `replaced_by` out until it is"
            if end.status == "draft"
            else "name in its `replaced_by` the wire that replaces it, if there is one",
            related=((Location(("status",), file=end.name), "the chain of replacements ends here"),),
            level=None if end.status == "draft" else Level.WARNING,  # it may have been retracted later
        )
        yield wire.name, violation


def _replacement(wire: IndexEntry, wires: dict[str, IndexEntry]) -> IndexEntry | None:
    return next((wires.get(target) for path, target in wire.links if path == REPLACED_BY), None)


RULE = Rule(
    id="dead-replacement",
    family="archive",
    scope="archive",
    what="`retraction.replaced_by` leads to a draft, or (a warning) to a wire that is retracted without a replacement.",
    why="Readers of a retracted wire are sent to one that does not help them.",
    basis="The wire format: `replaced_by` names the wire that replaces this one. If that one was retracted later, "
    "too, its own `replaced_by` is followed, until the chain ends.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
status: retracted
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
  replaced_by: 01H3G6D600ZK58P4A1RN4WHB21
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
status: draft
"""
    + OTHER_RATIONALE,
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
status: retracted
retraction:
  date: "2026-06-10"
  reason: "The court withdrew its opinion."
  by: "A. Editor"
  replaced_by: 01H3G6D600ZK58P4A1RN4WHB21
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
"""
    + OTHER_RATIONALE,
    fix="Publish the replacement, or leave the field out.",
    check=check,
)
