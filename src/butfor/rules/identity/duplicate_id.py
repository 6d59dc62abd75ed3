"""Two wires with one id."""

from collections.abc import Iterator

from butfor.archive.index import Archive
from butfor.findings import Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    by_id: dict[str, list[str]] = {}
    for wire in archive.wires:
        if wire.id is not None:
            by_id.setdefault(wire.id, []).append(wire.name)
    for wire_id, names in by_id.items():
        if len(names) == 1:
            continue
        misplaced = {name: not name.endswith(f"/{wire_id}.yaml") for name in names}
        first = min(names, key=lambda name: (misplaced[name], name in archive.preferred, name))
        for name in names:
            if name != first:
                violation = Violation(
                    Location(("id",)),
                    "another wire has this id",
                    "make a new id and file with `butfor new`, and move the text there",
                    related=((Location(("id",), file=first), "the wire that has it"),),
                )
                yield name, violation


RULE = Rule(
    id="duplicate-id",
    family="identity",
    scope="archive",
    what="Two wires have the same id.",
    why="An id identifies one incident; a copied file keeps the id of the original.",
    basis="The wire format: ids are unique and never reused.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/copy.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
""",
    fix="Give the newer wire an id of its own with `butfor new`.",
    explains=("id-differs-from-path", "same-rationale"),
    unwaivable=True,
    check=check,
)
