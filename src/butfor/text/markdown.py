"""Citations in Markdown: which paragraphs there are, and what they cite. Everything here is linear in the text."""

import re
from collections.abc import Iterator
from functools import lru_cache

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")  # at the margin only: a fence inside a list ends with the list
_TICKS = re.compile(r"`+")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_TARGET = re.compile(r"\]\([^()\n]{0,400}\)")  # bounded, so that a row of brackets takes no time
_HEADING = re.compile(r"^ {0,3}#{1,6}(\s|$)|^ {0,3}([-*_]\s*){3,}$")
_CITATION = re.compile(r"\[(?<!\\\[)(S[1-9][0-9]{0,2})\]")  # the bracket first: a literal is found fast
_MERE_CITATION = re.compile(_CITATION.pattern + r"(?![(:])")  # neither a link nor a definition of a label
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_LONGEST_HEADING = 82  # characters; a longer one states things, and cites like everything else
_BLANK = re.compile(r"\n[ \t]*\n")
# Meant as a citation, written otherwise: [s1], [S01], [S1, S2], [1], [source], [citation needed]; a citation that leads
# elsewhere than to its source: [S1](https://...), [S1][label]; and any definition of where a label leads.
_ALMOST = re.compile(
    r"\[\s?(?:sources?|citation needed|(?:s\s?|source\s?)?[0-9]{1,3}(?:\s?[,;&-]\s?(?:s\s?)?[0-9]{1,3})*)\s?\]"
    r"(\(|\[(?!S[1-9][0-9]{0,2}\]))?",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^[ \t]*(?:[-*+][ \t]+|[0-9]{1,9}[.)][ \t]+)*(\[[^\[\]]{1,200}\]:)", re.MULTILINE)
_IN_LINK = re.compile(r"(\[S[1-9][0-9]{0,2}\][^\[\]]{0,200}\][(\[])")  # [[S1]](https://...) leads elsewhere
_TAG = re.compile(r"<[A-Za-z/!][^<>]{0,500}>")
_LONGEST_COMMENT = 5000  # characters of an HTML comment; a longer one hides nothing here
_MOST_REPAIRED = 100  # sources that one bracket is taken to mean; more is no slip of the pen
_POINTS = re.compile(r"(?:\w|\b(?:at|para|paras|paragraph|paragraphs|footnote|note|page|p\.)\s)\Z", re.IGNORECASE)


@lru_cache(maxsize=8)
def without_code(markdown: str) -> str:
    """Return Markdown without code, HTML, quote marks and the targets of links: nothing in them is a citation."""
    text = outside_code(markdown)
    text = _without_html(text) if "<" in text else text
    return _TARGET.sub("]()", text) if "](" in text else text


def _without_html(text: str) -> str:
    """Return text without tags and comments, which nobody sees. Each comment's end is looked for once only."""
    parts, position, end = [], 0, -1
    at = text.find("<")
    while at >= 0:
        after = None
        if text.startswith("<!--", at):
            if end < at + 4:
                close = text.find("-->", at + 4)
                end = close if close >= 0 else len(text) + _LONGEST_COMMENT + 4
            after = end + 3 if end - at - 4 <= _LONGEST_COMMENT else None
        if after is None and (tag := _TAG.match(text, at)):
            after = tag.end()
        if after is not None:
            parts.append(text[position:at])
            position = after
        at = text.find("<", at + 1 if after is None else after)
    return "".join([*parts, text[position:]])


def outside_code(markdown: str) -> str:
    """Return Markdown without code and quote marks.

    A fence that is never closed is no fence here, so that it hides nothing.
    """
    text = markdown.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markdown else markdown
    text = _QUOTE.sub("", text) if ">" in text else text
    if "`" in text or "~~~" in text:
        lines = text.split("\n")
        opened: int | None = None
        for number, line in enumerate(lines):
            mark = _FENCE.match(line)
            if opened is None:
                opened = number if mark else None
            elif mark and not line.strip("`~ \t") and line[0] == lines[opened][0]:
                lines[opened : number + 1] = [""] * (number + 1 - opened)
                opened = None
        text = "\n\n".join(_without_spans(chunk) for chunk in _BLANK.split("\n".join(lines)))
    return text


def _without_spans(text: str) -> str:
    """Return text without code spans: one opens with a run of backticks and closes with the next of that length."""
    runs = list(_TICKS.finditer(text))
    closing: list[int | None] = []
    nearest: dict[int, int] = {}
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index][0])
        closing.append(nearest.get(length))
        nearest[length] = index
    closing.reverse()
    parts, position, index = [], 0, 0
    while index < len(runs):
        close = closing[index]
        if close is None:
            index += 1
            continue
        parts.append(text[position : runs[index].start()])
        position = runs[close].end()
        index = close + 1
    return " ".join([*parts, text[position:]])


def uncited(markdown: str) -> Iterator[str]:
    """Yield the paragraphs of a body that cite nothing and have to: all but short headings, rules and fenced code."""
    for chunk in _BLANK.split(without_code(markdown)):
        if "\n" not in chunk and _CITATION.search(chunk):
            continue  # nearly always, and fast
        lines = [line for line in chunk.split("\n") if line.strip()]
        if len(lines) == 2 and _UNDERLINE.match(lines[1]):
            lines = [f"# {lines[0].strip()}"]
        part: list[str] = []
        for line in [*lines, "# "]:
            if len(line) <= _LONGEST_HEADING and _HEADING.match(line):
                if part and not _CITATION.search(text := "\n".join(part)):
                    yield text
                part = []
            else:
                part.append(line)


@lru_cache(maxsize=8)
def cited(markdown: str) -> tuple[str, ...]:
    """Return source ids in the order in which they are cited, repeats included."""
    return tuple(_CITATION.findall(without_code(markdown)))


def malformed(markdown: str) -> list[str]:
    """Return brackets that look like citations and lead to no source, and definitions of labels, as written."""
    text = without_code(markdown)
    if len(_MERE_CITATION.findall(text)) == text.count("[") == text.count("]"):
        return []  # nearly always: there are no other brackets
    brackets = [match[1] for match in _DEFINITION.finditer(text)] if "]:" in text else []
    brackets += _IN_LINK.findall(text)
    labels = frozenset(brackets)
    for match in _ALMOST.finditer(text):
        if match[0][1:-1].isdigit() and _POINTS.search(text, max(match.start() - 12, 0), match.start()):
            continue  # `at [27]` of a judgment, `argv[1]`
        bare = match[0].removesuffix(match[1] or "")
        if match[1]:
            brackets.append(match[0])
        elif not _CITATION.fullmatch(bare) and f"{bare}:" not in labels:
            brackets.append(bare)
    return brackets


def repaired(citation: str) -> str | None:
    """Return ``[s1, S2]`` as ``[S1][S2]``, ``[S1-S3]`` as ``[S1][S2][S3]``; None where no number says what is meant."""
    numbers: list[int] = []
    for dash, digits in re.findall(r"(-?)\s?[Ss]?\s?([0-9]+)", citation):
        first = numbers[-1] + 1 if dash and numbers and numbers[-1] < int(digits) < numbers[-1] + 20 else int(digits)
        numbers += range(first, int(digits) + 1)
        if len(numbers) > _MOST_REPAIRED:
            return None
    return "".join(f"[S{number}]" for number in numbers) if numbers and 0 not in numbers else None
