"""A title that starts with the name of a feed."""

import re
from collections.abc import Iterator

from butfor.finding import Change, Hit, Repair, Spot
from butfor.rules.base import Checked, Rule
from butfor.text import quoted, shown

_PREFIX = re.compile(r"\[[^\]]{1,60}\]\s*")


def check(checked: Checked) -> Iterator[Hit]:
    title = checked.wire.title
    if (match := _PREFIX.match(title)) is None:
        return
    rest = title[match.end() :]
    mend = len(rest) >= 10
    yield Hit(
        Spot(("title",), excerpt=match[0]),
        f"the title starts with {shown(match[0].strip(), 30)}",
        f"say in words who did what:\n    title: {quoted(rest)}" if mend else "say in words who did what",
        repair=Repair((Change(Spot(("title",)), rest),), safe=False) if mend else None,
    )


RULE = Rule(
    id="feed-prefix",
    family="scope",
    what="The title starts with words in brackets, as feeds put their name before a headline.",
    why="A title that was taken over from a feed was not written for the incident; readers see the tool, not the harm.",
    basis="The wire format: a title names the system and the harm, without the prefix of a feed.",
    bad='title: "[OpenAI Blog] ChatGPT invented case law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete the brackets; say in the title who did what to whom.",
    fixes=("unsafe",),
    needs=("title",),
    wire=check,
)
