"""A paragraph that cites nothing."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.markdown import uncited


def check(context: WireContext) -> Iterator[Violation]:
    body, document = context.wire.body, context.file.document
    if document is not None and document.folded_body:  # without `|` a blank line is but one line break
        body = body.replace("\n", "\n\n")
    for paragraph in uncited(body):
        line = paragraph.split("\n", 1)[0].strip()
        yield Violation(
            Location(("body",), excerpt=line),
            f"a paragraph cites no source: {shown(' '.join(line.split()), 34)}",
            "write the source after what it carries, such as `[S1]`; what nothing carries must go",
        )


RULE = Rule(
    id="uncited-paragraph",
    family="sources",
    scope="wire",
    what="A paragraph of the body cites no source.",
    why="What a wire says about a company or a person must be checkable sentence by sentence.",
    basis="Eight of eight newswire wires seen carry one bare `[source]` for a whole text.",
    bad="""\
body: |
  Two lawyers filed invented opinions [S1][S2][S3].

  Everybody laughed.
""",
    good="""\
body: |
  ## In court

  Two lawyers filed invented opinions [S1][S2][S3].
""",
    fix="Cite the source of each paragraph. Short headings and fenced code need none.",
    needs=("body",),
    explains=("folded-body",),
    check=check,
)
