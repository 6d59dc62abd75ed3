"""Two names that are one on other systems."""

from collections.abc import Iterator

from butfor.files.layout import Layout, folded
from butfor.findings import Location, Span, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.text.display import shown


def check(layout: Layout, policy: Policy) -> Iterator[tuple[str, Violation]]:
    for folder, names in layout.children.items():
        expected = layout.expected(folder)
        first = {folded(name): name for name in expected}
        for name in names:
            other = first.setdefault(folded(name), name)
            if other == name or not (other in expected or layout.is_inside(folder)):
                continue
            path = f"{folder}/{name}" if folder else name
            where = "is in the same folder" if other in names else "is the archive's own name"
            yield (
                layout.name(path),
                Violation(
                    Location(span=Span(1, 1, 1, 1)),
                    f"on other systems this name is the same as {shown(other, 40)}",
                    f"rename it; {shown(other, 80)} {where}",
                ),
            )


RULE = Rule(
    id="name-differs-in-case",
    family="layout",
    scope="layout",
    what="Two names of one folder differ only in capital letters, in the form of their accents, in characters that "
    "are not shown, or in dots and spaces at the end; and one of them belongs to the archive.",
    why="On macOS and Windows they are one file, so a checkout there contains another wire, or another policy, than "
    "the one that was checked.",
    basis="[git, core.ignoreCase and core.precomposeUnicode](https://git-scm.com/docs/git-config#Documentation/"
    "git-config.txt-coreignoreCase); [Windows, naming files](https://learn.microsoft.com/windows/win32/fileio/"
    "naming-a-file).",
    bad="""\
# before
# after
related: []
# after: Butfor.toml
[rules]
""",
    good="""\
# before
# after
related: []
# after: Readme.md
The archive.
""",
    fix="Delete one of the two, or give it a name that differs in letters.",
    mandatory=True,
    check=check,
)
