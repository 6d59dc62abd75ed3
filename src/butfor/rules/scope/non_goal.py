"""Something that the archive does not collect."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown

_WORDS = re.compile(
    r"\b(?:outages?|downtime|(?:goes|went|going|is|was) (?:down|offline)|service disruptions?|unavailable|ddos|"
    r"fact[ -]?check(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)


def check(context: WireContext) -> Iterator[Violation]:
    match = _WORDS.search(context.wire.title)
    if match and context.is_english:
        yield Violation(
            Location(("title",), excerpt=match[0]),
            f"the title speaks of {shown(match[0])}: is this in scope?",
            "name the AI behaviour that did the harm; if only a service failed, the wire can't be published",
        )


RULE = Rule(
    id="non-goal",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title of a wire in English speaks of an outage or of checking facts.",
    why="A service that is down is no AI incident, and neither is a false statement by people. This is a guess by "
    "words alone: the wire may be about more.",
    basis="The Editor's Guide v1 names as non-goals: cloud outages and other non-AI technical incidents, general "
    "fact-checking.",
    bad='title: "ChatGPT outage left lawyers without an assistant"\n',
    good='title: "ChatGPT invented case law that lawyers filed in court"\n',
    fix="Say in the title what the AI system did. If it did nothing but fail to answer, withdraw the wire.",
    needs=("title",),
    check=check,
)
