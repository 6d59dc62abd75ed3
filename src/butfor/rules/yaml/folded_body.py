"""A body whose paragraphs run together."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    body = context.wire.body.strip()
    if document is not None and document.folded_body and "\n" in body and "\n\n" not in body:
        yield Violation(
            Location(("body",), key=True),
            "the body is not written with `|`, so its paragraphs run together",
            "write `body: |`, and indent the text below by two blanks",
        )


RULE = Rule(
    id="folded-body",
    family="yaml",
    scope="wire",
    level=Level.WARNING,
    what="A body of several paragraphs that does not start with `|`.",
    why="YAML folds such a text: a blank line becomes a line break, and Markdown makes one paragraph of all.",
    basis="[YAML 1.2.2, line folding](https://yaml.org/spec/1.2.2/#65-line-folding).",
    bad="""\
body: >-
  Two lawyers filed invented opinions [S1][S2].

  A journal counted six of them [S3].
""",
    good="""\
body: |
  Two lawyers filed invented opinions [S1][S2].

  A journal counted six of them [S3].
""",
    fix="Write `|` behind `body:`.",
    needs=("body",),
    check=check,
)
