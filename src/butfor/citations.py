"""Citations in Markdown: which paragraphs there are, and what they cite. Everything here is linear in the text."""

import re
from dataclasses import dataclass
from functools import lru_cache

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TICKS = re.compile(r"`+")
_HEADING = re.compile(r"^ {0,3}#{1,6}(\s|$)|^ {0,3}([-*_]\s*){3,}$")
_CITATION = re.compile(r"\[(?<!\\\[)(S[1-9][0-9]{0,2})\]")  # the bracket first: a literal is found fast
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_LONGEST_HEADING = 82  # characters; a longer one states things, and cites like everything else
_BLANK = re.compile(r"\n[ \t]*\n")
# Meant as a citation, written otherwise: [s1], [S01], [S1, S2], [1], [source], [citation needed]; or a citation that
# leads elsewhere than to its source: [S1](https://...), [S1]: https://...
_ALMOST = re.compile(
    r"\[(?:sources?|citation needed|(?:s ?|source ?)?[0-9]{1,3}|s ?[0-9]{1,3}(?:\s*[,;&-]\s*s? ?[0-9]{1,3})+)\]([(:])?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph that states something, code left out: its text and the source ids that it cites."""

    text: str
    cites: tuple[str, ...]


def without_code(markdown: str) -> str:
    """Markdown with code blocks and code spans taken out: nothing in them is a citation."""
    if "`" not in markdown and "~~~" not in markdown:
        return markdown
    kept, fence = [], ""
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line[mark.end() :].strip():
                fence = ""
            kept.append("")
        elif mark:
            fence = mark[1]
            kept.append("")
        else:
            kept.append(line)
    text = "\n".join(kept)
    return "\n\n".join(_without_spans(chunk) for chunk in _BLANK.split(text))


def _without_spans(text: str) -> str:
    """A code span opens with a run of backticks and closes with the next run of the same length."""
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


def paragraphs(markdown: str) -> list[Paragraph]:
    """The paragraphs of a body that have to cite: all but short headings, rules and fenced code."""
    result = []
    for chunk in _BLANK.split(without_code(markdown)):
        lines = [line for line in chunk.split("\n") if line.strip()]
        if len(lines) == 2 and _UNDERLINE.match(lines[1]):
            lines = [f"# {lines[0].strip()}"]
        lines = [line for line in lines if not (len(line) <= _LONGEST_HEADING and _HEADING.match(line))]
        if lines:
            text = "\n".join(lines)
            result.append(Paragraph(text, tuple(_CITATION.findall(text))))
    return result


@lru_cache(maxsize=8)
def cited(markdown: str) -> tuple[str, ...]:
    """Source ids in the order in which they are cited, repeats included."""
    return tuple(_CITATION.findall(without_code(markdown)))


def malformed(markdown: str) -> list[str]:
    """Brackets that look like citations and lead to no source, as written."""
    text = without_code(markdown)
    found = []
    for match in _ALMOST.finditer(text):
        bare, then = match[0].removesuffix(match[1] or ""), match[1]
        line_before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if then == "(" or (then == ":" and not line_before.strip()):  # a link, or a definition of one
            found.append(match[0])
        elif not _CITATION.fullmatch(bare):
            found.append(bare)
    return found


def repaired(citation: str) -> str | None:
    """``[s1, S02]`` -> ``[S1][S2]``; None where no number says what was meant."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", citation)]
    return "".join(f"[S{number}]" for number in numbers) if numbers and 0 not in numbers else None
