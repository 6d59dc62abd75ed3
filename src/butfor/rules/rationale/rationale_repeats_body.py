"""A rationale that tells the story again."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.normalize import casefold_words
from butfor.text.prose import canonical

_PROBES = 6  # windows of three words that are looked up before the whole text is
_TOO_MUCH = 0.6  # the part of the rationale's word triples that the body may hold


def check(context: WireContext) -> Iterator[Violation]:
    rationale_text, body = canonical(context.wire.rationale.text), canonical(context.wire.body)
    text = rationale_text.split()
    step = max((len(text) - 3) // _PROBES, 1)
    probes = [" ".join(text[at : at + 3]) for at in range(0, max(len(text) - 2, 1), step)]
    if sum([probe in body for probe in probes]) < 2:
        return
    in_rationale, in_body = _triples(rationale_text), _triples(body)
    share = len(in_rationale & in_body) / len(in_rationale) if in_rationale else 0
    if share > _TOO_MUCH:
        yield Violation(
            Location(("rationale", "text")),
            f"{share:.0%} of the rationale repeats the body".replace("%", " %"),
            "say what would have been without the system; what happened stands in the body",
        )


def _triples(text: str) -> set[tuple[str, str, str]]:
    words = casefold_words(text).split()
    return set(zip(words, words[1:], words[2:], strict=False))


RULE = Rule(
    id="rationale-repeats-body",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="More than 60 % of the rationale's word triples stand in the body as well.",
    why="The rationale is an argument, not a summary. This is a guess: a short one may have to repeat some words.",
    basis="The Editor's Guide v1 asks for the counterfactual; what happened is no counterfactual.",
    bad="""\
body: |
  Two lawyers filed a brief; without ChatGPT it would not have cited opinions which do not exist [S1][S2][S3].
rationale:
  text: |
    Without ChatGPT it would not have cited opinions which do not exist.
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
""",
    good=rationale("Had ChatGPT not invented them, the lawyers would have found no such cases to cite."),
    fix="Write what would have been otherwise, and why.",
    needs=("rationale", "body"),
    check=check,
)
