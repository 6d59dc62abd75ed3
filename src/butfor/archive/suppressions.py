"""Suppressions: `# butfor: ignore[rule] -- reason` comments and `deviations`, as they stand in one file.

What they do is the business of `butfor.engine.suppress`, what is wrong with them that of rules of their own family.
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
_RULE = re.compile(r"[^,\s]+")
_MOST = 100  # suppressions by the comments of one file; more suppress nothing


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule suppressed at one place."""

    rule: str | None
    """As written; None where the comment can't be understood."""
    location: Location
    """Of the rule's id, or of the whole comment where it can't be understood."""
    reason: str = ""
    until: str | None = None
    """The last day on which it holds, as written."""
    line: int | None = None
    """The line of which a comment speaks; None for a deviation, which speaks of the whole wire."""
    blocks: tuple[DataPath, ...] = ()
    """The paths of the blocks that this line opens."""
    comment: Span | None = None
    """The whole comment, with the line that it fills."""
    alone: bool = True
    """Whether the comment names no other rule."""
    inside: bool = False
    """Whether it stands on a line of a text, where it is no comment."""

    def covers(self, finding: Finding) -> bool:
        """Return whether it speaks of a finding."""
        if finding.rule != self.rule:
            return False
        if self.line is None or finding.span.line == self.line:
            return True
        return any(finding.path[: len(block)] == block for block in self.blocks)


def parse_suppressions(file: WireFile) -> tuple[Suppression, ...]:
    """Return every suppression of a file, comments first."""
    if file.document is None or file.wire is None:
        return ()
    suppressions: list[Suppression] = []
    if _COMMENT.search(file.document.source.data.decode("utf-8")):
        suppressions += islice(_comments(Locator(file.document)), _MOST)
    if "deviations" not in file.invalid_fields:
        suppressions += (
            Suppression(deviation.rule, Location(("deviations", index, "rule")), deviation.reason, deviation.until)
            for index, deviation in enumerate(file.wire.deviations)
        )
    return tuple(suppressions)


def _comments(locator: Locator) -> Iterator[Suppression]:
    """Yield the suppressions of all comments."""
    texts = text_ranges(locator)
    blocks = _blocks_by_line(locator)
    next_line = 0  # the line of which the last comment on a line of its own speaks
    for match in _COMMENT.finditer(locator.text):
        start, end = match.span()
        ignore = _IGNORE.match(match[0])
        location = Location(span=locator.span_of(start, end))
        number = locator.span_of(start, start).line
        before = locator.text[locator.starts[number - 1] : start]
        own_line = not before.strip()
        if not is_comment(start, texts):
            if ignore and own_line:
                yield Suppression(None, location, inside=True)
            continue  # else the words are part of a sentence
        if own_line and next_line <= number:
            next_line = _next_line(locator, number)
        line = next_line if own_line and next_line <= len(locator.lines) else number
        comment = locator.span_of(start - len(before) + len(before.rstrip()), end)
        if own_line and number < len(locator.lines):
            comment = Span(number, 1, number + 1, 1)
        terms = _terms(ignore[2].strip()) if ignore else None
        rules = list(islice(_RULE.finditer(match[0], *ignore.span(1)), _MOST)) if ignore and terms else []
        if terms is None or not rules:
            yield Suppression(None, location, comment=comment)
            continue
        until, reason = terms
        opened = tuple(blocks.get(line, ()))
        for rule in rules:
            location = Location(span=locator.span_of(start + rule.start(), start + rule.end()))
            yield Suppression(rule[0], location, reason, until, line, opened, comment, len(rules) == 1)


def text_ranges(locator: Locator) -> list[tuple[int, int]]:
    """Return where a `#` starts no comment, as offsets, in order."""
    return sorted(_texts(locator))


def is_comment(start: int, texts: list[tuple[int, int]]) -> bool:
    """Return whether a `#` at an offset starts a comment; ``texts``: see `text_ranges`."""
    index = bisect_right(texts, start, key=lambda text: text[0]) - 1
    return index < 0 or start >= texts[index][1]


def _texts(locator: Locator) -> Iterator[tuple[int, int]]:
    """Yield where a `#` starts no comment: in keys and values, but for the first line of a block text."""
    for node in locator.spans.values():
        if node.key is not None:
            yield locator.offsets_of(node.key)
        if not node.block and node.start < node.end:
            block_text = locator.text[node.start] in "|>"
            yield (locator.text.find("\n", node.start) if block_text else node.start), node.end


def _terms(words: str) -> tuple[str | None, str] | None:
    """Return the day after ``until`` and the reason after ``--``; None for words that are neither."""
    until = _UNTIL.match(words)
    rest = words[until.end() :].strip() if until else words
    reasoned = rest.startswith("--")
    if words and not until and not reasoned:
        return None
    return until[1] if until else None, rest[2:].strip() if reasoned else ""


def _blocks_by_line(locator: Locator) -> dict[int, list[DataPath]]:
    """Return the paths of the blocks that open on each line."""
    blocks: dict[int, list[DataPath]] = {}
    for path, node in locator.spans.items():
        if path and (line := _opening_line(node)) is not None:
            blocks.setdefault(line, []).append(path)
    return blocks


def _opening_line(node: NodeSpan) -> int | None:
    """Return the line on which a block opens: that of its key, or that of its dash; None for what is no block."""
    if not node.block and node.value.line == node.value.end_line:
        return None
    return node.key.line if node.key else node.value.line


def _next_line(locator: Locator, number: int) -> int:
    """Return the next line that is neither empty nor a comment, the one after the last where there is none."""
    for following in range(number + 1, len(locator.lines) + 1):
        line = locator.line(following).strip()
        if line and not line.startswith("#"):
            return following
    return len(locator.lines) + 1
