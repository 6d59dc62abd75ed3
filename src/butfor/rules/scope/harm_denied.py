"""An actual harm, and a text that says that there was none."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.patterns import late
from butfor.text.prose import canonical
from butfor.text.quotes import sentences, unquoted

_NOBODY = (
    r"(?:nobody|no ?one|none of them|no (?:person|people|users?|customers?|clients?|patients?|passengers?|readers?))"
)
_HARM = r"(?:harm|loss(?:es)?|damages?)"
_WAS = "(?:was|were|is|are|has been|have been)"
_DENIED = late(
    rf"\b(?:{_NOBODY} (?:\w+ )?{_WAS} (?:(?:known|reported|found|believed|said|thought) to (?:be|have been) )?"
    r"(?:actually )?(?:harmed|affected|damaged|misled|deceived)"
    rf"|no (?:(?:actual|known|real|financial|lasting|such|further) )?{_HARM}(?: or {_HARM})?"
    rf" (?:{_WAS} (?:known|reported|done|caused|shown|recorded)|occurred|resulted|came of|followed)"
    rf"|without (?:any |actual ){_HARM}|(?:caused|did|done|does|do) no (?:actual )?{_HARM})\b(?! control)",
    re.IGNORECASE,
)
_NOT_ITS_WORD = late(  # somebody says so, or it is not so, or only half of it
    r"\b(?:claim|sa(?:id|ys?)|sta?te[sd]|told|tells?|insist|maintain|assert|assur|announc|argu|den(?:y|ied)|promis|advis|"
    r"accord|declar|conclud|believ|assum|pretend|wrote|report(?:ed|s) that|not\b|never|cannot|without doubt|untrue|"
    r"false|wrong|myth|but\b|however|although|though|while|whereas|yet\b)|n['\u2019]t\b",
    re.IGNORECASE,
)


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    if wire.harm != "actual" or not context.is_english:
        return
    for path, text in ((("title",), wire.title), (("body",), canonical(wire.body))):
        for sentence in sentences(unquoted(text)):
            match = _DENIED.search(sentence)
            if match is None or _NOT_ITS_WORD.search(sentence):
                continue
            yield Violation(
                Location(path, excerpt=match[0]),
                f"`harm: actual`, but the text says {shown(match[0], 50)}",
                "say in the text which harm was done nevertheless; if something prevented the harm, write `harm: "
                "near` and name it in `external_factor`",
                related=((Location(("harm",)), "what the field says"),),
            )
            return


RULE = Rule(
    id="harm-denied",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="`harm: actual`, but title or body of a wire in English say that nobody was harmed, or that no harm, loss "
    "or damage is known, in a sentence without a quotation, without a speaker, and without `not` or `but`.",
    why="The field and the text contradict each other. This is a guess: the sentence may speak of one harm among "
    "several. Sentences that nobody was injured do not count: there are other harms.",
    basis="Of 3,988 real incidents 1 is found, correctly: an attempt at fraud that failed. No shipped wire is found.",
    bad='body: "A court was given invented opinions [S1][S2][S3]. Nobody was harmed, and no loss is known."\n',
    good='body: "A court was given invented opinions, and nobody was injured [S1][S2][S3]."\n',
    fix="Decide by the sources whether there was a harm, and change the one that is wrong.",
    needs=("harm", "title", "body"),
    check=check,
)
