"""The word for no other cause, spelt in another way or in another place."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import ANSWERS, NONE_KNOWN
from butfor.rules._examples import OTHER_CAUSES, rationale
from butfor.rules._rule import Rule, WireContext
from butfor.rules.rationale import letters
from butfor.text.confusables import ascii_skeleton

_WORD = NONE_KNOWN.replace("-", "")
_SAME = frozenset(["no", "non", "none", "nothing", "noone", "nobody", "na", "nil", "null", "notapplicable", "unknown"])
"""Words that say no more where they are the whole answer."""
_HELP = {
    "tested_harm": "say what harm was done, and to whom",
    "without": "say what would have happened without the system, and what would not",
    "limits": "say what does not pass the test, or leave the field out",
}


def check(context: WireContext) -> Iterator[Violation]:
    for name, text in context.wire.rationale.given:
        place = Location(("rationale", name))
        if name not in ANSWERS or (name == "other_causes" and text.strip() == NONE_KNOWN) or not _is_meant(text):
            continue
        if name != "other_causes":
            yield Violation(
                place, f"`rationale.{name}` says `{NONE_KNOWN}`", _HELP[name], "only `other_causes` may be `none-known`"
            )
            continue
        yield Violation(
            place,
            f"`rationale.other_causes` means `{NONE_KNOWN}`, but is written differently",
            f"write `other_causes: {NONE_KNOWN}`, or say what else was necessary",
            "programs look for exactly this word; pages show a sentence in its place",
            fix=ProposedFix((Patch(place, NONE_KNOWN),)),
        )


def _is_meant(text: str) -> bool:
    """Return whether a text is the word but for a letter, or another that says no more."""
    if len(text) > 10 * len(NONE_KNOWN):
        return False
    answer = letters(ascii_skeleton(text))
    return answer in _SAME or _is_near(answer, _WORD)


def _is_near(answer: str, word: str) -> bool:
    """Return whether a word is another but for one letter."""
    if abs(len(answer) - len(word)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(answer, word, strict=False)) if one != other), None)
    if start is None:
        return True
    return any(answer[start + one :] == word[start + other :] for one, other in ((1, 1), (0, 1), (1, 0)))


RULE = Rule(
    id="misspelt-none-known",
    family="rationale",
    scope="wire",
    what="`other_causes` is `none-known` with capital letters, spaces, a citation, another letter or the like, or one "
    "word such as `Nothing`; or another answer is `none-known`.",
    why="Programs look for exactly this word. In another spelling or another field it is an answer that says nothing.",
    basis="The wire format: what else was necessary for the harm, or the word `none-known`. Only letters are "
    "compared; letters of other scripts that look the same count as the same.",
    bad=rationale().replace(OTHER_CAUSES, "None known."),
    good=rationale().replace(f'"{OTHER_CAUSES}"', NONE_KNOWN),
    fix="`butfor fix` writes the word under `other_causes`; answer the other questions.",
    fixes=(Applicability.SAFE,),
    needs=("rationale",),
    explains=("wordless-answer", "short-answer", "answers-about-nothing", "mixed-script"),
    check=check,
)
