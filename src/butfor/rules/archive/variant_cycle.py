"""Wires that are variants of each other in a circle."""

from collections.abc import Iterator, Mapping

from butfor.archive.index import REPLACED_BY, VARIANT_OF, Archive
from butfor.findings import DataPath, Location, Violation, dotted
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule

_SHOWN = 10  # other wires of a circle

_HELP: dict[DataPath, str] = {
    VARIANT_OF: "delete `variant_of` from the wire that the others vary",
    REPLACED_BY: "name a wire that stands; where none does, delete `replaced_by`",
}


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    wires = archive.by_id()
    for field, help_ in _HELP.items():
        leads = {name: other for name, wire in wires.items() for path, other in wire.links if path == field}
        for circle in circles(leads):
            told = max(range(len(circle)), key=lambda index: archive.report_order(wires[circle[index]]))
            others = [wires[name].name for name in circle[told + 1 :] + circle[:told]]
            violation = Violation(
                Location(field),
                f"`{dotted(field)}` leads back here, round a circle of {len(circle)} wires",
                help_,
                related=tuple((Location(field, file=name), "and it leads on from here") for name in others[:_SHOWN]),
            )
            yield wires[circle[told]].name, violation


def circles(leads: Mapping[str, str]) -> Iterator[list[str]]:
    """The circles of two or more in which names lead to each other, each once."""
    done: set[str] = set()
    for start in leads:
        chain: dict[str, int] = {}
        name = start
        while name in leads and name not in done:
            done.add(name)
            chain[name] = len(chain)
            name = leads[name]
        circle = list(chain)[chain[name] :] if name in chain else []
        if len(circle) > 1:
            yield circle


RULE = Rule(
    id="variant-cycle",
    family="archive",
    scope="archive",
    what="`variant_of`, or `retraction.replaced_by`, leads over other wires back to the one that it started from.",
    why="One wire is the one that the others vary, and one stands in place of those that were retracted; a circle "
    "hides which.",
    basis="The wire format: `variant_of` names the wire that is varied, `replaced_by` the one that stands instead.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
variant_of: 01H3G6D600ZK58P4A1RN4WHB21
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
variant_of: 01H3G6D60088JDPVJMJQV9BE1W
rationale:
  text: "Had ChatGPT not been asked, no invented case would have reached the second court."
  basis: editor
  by: "A. Editor"
  date: "2026-05-21"
  guide: v1
""",
    fix="Keep `variant_of` only on the variants, and let `replaced_by` name a wire that stands.",
    check=check,
)
