"""An answer that is another one again."""

import re
from collections import Counter
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import ANSWERS, NONE_KNOWN
from butfor.rules._examples import TESTED_HARM, rationale
from butfor.rules._rule import Rule, WireContext
from butfor.rules.rationale import letters
from butfor.text.length import as_letters
from butfor.text.prose import canonical

_LEAST = 20  # letters of an alphabet that stand in another text by no chance
_ALIKE = 90  # percent
_SENTENCE = re.compile(r"[.!?\u3002\uff01\uff1f]|\n")


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    seen: dict[str, str] = {}
    for name, text in wire.rationale.given:
        answer = letters(text)
        if name not in ANSWERS or text.strip() == NONE_KNOWN or not answer:
            continue
        same = next((former for former, earlier in seen.items() if _repeats(answer, earlier)), None)
        if same is None and name == "without" and as_letters(answer) >= _LEAST and answer in letters(wire.body):
            same = "body"
        nearly = same is None and name == "without"
        if nearly:
            same = _nearly(answer, seen, canonical(wire.body))
        seen[name] = answer
        if same is not None:
            other = ("body",) if same == "body" else ("rationale", same)
            how = "but for a word or two" if nearly else "word for word"
            yield Violation(
                Location(("rationale", name)),
                f"`rationale.{name}` repeats `{'.'.join(other)}` {how}",
                _HELP[name],
                related=((Location(other, key=True), "it is here already"),),
                level=Level.WARNING if nearly else None,
            )


def _repeats(answer: str, earlier: str) -> bool:
    """Return whether one of two texts, as letters, is the other, or stands in it."""
    short, long = sorted((answer, earlier), key=len)
    return short == long or (as_letters(short) >= _LEAST and short in long)


def _nearly(answer: str, seen: dict[str, str], body: str) -> str | None:
    """Return what an answer is but for a word or two: the tested harm, or a sentence of the body."""
    if as_letters(answer) < _LEAST:
        return None
    if _is_like(answer, seen.get("tested_harm", "")):
        return "tested_harm"
    return "body" if any(_is_like(answer, letters(sentence)) for sentence in _SENTENCE.split(body)) else None


def _is_like(first: str, second: str) -> bool:
    total = len(first) + len(second)
    if min(len(first), len(second)) * 200 < _ALIKE * total:
        return False
    if (Counter(first) & Counter(second)).total() * 200 < _ALIKE * total:
        return False
    from rapidfuzz import fuzz  # 20 ms, and in most wires nothing comes as far

    return fuzz.ratio(first, second) >= _ALIKE


_HELP = {
    "without": "say what would have happened without the system; the body says what did happen",
    "other_causes": "say what else was necessary for the harm, or write `none-known`",
    "limits": "say what does not pass the test, or leave the field out",
}

RULE = Rule(
    id="repeated-answer",
    family="rationale",
    scope="wire",
    what="An answer of the but-for test repeats another one word for word; or `without` repeats the body. A warning "
    "where `without` is the tested harm, or a sentence of the body, but for a word or two, of which one may be "
    "a `not`.",
    why="Each field asks another question. What happened is not what would have happened.",
    basis="The Editor's Guide v1 asks for the counterfactual. Letters and figures are compared, whatever is between "
    "them.",
    bad=rationale(TESTED_HARM),
    good=rationale(),
    fix="Answer what the field asks.",
    needs=("rationale", "body"),
    check=check,
)
