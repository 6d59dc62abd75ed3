"""A wire that is named and not there."""

from collections.abc import Iterator

from butfor.archive.index import Archive
from butfor.findings import Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule
from butfor.rules.archive import field_of
from butfor.text.suggest import closest

_ALIKE = 88  # of 100: three of an id's 26 characters may be others
_GUESSES = 20  # ids for which the closest is looked up; each is compared with all there are


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    ids = {wire.id for wire in archive.wires}
    lost = [(wire, path, target) for wire in archive.wires for path, target in wire.links if target not in ids]
    if not lost:
        return
    # The file of a wire whose text can't be read still says that the wire is there.
    names = {wire.name.rpartition("/")[2].removesuffix(".yaml") for wire in archive.wires}
    guesses = 0
    for wire, path, target in lost:
        if target in names or not archive.is_selected(wire.name):
            continue
        guesses += 1
        candidates = [wire_id for wire_id in ids if wire_id and wire_id != wire.id] if guesses <= _GUESSES else []
        guess = closest(target, candidates, _ALIKE)
        violation = Violation(
            Location(path),
            f"`{field_of(path)}` names an unknown wire: `{target}`",
            f"did you mean `{guess}`?"
            if guess
            else "delete it, or name a wire of this archive by the `id` in its file",
        )
        yield wire.name, violation


RULE = Rule(
    id="unknown-related",
    family="archive",
    scope="archive",
    what="`related`, `variant_of` or `retraction.replaced_by` names an id that no wire of the archive has.",
    why="Readers who follow the link find nothing.",
    basis="The wire format: these fields contain ids of wires of the same archive.",
    bad="related: [01H3G6D600ZK58P4A1RN4WHB21]\n",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
related: [01H3G6D600ZK58P4A1RN4WHB21]
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
"""
    + OTHER_RATIONALE,
    fix="Name the wire by the `id` in its file, or delete the entry.",
    check=check,
)
