"""The post of a launch, reported as an incident."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.legacy import reports_launch
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    if not context.is_english or context.wire.rationale.basis == "bulk":
        return
    if why := reports_launch(context.wire):
        yield Violation(
            Location(("title",)),
            why,
            "say in title and first paragraph what the system did to whom; an announcement is not an incident",
        )


RULE = Rule(
    id="launch-without-harm",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title of a wire in English reports a launch, and its text names no harm; if all sources are the "
    "provider's, its title and first paragraph name none.",
    why="Providers announce products, and an announcement proves only itself. This is a guess by a long list of "
    "words: the text may name a harm in other words.",
    basis="Seven of eight newswire wires seen are announcements of products. Of 3,988 real incidents 12 have a word "
    "of a launch and none of a harm in their title, and none of these is found. No shipped wire is found. A "
    "note counts bulk entries instead.",
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
    fix="Name the harm where readers look first; if there is none, delete or retract the wire.",
    needs=("title", "body", "sources", "rationale"),
    check=check,
)
