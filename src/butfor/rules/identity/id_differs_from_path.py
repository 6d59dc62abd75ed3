"""The id and the file's path say different things."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Location, ProposedFix, Violation
from butfor.model.types import ULID, home_of
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown, typed


def check(context: WireContext) -> Iterator[Violation]:
    wire_id = context.wire.id
    folder = context.policy.config.paths.incidents
    path = f"{folder}/{home_of(wire_id)}"
    if context.file.name == path:
        return
    stem = context.file.name.rpartition("/")[2].partition(".")[0]
    if stem == wire_id:
        message = f"the file of this id belongs at `{path.removesuffix(f'{wire_id}.yaml')}` and must end in `.yaml`"
    else:
        message = f"the file name says {shown(stem, 30)}, not this id"
    # A name that is another ULID leaves open which of the two is right.
    fix = None if re.fullmatch(ULID, stem) and stem != wire_id else ProposedFix(move=path)
    help_ = f"rename the file to `{path}`"
    if fix is None:
        rename = typed("git", "mv", context.file.name, path)
        help_ = f"if the file was renamed, give it its name back: `{rename}`; if the id was changed, write it back "
        help_ += f"(`butfor check --since HEAD` says which):\n    id: {stem}"
    yield Violation(Location(("id",)), message, help_, fix=fix)


RULE = Rule(
    id="id-differs-from-path",
    family="identity",
    scope="wire",
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
    fixes=(Applicability.SAFE,),
    needs=("id",),
    never_known=True,
    check=check,
)
