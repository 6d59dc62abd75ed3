"""A title with what a feed or a site puts around it."""

import re
from collections.abc import Iterator

from butfor.findings import Applicability, Level, Location, Violation
from butfor.rules._rule import Rule, WireContext, guessed_fix
from butfor.text.display import shown
from butfor.yaml.emit import quoted

_BRACKETS = re.compile(r"\[(?!REDACTED\]|sic\])[^\]]{1,60}\]\s*")
_WORD = re.compile(r"(?:BREAKING|EXCLUSIVE|UPDATED?|WATCH|LIVE|OPINION)(?: NEWS)?:\s*")
_SITE = re.compile(r"\s\|\s[^|]{1,60}\Z")


def check(context: WireContext) -> Iterator[Violation]:
    title = context.wire.title
    match = _BRACKETS.match(title) or (_SITE.search(title) if " | " in title else None)
    if match is None and context.is_english:
        match = _WORD.match(title)
    if match is None:
        return
    rest = title[: match.start()] + title[match.end() :]
    is_title = len(rest) >= 10
    yield Violation(
        Location(("title",), excerpt=match[0]),
        f"the title {'ends' if match.start() else 'starts'} with {shown(match[0].strip(), 30)}",
        f"say in words who did what:\n    title: {quoted(rest)}" if is_title else "say in words who did what",
        fix=guessed_fix(Location(("title",)), rest) if is_title else None,
    )


RULE = Rule(
    id="feed-prefix",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title starts with words in brackets or, in English, with `BREAKING:`, or ends with ` | Site`, as in "
    "feeds and on sites.",
    why="A title copied from a feed was not written for the incident: readers see the feed, not the harm. This is a "
    "guess by form: the words may belong to the title.",
    basis="The wire format: a title names the system and the harm, without the prefix of a feed.",
    bad='title: "[OpenAI Blog] ChatGPT invented case law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete the brackets; say in the title who did what to whom.",
    fixes=(Applicability.UNSAFE,),
    needs=("title",),
    check=check,
)
