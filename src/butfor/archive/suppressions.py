"""Waivers: `# butfor: ignore[rule] -- reason` comments and `deviations`, as they stand in one file.

What they do is the engine's business (`butfor.engine.check`), what is wrong with them the rules' of their own family.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath, Finding, Location, Span
from butfor.yaml.locate import Locator
from butfor.yaml.spans import NodeSpan

_COMMENT = re.compile(r"#[ \t]*butfor(?:[ \t]*:|[ \t]+ignore\b)[^\r\n]*", re.IGNORECASE)
_IGNORE = re.compile(r"#[ \t]*butfor: *ignore\[([^\]]*)\](.*)")
_UNTIL = re.compile(r"until[ \t]+([^ \t]+)")
_MOST = 100  # waivers of one file; more waive nothing


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule waived at one place.

    rule: as written; None where the comment can't be understood. until: the last day on which it holds, as written.
    line: of a comment, the line that it speaks of; None for a deviation, which speaks of the whole wire.
    blocks: the paths of the blocks that this line opens. comment: the whole comment, with the line that it fills;
    ``alone``: it names no other rule. inside: it stands on a line of a text, where it is no comment.
    """

    rule: str | None
    location: Location
    reason: str = ""
    until: str | None = None
    line: int | None = None
    blocks: tuple[DataPath, ...] = ()
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


def parse_suppressions(entry: WireFile) -> tuple[Suppression, ...]:
    """Every waiver of a file, comments first."""
    if entry.document is None or entry.wire is None:
        return ()
    found: list[Suppression] = []
    if _COMMENT.search(entry.document.source.data.decode("utf-8")):
        found += _comments(Locator(entry.document))
    if "deviations" not in entry.invalid_fields:
        for index, one in enumerate(entry.wire.deviations):
            found.append(Suppression(one.rule, Location(("deviations", index, "rule")), one.reason, one.until))
    return tuple(found)


def _comments(locator: Locator) -> Iterator[Suppression]:
    """The waivers of all comments, at most `_MOST`."""
    return islice(_every_comment(locator), _MOST)


def _every_comment(locator: Locator) -> Iterator[Suppression]:
    texts = sorted(_texts(locator))
    opened = _opened(locator)
    following = 0  # the line that the last comment on a line of its own speaks of
    for match in _COMMENT.finditer(locator.text):
        understood, at = _IGNORE.match(match[0]), match.start()
        here = bisect_right(texts, (at, len(locator.text))) - 1
        number = locator.span_of(at, at).line
        begin = locator.starts[number - 1]
        before = locator.text[begin:at]
        spot = Location(span=locator.span_of(at, match.end()))
        if here >= 0 and at < texts[here][1]:
            if understood and not before.strip():
                yield Suppression(None, spot, inside=True)
            continue  # else the words are part of a sentence
        if not before.strip() and following <= number:
            following = _next_line(locator, number)
        target = number if before.strip() or following > len(locator.lines) else following
        whole = locator.span_of(begin + len(before.rstrip()), match.end())
        if not before.strip() and number < len(locator.lines):
            whole = Span(number, 1, number + 1, 1)
        rules = list(islice(re.finditer(r"[^,\s]+", understood[1]), _MOST)) if understood else []
        until, dashes, reason = _rest(understood[2].strip()) if understood else ("", "", "")
        if understood is None or not rules or (understood[2].strip() and not until and not dashes):
            yield Suppression(None, spot, comment=whole)
            continue
        blocks = tuple(opened.get(target, ()))
        for rule in rules:
            offset = at + understood.start(1)
            spot = Location(span=locator.span_of(offset + rule.start(), offset + rule.end()))
            yield Suppression(rule[0], spot, reason, until or None, target, blocks, whole, len(rules) == 1)


def _texts(locator: Locator) -> Iterator[tuple[int, int]]:
    """Where a `#` starts no comment: in keys and values, but for the first line of a block text."""
    for place in locator.spans.values():
        if place.key is not None:
            start = locator.starts[place.key.line - 1] + place.key.column - 1
            yield start, locator.starts[place.key.end_line - 1] + place.key.end_column - 1
        if not place.block and place.start < place.end:
            block = locator.text[place.start] in "|>"
            yield (locator.text.find("\n", place.start) if block else place.start), place.end


def _rest(words: str) -> tuple[str, str, str]:
    """What stands behind the brackets: the day after ``until``, the dashes, and the reason."""
    until = _UNTIL.match(words)
    rest = words[until.end() :].strip() if until else words
    dashes = rest[:2] if rest.startswith("--") else ""
    return until[1] if until else "", dashes, rest[2:].strip() if dashes else ""


def _opened(locator: Locator) -> dict[int, list[DataPath]]:
    """The paths of the blocks that open on each line."""
    opened: dict[int, list[DataPath]] = {}
    for path, place in locator.spans.items():
        if path and (line := _opens(place)) is not None:
            opened.setdefault(line, []).append(path)
    return opened


def _opens(place: NodeSpan) -> int | None:
    """The line on which a block opens: that of its key, or that of its dash."""
    if not place.block and place.value.line == place.value.end_line:
        return None
    return place.key.line if place.key else place.value.line


def _next_line(locator: Locator, number: int) -> int:
    """The next line that is neither blank nor a comment, the one behind the last where there is none."""
    for following in range(number + 1, len(locator.lines) + 1):
        line = locator.line(following).strip()
        if line and not line.startswith("#"):
            return following
    return len(locator.lines) + 1
