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
                "write the source after what it carries, such as `[S1]`; what nothing carries must go",
                judged=(text,),
            )


RULE = Rule(
    id="uncited-paragraph",
    family="sources",
    scope="wire",
    what="A paragraph, a quotation or a list of the body cites no source.",
    why="What a wire says about a company or a person must be checkable sentence by sentence.",
    basis="Eight of eight newswire wires seen carry one bare `[source]` for a whole text. In its paragraph that is a "
    "malformed citation, and the others cite nothing.",
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
