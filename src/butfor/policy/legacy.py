"""What readers must know of a wire that was classified in bulk, and what makes a text the post of a launch."""

import re
from collections import Counter
from collections.abc import Iterable

from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.policy.voices import groups, needed
from butfor.text.display import listed
from butfor.text.harm import names_harm
from butfor.text.patterns import late
from butfor.text.prose import blocks, canonical

_LAUNCH = late(
    r"\b(?:announc(?:es|ed)|brings?|brought|debut(?:s|ed)|expand(?:s|ed)|introduc(?:es|ed|ing)|launch(?:es|ed|ing)?|"
    r"now available|open(?:s|ed)|present(?:s|ed)(?! as\b)|releas(?:es|ed|ing)|roll(?:s|ed|ing)? out|ship(?:s|ped)|"
    r"unveil(?:s|ed|ing)?|(?:gives?|gave) an update)\b",
    re.IGNORECASE,
)
MARKS = {
    "unassessed": "Not yet assessed",
    "no-harm": "No harm named",
    "launch-post": "Launch post",
    "too-few-voices": "Too few sources",
    "bare-citation": "Source not named",
}
"""What lists show of a legacy entry, by the name of each mark, in order."""
_IN_WORDS = {
    "no-harm": ("{} without a harm", "names no harm"),
    "launch-post": ("{} like the post of a launch", "reads like the post of a launch"),
    "too-few-voices": (
        "{} with fewer independent sources than claimed",
        "has fewer independent sources than claimed",
    ),
    "bare-citation": ("{} with a paragraph that names no source", "has a paragraph that names no source"),
}
"""What a note says of several wires, and of one."""


def legacy_marks(wire: Wire, policy: Policy) -> tuple[str, ...]:
    """Return the marks of a wire whose rationale is a bulk one, see `MARKS`; none where an editor assessed it."""
    if wire.rationale.basis != "bulk" or wire.status == "retracted":
        return ()
    holds = (
        True,
        wire.harm == "none",
        is_english(wire, policy) and reports_launch(wire) is not None,
        len(groups(wire, policy)[0]) < needed(wire, policy)[0],
        any(not block.cited for block in blocks(wire.body)),
    )
    return tuple(name for name, is_so in zip(MARKS, holds, strict=True) if is_so)


def is_english(wire: Wire, policy: Policy) -> bool:
    """Return whether a wire is written in English: lists of English words judge no other."""
    return (wire.language or policy.config.archive.language).partition("-")[0] == "en"


def legacy_note(wires: Iterable[tuple[str, ...]]) -> list[str]:
    """Return in a sentence how many wires have each mark; nothing where none does."""
    counts = Counter(mark for marks in wires for mark in marks)
    total = counts["unassessed"]
    if not total:
        return []
    marked = [(count, words) for mark, words in _IN_WORDS.items() if (count := counts[mark])]
    if total == 1:
        among = f" It {listed((of_one for _, (_, of_one) in marked), 'and')}." if marked else ""
        return [f"1 wire is legacy: no editor has assessed it.{among} `butfor review` lists the reasons"]
    among = f" Among them {listed((of.format(count) for count, (of, _) in marked), 'and')}." if marked else ""
    return [f"{total} wires are legacy: no editor has assessed them.{among} `butfor review` lists the reasons"]


def reports_launch(wire: Wire) -> str | None:
    """Return why an English wire reads like the post of a launch, in words; None where it names a harm.

    Its title reports a launch, and nothing in the whole text names a harm; where the provider alone speaks, neither
    title nor first paragraph.
    """
    if not _LAUNCH.search(wire.title) or names_harm(f"{wire.title}\n{blocks(wire.body)[0]}"):
        return None
    if all(source.kind == "provider" for source in wire.sources):
        return "a launch in the title, only the provider's sources, and no harm at the beginning"
    if not names_harm(canonical(wire.body)):
        return "the title reports a launch, and the text names no harm"
    return None
