"""A merge was left half done."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import Location, Violation
from butfor.rules._rule import Rule
from butfor.rules.yaml import parse_errors


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "conflict-mark"):
        first, last = error.span.line, error.span.end_line
        if last > first:
            yield Violation(
                Location(span=error.span),
                f"a merge conflict: lines {first} to {last} contain two versions of this part of the file",
                "keep one version, or combine both, and delete the lines that git added (`<<<<<<<`, `|||||||`, "
                "`=======`, `>>>>>>>`)",
            )
        else:
            yield Violation(
                Location(span=error.span),
                "a line begins with the mark of a merge conflict",
                "delete the mark, and check whether there are two versions of the text around it; a line under a "
                "heading has no meaning here",
            )


RULE = Rule(
    id="conflict-mark",
    family="yaml",
    scope="file",
    what="A line begins with seven or more `<`, `=`, `>` or `|` and then a space or the end of the line, indented or "
    "not.",
    why="Git writes such lines around two versions of a text that it could not merge. If they are indented, they "
    "would pass as text, and readers would see both versions.",
    basis="[git merge, how conflicts are presented](https://git-scm.com/docs/git-merge#_how_conflicts_are_presented). "
    "A merge within a merge has longer ones; [git-attribute](git-attribute.md) refuses shorter ones.",
    bad="""\
body: |
  A lawyer filed a brief with invented case law [S1][S2][S3].

  <<<<<<< HEAD
  In June the court fined them [S1].
  =======
  In July the court fined them [S1].
  >>>>>>> a-branch
""",
    good="""\
body: |
  A lawyer filed a brief with invented case law [S1][S2][S3].

  In June the court fined them [S1].
""",
    fix="Keep one of the two versions, and delete every line that git added.",
    mandatory=True,
    check=check,
)
