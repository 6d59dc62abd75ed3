"""Wires that are variants of each other in a cycle."""

from collections.abc import Iterator, Mapping

from butfor.archive.index import REPLACED_BY, VARIANT_OF, Archive
from butfor.findings import DataPath, Location, Violation, dotted
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule

_SHOWN = 10  # wires of a cycle beside the one with the finding
_HELP: dict[DataPath, str] = {
    VARIANT_OF: "delete `variant_of` from the wire of which the others are variants",
    REPLACED_BY: "name a wire that is not retracted; if there is none, delete `replaced_by`",
}


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    wires = archive.by_id()
    for field, help_ in _HELP.items():
        leads = {wire_id: target for wire_id, wire in wires.items() for path, target in wire.links if path == field}
        for cycle in cycles(leads):
            reported = max(range(len(cycle)), key=lambda index: archive.report_order(wires[cycle[index]]))
            others = [wires[name].name for name in cycle[reported + 1 :] + cycle[:reported]]
            violation = Violation(
                Location(field),
                f"`{dotted(field)}` leads back to this wire: a cycle of {len(cycle)} wires",
                help_,
                judged=tuple(sorted(cycle)),
                related=tuple((Location(field, file=name), "the cycle continues here") for name in others[:_SHOWN]),
            )
            yield wires[cycle[reported]].name, violation


def cycles(leads: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the cycles of two or more in which names lead to each other, each once."""
    done: set[str] = set()
    for start in leads:
        chain: dict[str, int] = {}
        name = start
        while name in leads and name not in done:
            done.add(name)
            chain[name] = len(chain)
            name = leads[name]
        cycle = list(chain)[chain[name] :] if name in chain else []
        if len(cycle) > 1:
            yield cycle


RULE = Rule(
    id="variant-cycle",
    family="archive",
    scope="archive",
    what="`variant_of`, or `retraction.replaced_by`, leads through other wires back to the first one.",
    why="One wire must be the original of its variants, and one must replace those that were retracted. In a cycle "
    "nobody can see which.",
    basis="The wire format: `variant_of` names the original wire, `replaced_by` the replacement.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
variant_of: 01H3G6D600ZK58P4A1RN4WHB21
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
"""
    + OTHER_RATIONALE,
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
"""
    + OTHER_RATIONALE,
    fix="Keep `variant_of` only on the variants, and let `replaced_by` name a wire that is not retracted.",
    check=check,
)
