"""A near harm that the system itself prevented."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown

_GUARD = (
    r"(?:blocklists?|classifiers?|content polic(?:y|ies)|detectors?|filters?|guardrails?|moderation|monitors?|"
    r"refusals?|safeguards?|safety \w+|sandbox)"
)
_ITSELF = "agent|AI|assistant|bot|chatbot|model|program|system|tool"
_ACTS = "aborted|blocked|caught|declined|detected|filtered|flagged|prevented|refused|rejected|stopped|withheld"


def check(context: WireContext) -> Iterator[Violation]:
    wire, factor = context.wire, " ".join((context.wire.external_factor or "").split())
    if wire.harm != "near" or not context.is_english:
        return
    names = "|".join([*(re.escape(name) for name in (*wire.systems, *wire.providers)), f"(?:the|its) (?:{_ITSELF})"])
    own = re.compile(
        rf"\b(?:(?:{names})['\u2019]s?|own|built-in|in-built) (?:[\w-]+ ){{0,2}}{_GUARD}\b"
        rf"|\b{_GUARD} (?:of|in|inside|within|built into) (?:{names})\b"
        rf"|(?<!\w)(?:{names}) (?:itself |correctly |itself correctly )?(?:{_ACTS})\b"
        r"|\b(?:by|as) (?:design|designed|intended)\b"
        r"|\bas (?:it|they) (?:is|was|are|were) (?:built|designed|made|meant|supposed) to\b",
        re.IGNORECASE,
    )
    if match := own.search(factor):
        yield Violation(
            Location(("external_factor",), excerpt=match[0]),
            f"the system itself prevented the harm: {shown(match[0], 50)}",
            "name what prevented it from outside; if the system worked as designed, this is no incident",
        )


RULE = Rule(
    id="near-by-design",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="`harm: near`, but the external factor of a wire in English is a filter, a refusal or another safeguard of "
    "the system itself.",
    why="A harm is near if only chance or somebody else prevented it. A safeguard that worked is the opposite of an "
    "incident. This is a guess by words alone.",
    basis="The Editor's Guide v1 counts a near harm where an external factor prevented it. Both shipped wires of this "
    "kind, one for a flaw that researchers found and one for a syntax error, pass; other archives have no such field.",
    bad='harm: near\nexternal_factor: "ChatGPT\'s own filter stopped the answer before anybody read it."\n',
    good='harm: near\nexternal_factor: "A clerk noticed the invented cases before the hearing."\n',
    fix="Name who or what from outside prevented the harm; if nothing did, delete or retract the wire.",
    needs=("harm", "external_factor", "systems", "providers"),
    check=check,
)
