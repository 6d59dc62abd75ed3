"""An attribute of git that changes what the archive's files say, or hides it."""

from collections.abc import Iterator
from itertools import groupby

from butfor.files.layout import Layout
from butfor.findings import Location, Span, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.text.display import clip, shown


def check(layout: Layout, policy: Policy) -> Iterator[tuple[str, Violation]]:
    texts = {source.name: source.data.decode("utf-8", "replace") for source in layout.sources}
    for (source, line), group in groupby(layout.attributes, key=lambda found: (found.source, found.line)):
        found = list(group)
        paths = sorted({path for attribute in found for path in attribute.paths})
        end = len(texts[source].split("\n")[line - 1].rstrip("\r")) + 1  # git ends a line there alone
        names = [shown(attribute.written, 40) for attribute in found]
        words = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        files = "1 file" if len(paths) == 1 else f"{len(paths)} archive files"
        yield (
            layout.name(source),
            Violation(
                Location(span=Span(line, 1, line, end)),
                f"this line sets {words} for {files}",
                f"delete it, or change the line so that it does not match {clip(layout.name(paths[0]), 80)}",
            ),
        )


RULE = Rule(
    id="git-attribute",
    family="layout",
    scope="layout",
    what="A `.gitattributes` gives the archive's files an attribute that changes what they say, how they merge, or "
    "what reviewers see of them.",
    why="butfor checks the file that git contains. With such an attribute readers, editors and reviewers would see "
    "another one.",
    basis="[gitattributes](https://git-scm.com/docs/gitattributes): `working-tree-encoding`, `ident` and `filter` "
    "rewrite files in a checkout, `export-subst` and `export-ignore` in a download; `-merge`, and every `merge` except "
    "`text`, lose one side without a message; `-diff`, and a driver under `diff`, hide a change or show another; "
    "`binary` is `-diff` and `-merge`; `conflict-marker-size` hides the marks of a conflict. "
    "[Linguist](https://github.com/github-linguist/linguist/blob/main/docs/overrides.md#generated-code): "
    "`linguist-generated`, and at GitLab `gitlab-generated`, fold changes away. Line endings (`text`, `eol`) and white "
    "space are git's business.",
    bad="""\
# before
# after
related: []
# after: .gitattributes
incidents/** working-tree-encoding=UTF-16
""",
    good="""\
# before
# after
related: []
# after: .gitattributes
* text=auto eol=lf
*.png filter=lfs diff=lfs merge=lfs -text
""",
    fix="Delete the attribute, or limit the line to files outside of the archive.",
    mandatory=True,
    check=check,
)
