"""A rationale that never says what would have been otherwise."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.normalize import casefold_words
from butfor.text.prose import canonical

_ALONE = re.compile(r"\bbut for\b|\bin the absence of\b|\bnot been for\b|\bwere it not\b")
_OPENS = re.compile(r"(had|were)\b.*\bnot\b|if\b.*\bhad\b")
_HYPOTHETICAL = re.compile(r"\b(would|could|might)(n t)?\b")
_OTHERWISE = re.compile(
    r"\b(without|absent|had|if|have|instead|otherwise|no|not|[a-z]+n t|never|hardly|nothing|nobody|none|neither)\b"
)
_SENTENCE = re.compile(r"[.;!?]\s")


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.rationale.basis == "bulk":
        return  # judged by bulk-rationale
    sentences = [casefold_words(sentence) for sentence in _SENTENCE.split(canonical(wire.rationale.text))]
    for sentence in sentences:
        if _HYPOTHETICAL.search(sentence) and _OTHERWISE.search(sentence):
            return
        if _ALONE.search(sentence) or _OPENS.match(sentence):
            return
    named = "|".join(
        re.escape(casefold_words(name)) for name in (*wire.systems, *wire.providers) if casefold_words(name)
    )
    if not named:
        named = "$^"
    without = re.compile(rf"\b(without|absent)( \w+){{0,3}} ({named})\b")
    if any(without.search(sentence) for sentence in sentences):
        return
    yield Violation(
        Location(("rationale", "text")),
        "the rationale holds no counterfactual",
        "say what would have been without the system: `Without ..., ... would not have ...`",
    )


RULE = Rule(
    id="no-counterfactual",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The rationale never says what would have been without the AI system.",
    why="That a system was involved is not that the harm came from it; the but-for test is that difference. "
    "This is a guess by English forms: others say it too.",
    basis="The Editor's Guide v1: the counterfactual but-for test, adapted from the "
    "[AI Incident Database](https://incidentdatabase.ai). A sentence counts that says but for, in the absence of or "
    "were it not; that opens with had ... not, were ... not or if ... had; that says without or absent before the name "
    "of a system or provider; or that says would, could or might and a condition (without, had, if, not, no, ...).",
    bad=rationale("ChatGPT was used by the lawyers and its output was false."),
    good=rationale("Had ChatGPT not invented the cases, there would have been nothing to file."),
    fix="Add the sentence: without the system, what would have happened, and what not?",
    needs=("rationale", "providers", "systems"),
    check=check,
)
