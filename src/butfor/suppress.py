"""Waivers: `# butfor: ignore[rule] -- reason` comments and `deviations`, as they stand in one file.

What they do is the engine's business (`butfor.check`), what is wrong with them the rules' of their own family.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from butfor.archive import Entry
from butfor.finding import Finding, Path, Span, Spot
from butfor.locate import Finder
from butfor.parse import Place

_COMMENT = re.compile(r"#[ \t]*butfor(?:[ \t]*:|[ \t]+ignore\b)[^\r\n]*", re.IGNORECASE)
_IGNORE = re.compile(r"#[ \t]*butfor: *ignore\[([^\]]*)\](?:[ \t]+until[ \t]+([^ \t]+))?(?:[ \t]+--[ \t]*(.*?))?[ \t]*")
_MOST = 100  # comments of one file; more waive nothing


@dataclass(frozen=True, slots=True)
class Waiver:
    """One rule waived at one place.

    rule: as written; None where the comment can't be understood. until: the last day on which it holds, as written.
    line: of a comment, the line that it speaks of; None for a deviation, which speaks of the whole wire.
    blocks: the paths of the blocks that this line opens. comment: the whole comment, with the line that it fills;
    ``alone``: it names no other rule. inside: it stands on a line of a text, where it is no comment.
    """

    rule: str | None
    spot: Spot
    reason: str = ""
    until: str | None = None
    line: int | None = None
    blocks: tuple[Path, ...] = ()
    comment: Span | None = None
    alone: bool = True
    inside: bool = False

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of this finding."""
        if finding.rule != self.rule:
            return False
        if self.line is None or finding.span.line == self.line:
            return True
        return any(finding.path[: len(block)] == block for block in self.blocks)


def waivers(entry: Entry) -> tuple[Waiver, ...]:
    """Every waiver of a file, comments first."""
    if entry.document is None or entry.wire is None:
        return ()
    found: list[Waiver] = []
    if b"butfor" in entry.document.source.data.lower() and b"#" in entry.document.source.data:
        found += _comments(Finder(entry.document))
    if "deviations" not in entry.bad:
        for index, one in enumerate(entry.wire.deviations):
            found.append(Waiver(one.rule, Spot(("deviations", index, "rule")), one.reason, one.until))
    return tuple(found)


def _comments(finder: Finder) -> Iterator[Waiver]:
    texts = [
        (place.start if finder.text[place.start] not in "|>" else finder.text.find("\n", place.start), place.end)
        for place in finder.places.values()
        if not place.block and place.start < place.end
    ]
    for match in islice(_COMMENT.finditer(finder.text), _MOST):
        if any(start <= match.start() < end for start, end in texts):
            begins = finder.text.rfind("\n", 0, match.start()) + 1
            if _IGNORE.fullmatch(match[0]) and not finder.text[begins : match.start()].strip():
                yield Waiver(None, Spot(span=finder.span_of(match.start(), match.end())), inside=True)
            continue  # else the words are part of a sentence
        number = finder.span_of(match.start(), match.end()).line
        begin = finder.starts[number - 1]
        before = finder.text[begin : match.start()]
        if before.strip():
            target, start = number, begin + len(before.rstrip())
        else:
            target, start = _next_line(finder, number), begin
        whole = finder.span_of(start, match.end())
        if not before.strip() and number < len(finder.lines):
            whole = Span(number, 1, number + 1, 1)
        blocks = tuple(path for path, place in finder.places.items() if path and _opens(place) == target)
        understood = _IGNORE.fullmatch(match[0])
        rules = list(re.finditer(r"[^,\s]+", understood[1])) if understood else []
        if understood is None or not rules:
            yield Waiver(None, Spot(span=finder.span_of(match.start(), match.end())), comment=whole)
            continue
        offset = match.start() + understood.start(1)
        for rule in rules:
            spot = Spot(span=finder.span_of(offset + rule.start(), offset + rule.end()))
            yield Waiver(
                rule[0], spot, (understood[3] or "").strip(), understood[2], target, blocks, whole, len(rules) == 1
            )


def _opens(place: Place) -> int | None:
    """The line on which a block opens: that of its key, or that of its dash."""
    if not place.block and place.value.line == place.value.end_line:
        return None
    return place.key.line if place.key else place.value.line


def _next_line(finder: Finder, number: int) -> int:
    """The next line that is neither blank nor a comment."""
    for following in range(number + 1, len(finder.lines) + 1):
        line = finder.line(following).strip()
        if line and not line.startswith("#"):
            return following
    return number
