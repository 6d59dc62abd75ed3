"""The word for no other cause, spelt in another way."""

from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.model.wire import NONE_KNOWN
from butfor.rules._examples import OTHER_CAUSES, rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.normalize import casefold_words


def check(context: WireContext) -> Iterator[Violation]:
    text = context.wire.rationale.other_causes or ""
    if text.strip() != NONE_KNOWN and casefold_words(text).replace(" ", "") == NONE_KNOWN.replace("-", ""):
        place = Location(("rationale", "other_causes"))
        yield Violation(
            place,
            f"`{NONE_KNOWN}` is spelt in another way",
            f"write `other_causes: {NONE_KNOWN}`",
            "readers are shown a sentence in its place, and reviews count it",
            fix=ProposedFix((Patch(place, NONE_KNOWN),)),
        )


RULE = Rule(
    id="misspelt-none-known",
    family="rationale",
    scope="wire",
    what="`other_causes` is `none-known` with capital letters, spaces, a full stop or the like.",
    why="A word of the format is read by programs; in another spelling it is an answer that says nothing.",
    basis="The wire format: what else was necessary for the harm, or the word `none-known`. Letters are compared.",
    bad=rationale().replace(OTHER_CAUSES, "None known."),
    good=rationale().replace(f'"{OTHER_CAUSES}"', NONE_KNOWN),
    fix="`butfor fix` writes the word.",
    fixes=(Applicability.SAFE,),
    needs=("rationale",),
    explains=("wordless-answer",),
    check=check,
)
