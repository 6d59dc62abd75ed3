"""A name that Windows has no file for."""

import re
from collections.abc import Iterator

from butfor.files.layout import Layout
from butfor.files.system import is_refused_by_windows
from butfor.findings import Location, Span, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule

_SHORT = re.compile(r"[^.]{1,6}~\d{1,6}(?:\..{0,3})?")


def check(layout: Layout, policy: Policy) -> Iterator[tuple[str, Violation]]:
    for folder, names in layout.children.items():
        inside, wires = layout.is_inside(folder), layout.holds_wires(folder)
        ours = {name.lstrip(".")[:2].casefold() for name in (*layout.expected(folder), *(names if inside else ()))}
        for name in names:
            is_short = _SHORT.fullmatch(name) and name[:2].casefold() in ours
            path = f"{folder}/{name}" if folder else name
            named = wires and path not in layout.children  # a file whose name other rules read
            if is_short or (inside and not named and is_refused_by_windows(name)):
                yield (
                    layout.name(path),
                    Violation(
                        Location(span=Span(1, 1, 1, 1)),
                        "Windows can't use this name, or takes it for another file",
                        "rename it: letters, digits, hyphens and dots are safe",
                    ),
                )


RULE = Rule(
    id="unportable-name",
    family="layout",
    scope="layout",
    what="A name in the archive's folders that Windows can't use, such as `con` or `a:b`, or a short name that it "
    "gives to one of the archive's files itself, such as `INCIDE~1`.",
    why="git can't check the archive out there at all, or writes one file over another.",
    basis="[Windows, naming files](https://learn.microsoft.com/windows/win32/fileio/naming-a-file).",
    bad="""\
# before
# after
related: []
# after: incidents/con/README.md
Notes.
""",
    good="""\
# before
# after
related: []
# after: docs/a:b.md
Notes.
""",
    fix="Rename the file or folder.",
    mandatory=True,
    check=check,
)
