"""The post of a launch, told as an incident."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.legacy import tells_launch
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    if not context.is_english or context.wire.rationale.basis == "bulk":
        return
    if why := tells_launch(context.wire):
        yield Violation(
            Location(("title",)),
            why,
            "say in title and first paragraph what the system did to whom; a product that was announced is no incident",
        )


RULE = Rule(
    id="launch-without-harm",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title of a wire in English tells of a launch, and nothing in its text names a harm; where all sources "
    "are the provider's, nothing in its title and first paragraph.",
    why="A provider announces products, too, and that it says so is a primary source of nothing but the announcement. "
    "This is a guess by a wide list of words: a harm may be told in others.",
    basis="Seven of eight newswire wires seen are announcements of products. Of 3,988 real incidents "
    "12 have a word of a launch and none of a harm in their title, and none of these is found: the 1 that was, a page "
    "`presented as` another, is no launch. No shipped wire is found. Bulk entries are counted in a note instead.",
    bad="""\
title: "OpenAI opened ChatGPT's search of case law to everybody"
verified_by: primary-source
sources:
  - {id: S1, url: 'https://openai.com/index/case-law', publisher: OpenAI, kind: provider, title: Case law for everybody}
body: "OpenAI announced that lawyers can search the law in ChatGPT. Early testers found more opinions [S1]."
""",
    good="""\
title: "OpenAI's ChatGPT gave lawyers invented case law"
verified_by: primary-source
sources:
  - {id: S1, url: 'https://openai.com/index/case-law', publisher: OpenAI, kind: provider, title: Case law for everybody}
body: "OpenAI announced that ChatGPT had invented opinions [S1]."
""",
    fix="Name the harm where readers look first; where there is none, withdraw the wire.",
    needs=("title", "body", "sources", "rationale"),
    check=check,
)
