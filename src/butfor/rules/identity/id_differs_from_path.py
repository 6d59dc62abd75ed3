"""The id and the file's path say different things."""

import re
from collections.abc import Iterator

from butfor.findings import Hit, Repair, Spot
from butfor.model.types import ULID, home_of
from butfor.rules._rule import Checked, Rule
from butfor.text.display import shown


def check(checked: Checked) -> Iterator[Hit]:
    wire_id = checked.wire.id
    folder = checked.policy.config.paths.incidents
    wanted = f"{folder}/{home_of(wire_id)}"
    if checked.entry.name == wanted:
        return
    stem = checked.entry.name.rpartition("/")[2].partition(".")[0]
    if stem == wire_id:
        message = f"the file of this id belongs at `{wanted.removesuffix(f'{wire_id}.yaml')}`, ending `.yaml`"
    else:
        message = f"the file name says {shown(stem, 30)}, not this id"
    # A name that is another ULID leaves open which of the two is right.
    repair = None if re.fullmatch(ULID, stem) and stem != wire_id else Repair(move=wanted)
    help_ = f"rename the file to `{wanted}`"
    if repair is None:
        help_ = f"restore the id of this file, or {help_}:\n    id: {stem}"
    yield Hit(Spot(("id",)), message, help_, repair=repair)


RULE = Rule(
    id="id-differs-from-path",
    family="identity",
    what="The file is not at `incidents/<year of the id>/<id>.yaml`.",
    why="Links, history and corrections find a wire by its id; a file elsewhere would be another wire to them.",
    basis="The wire format: the file's name is the id.",
    bad="""\
# file: incidents/2022/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
""",
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
id: 01H3G6D60088JDPVJMJQV9BE1W
""",
    fix="Rename the file, or restore the id.",
    fixes=("safe",),
    needs=("id",),
    wire=check,
)
