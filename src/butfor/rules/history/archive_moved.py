"""The folders of an archive that has published wires are others than before."""

from collections.abc import Iterator

from butfor.files.tree import CONFIG
from butfor.findings import Location, Violation
from butfor.rules._rule import ChangeSet, Rule
from butfor.text.display import shown


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    was, now = changeset.base_policy.config.paths, (changeset.new_policy or changeset.policy).config.paths
    for key, old, new in (("incidents", was.incidents, now.incidents), ("schema", was.schema_, now.schema_)):
        if old != new:
            yield (
                CONFIG,
                Violation(
                    Location(),
                    f"`paths.{key}` was {shown(old)} and is {shown(new)}",
                    f'write the old value back: an archive\'s folders stay where they are:\n    {key} = "{old}"',
                ),
            )


RULE = Rule(
    id="archive-moved",
    family="history",
    scope="changeset",
    what="`butfor.toml` names other folders than before.",
    why="Every wire would count as new and would be compared with nothing, and the old ones would be lost.",
    basis="The wire format: a wire stays at its path. A repository in which a whole archive moves is not checked at "
    "all: exit status 2.",
    bad="""\
# before: butfor.toml
[rules]
reserved-host = "off"
# after: butfor.toml
[paths]
incidents = "wires"
[rules]
reserved-host = "off"
""",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Restore the folders' names.",
    mandatory=True,
    unwaivable=True,
    check=check,
)
