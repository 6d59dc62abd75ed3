"""An allegation told as a fact."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.prose import blocks

_UNPROVEN = ("alleged", "filed", "settled")
_HEDGE = re.compile(
    r"\b(?:alleg|accus|suspect|purport|claim|contend|argu|assert|complain|plaintiff|petition|lawsuit|su(?:ed|es|ing)\b|"
    r"reportedly|according to|said to|without admi|not admit|no finding|annul|dismiss|unproven|den(?:y|ie))",
    re.IGNORECASE,
)


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.legal_status not in _UNPROVEN or not context.is_english:
        return
    first = str(blocks(wire.body)[0])
    if not _HEDGE.search(wire.title) and not _HEDGE.search(first):
        yield Violation(
            Location(("title",)),
            f"`legal_status: {wire.legal_status}`, but the text tells it as a fact",
            "say in the title or the first paragraph who alleges it: `..., a lawsuit alleges`",
            related=((Location(("legal_status",)), "nothing has been found yet"),),
        )


RULE = Rule(
    id="unhedged-allegation",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="In English, `legal_status` is alleged, filed or settled, and neither title nor first paragraph says that it "
    "is an allegation.",
    why="Nobody has found it to be true. Told as a fact it harms somebody's name, and may be libel. "
    "This is a guess by words alone.",
    basis="The wire format: such a wire needs a hedge word in title or first paragraph. One of these beginnings "
    "counts: alleg, accus, suspect, purport, claim, contend, argu, assert, complain, plaintiff, petition, lawsuit, "
    "sued, suing, reportedly, according to, said to, without admi, not admit, no finding, annul, dismiss, unproven, "
    "deny, denie.",
    bad="legal_status: filed\n",
    good="""\
legal_status: filed
title: "ChatGPT invented case law, a lawsuit alleges"
""",
    fix="Name who alleges it, and where: in a complaint, a lawsuit, a report.",
    needs=("legal_status", "title", "body"),
    check=check,
)
