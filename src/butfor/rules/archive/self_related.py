"""A wire that names itself."""

from collections.abc import Iterator

from butfor.archive.index import REPLACED_BY, links_of
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.archive import field_of


def check(context: WireContext) -> Iterator[Violation]:
    for path, target in links_of(context.wire):
        if target == context.wire.id:
            help_ = "name the wire that replaces it" if path == REPLACED_BY else "name the other wire"
            yield Violation(Location(path), f"`{field_of(path)}` names this wire itself", f"{help_}, or delete it")


RULE = Rule(
    id="self-related",
    family="archive",
    scope="wire",
    what="`related`, `variant_of` or `retraction.replaced_by` names the wire that contains it.",
    why="The entry says nothing, and probably another wire was meant.",
    basis="The wire format: these fields contain ids of other wires.",
    bad="id: 01H3G6D60088JDPVJMJQV9BE1W\nrelated: [01H3G6D60088JDPVJMJQV9BE1W]\n",
    good="id: 01H3G6D60088JDPVJMJQV9BE1W\nrelated: []\n",
    fix="Name the wire that was meant, or delete the entry.",
    needs=("id",),
    check=check,
)
