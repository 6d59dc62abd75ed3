"""A rationale that could stand under any wire."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed
from butfor.text.normalize import mentions
from butfor.text.prose import canonical


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.rationale.basis == "bulk":
        return  # judged by bulk-rationale
    names = [*wire.systems]
    for name in wire.providers:
        provider = context.policy.providers.get(name)
        names += [name, *(provider.aliases if provider else ())] if name != UNKNOWN else []
    text = canonical(wire.rationale.text)
    if not any(mentions(text, name) for name in names):
        shown = listed(f"`{name}`" for name in [*wire.systems, *wire.providers] if name != UNKNOWN)
        yield Violation(
            Location(("rationale", "text")),
            "the rationale names neither provider nor system of this wire",
            f"say of which system it speaks: {shown}" if shown else "list the system under `systems`, and name it here",
        )


RULE = Rule(
    id="rationale-names-nothing",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The rationale names neither a provider nor a system of the wire.",
    why="A text that names nothing could stand under any wire, and soon does. "
    "This is a guess: it may name the system in other words.",
    basis="The bulk rationale that eight of eight newswire wires share names no provider and no system.",
    bad=rationale("Without the system in the role described, the harm would not have occurred."),
    good=rationale("Without ChatGPT in the role described, the harm would not have occurred."),
    fix="Name the system or its provider. List the system under `systems` if it is missing there.",
    needs=("rationale", "providers", "systems"),
    check=check,
)
