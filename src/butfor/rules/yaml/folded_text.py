"""Prose whose lines YAML joins before anybody reads them."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.yaml import prose
from butfor.yaml.literal import as_literal, reads_otherwise
from butfor.yaml.locate import Locator


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or not document.folded:
        return
    text = Locator(document)
    for path, value in prose(context):
        if path not in document.folded or path not in text.spans:
            continue
        otherwise = reads_otherwise(text, path, value)
        if context.wire.schema_ < 2 and not otherwise:
            continue
        edit = as_literal(text, path)
        yield Violation(
            Location(path, key=True),
            f"`{path[-1]}` is not written with `|`, so its lines run together",
            f"write `{path[-1]}: |`, and indent the text below"
            + ("; now its paragraphs or items are read as one" if otherwise else ""),
            fix=ProposedFix((Patch(Location(path, span=edit.span), edit.text, raw=True),)) if edit else None,
        )


RULE = Rule(
    id="folded-text",
    family="yaml",
    scope="wire",
    what="A body or a rationale of several lines that does not start with `|`. In a wire of `schema: 1` only if "
    "paragraphs, quotations or items run together.",
    why="YAML folds such a text before butfor reads it: an empty line becomes a line break, so several paragraphs, "
    "or the items of a list, become one.",
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
    fix="Write `|`. `butfor fix` does so, and leaves the lines as they are. If the text of a published wire changes "
    "by it, run `butfor correct`.",
    fixes=(Applicability.SAFE,),
    explains=("misplaced-mark",),
    needs=("schema",),
    check=check,
)
