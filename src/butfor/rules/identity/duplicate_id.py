"""Two wires with one id."""

from collections.abc import Iterator

from butfor.archive import Archive, Entry
from butfor.finding import Hit, Spot
from butfor.policy import Policy
from butfor.rules.base import Rule


def check(archive: Archive, policy: Policy) -> Iterator[tuple[Entry, Hit]]:
    for wire_id, entries in archive.by_id.items():
        if len(entries) == 1:
            continue
        misplaced = {entry.name: not entry.name.endswith(f"/{wire_id}.yaml") for entry in entries}
        first = min(entries, key=lambda entry: (misplaced[entry.name], entry.name in archive.chosen, entry.name))
        for entry in entries:
            if entry is not first:
                yield (
                    entry,
                    Hit(
                        Spot(("id",)),
                        "another wire has this id",
                        "make a new id and file with `butfor new`, and move the text there",
                        related=((Spot(("id",), file=first.name), "the wire that has it"),),
                    ),
                )


RULE = Rule(
    id="duplicate-id",
    family="identity",
    what="Two wires have the same id.",
    why="An id is the address of one incident; a copied file keeps the id of its model.",
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
    needs=("id",),
    explains=("id-differs-from-path",),
    archive=check,
)
