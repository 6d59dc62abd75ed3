"""Answers that could stand under any wire."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import UNKNOWN, Rationale
from butfor.rules._examples import rationale
from butfor.rules._rule import Rule, WireContext
from butfor.rules.rationale import letters
from butfor.text.display import shown
from butfor.text.substance import shared, substance, weight

_WORD = re.compile(r"[^\W_]+")


def check(context: WireContext) -> Iterator[Violation]:
    wire, language = context.wire, context.language
    if wire.rationale.basis == "bulk" or not wire.rationale.given:
        return  # judged by bulk-rationale, or not there
    names = tuple(frozenset().union(*(substance(name, language) for name in _names(context))))

    def is_name(word: str) -> bool:
        return word in names if context.is_english else word.startswith(names)  # and an ending

    def words(*texts: str) -> frozenset[str]:
        return frozenset(word for word in substance("\n".join(texts), language) if not is_name(word))

    own = _own_words(wire.rationale, wire.title)
    named = words(wire.title, wire.body)
    common = shared(words(*own), named, language)
    if weight(common) < 2:
        only = f" but {shown(_spelled(min(common), wire.title + ' ' + wire.body))}" if common else ""
        yield Violation(
            Location(("rationale",), key=True),
            f"the rationale shares no word of substance{only} with title and body",
            _HELP,
            _LEFT_OUT,
        )
    elif without := wire.rationale.without:
        others = [text for text in own if text != without and context.is_english]  # whose small words are known
        if not shared(words(without), named | words(*others), language):
            yield Violation(
                Location(("rationale", "without")),
                "`rationale.without` shares no word of substance with the rest of the wire",
                _HELP,
                _LEFT_OUT,
            )


_HELP = (
    "say what of this incident would not have happened: name the people, the things and the acts that the body reports"
)

_LEFT_OUT = "names of systems and providers, and common words, are not counted"


def _spelled(piece: str, text: str) -> str:
    """Return the word of a text of which a piece is the beginning."""
    return next((word for word in _WORD.findall(text) if word.casefold().startswith(piece)), piece)


def _names(context: WireContext) -> Iterator[str]:
    yield from context.wire.systems
    for name in context.wire.providers:
        if name != UNKNOWN:
            yield name
            yield from (spelling.text for spelling in context.policy.names.of(name))


def _own_words(rationale: Rationale, title: str) -> list[str]:
    """Return its texts without those that are the title again, which say nothing more."""
    return [text for _, text in rationale.given if letters(text) != letters(title)]


RULE = Rule(
    id="answers-about-nothing",
    family="rationale",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The answers share no word of substance, or one, with title and body; or `without` alone shares none with "
    "title and body, in English also with the other answers.",
    why="Answers that name nothing of the incident fit any wire, and are soon copied. The name of the system is not "
    "counted, because `Without it none of this would have happened` fits every wire, whatever the system is "
    "called. This is a guess: the answers may use other words.",
    basis="The bulk rationale that eight of eight newswire wires share names nothing that is in any of them. The "
    "answers of 15 assessed wires share 7 words or more with their own wire, mostly 2 or fewer with another. "
    "In scripts without spaces pairs of characters count as words, in Vietnamese pairs of syllables. In other "
    "languages than English words also match if they begin alike, or if one contains the other.",
    bad=rationale("Without the system in the role described none of this would have occurred."),
    good=rationale(),
    fix="Say what would not have happened in this incident.",
    needs=("rationale", "title", "body", "providers", "systems"),
    check=check,
)
