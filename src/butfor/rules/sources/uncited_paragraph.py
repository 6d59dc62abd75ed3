"""A paragraph, quotation or list that cites nothing."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.sources.malformed_citation import known_sources, means_citation
from butfor.text.display import shown
from butfor.text.prose import openings


def check(context: WireContext) -> Iterator[Violation]:
    known = known_sources(context)
    for block, line in openings(context.wire.body):
        if not block.cited and not means_citation(block, known):
            text = str(block)
            beginning = text.partition("\n")[0]
            yield Violation(
                Location(("body",), excerpt=line),
                f"a {block.kind} cites no source: {shown(beginning, 34)}",
                "write the source, such as `[S1]`, after what it supports; delete what no source supports",
                judged=(text,),
            )


RULE = Rule(
    id="uncited-paragraph",
    family="sources",
    scope="wire",
    what="A paragraph, a quotation or a list of the body cites no source.",
    why="Readers must be able to check each sentence about a company or a person.",
    basis="Eight of eight newswire wires seen have one bare `[source]` for a whole text: a malformed citation in "
    "one paragraph, and none in the others.",
    bad="""\
body: |
  Two lawyers filed invented opinions [S1][S2][S3].

  Everybody laughed.
""",
    good="""\
body: |
  Two lawyers filed invented opinions [S1][S2][S3].

  > Six of the opinions do not exist [S1].
""",
    fix="Cite the source of each paragraph, quotation and list; once is enough for each.",
    needs=("body",),
    check=check,
)
