"""A rationale that could stand under any wire."""

from collections.abc import Iterator

from butfor.findings import Hit, Spot
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Checked, Rule
from butfor.text.display import listed
from butfor.text.normalize import names


def check(checked: Checked) -> Iterator[Hit]:
    wire = checked.wire
    if wire.rationale.basis == "bulk":
        return  # judged by bulk-rationale
    known = [*wire.systems]
    for name in wire.providers:
        provider = checked.policy.providers.get(name)
        known += [name, *(provider.aliases if provider else ())] if name != UNKNOWN else []
    if not any(names(wire.rationale.text, name) for name in known):
        shown = listed(f"`{name}`" for name in [*wire.systems, *wire.providers] if name != UNKNOWN)
        yield Hit(
            Spot(("rationale", "text")),
            "the rationale names neither provider nor system of this wire",
            f"say of which system it speaks: {shown}" if shown else "list the system under `systems`, and name it here",
        )


RULE = Rule(
    id="rationale-names-nothing",
    family="rationale",
    what="The rationale names neither a provider nor a system of the wire.",
    why="A text that names nothing could stand under any wire, and soon does.",
    basis="The bulk rationale that eight of eight newswire wires share names no provider and no system.",
    bad="""\
rationale:
  text: "Without the system in the role described, the harm would not have occurred."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good="""\
rationale:
  text: "Without ChatGPT in the role described, the harm would not have occurred."
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    fix="Name the system or its provider. List the system under `systems` if it is missing there.",
    needs=("rationale", "providers", "systems"),
    wire=check,
)
