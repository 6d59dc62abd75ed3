"""Markdown or HTML where every sign is itself."""

import re
from collections.abc import Iterator
from itertools import pairwise

from butfor.findings import Applicability, Level, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import texts
from butfor.rules.yaml import prose
from butfor.text.display import shown
from butfor.text.patterns import late
from butfor.text.prose import lines_in_blocks, without_code

_ELEMENTS = (
    "abbr|article|aside|blockquote|body|br|center|code|del|details|div|em|embed|figure|font|footer|form|h[1-6]|head|"
    "header|hr|html|iframe|img|input|ins|li|link|main|mark|meta|nav|object|ol|pre|script|section|small|span|"
    "strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|th|thead|tr|tt|ul|video"
)
_HTML = late(
    rf"&(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z]{{2,10}});|<!--|</?(?:{_ELEMENTS}|(?<!\w<)(?<!\w</)[abipqsu])(?:\s[^<>]{{0,300}})?/?>",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:\[[^\[\]]{0,200})?\]{1,2}(?:\(|: ?)<?(?:https?://|mailto:|www\.)[^\s()]{0,80}\)?")
_BLOCK = re.compile(r"^(#{2,6} |# (?![0-9])|~~~)|`{3,}", re.MULTILINE)
_STRONG = re.compile(
    r"(?<![A-Za-z0-9*])\*\*(?=[^\s*])[^*\n]{1,200}(?<=[^\s*])\*\*(?![A-Za-z0-9*])"
    r"|(?<![A-Za-z0-9_])__(?=[^\s_])(?![a-z0-9_]+__)[^\n]{1,200}?(?<=[^\s_])__(?![A-Za-z0-9_])"  # not `__init__`
)
_MARK = re.compile(r"(?:> )?(?:([*+|])(?: |(?<=\|))|([0-9]{1,3})[.)] )")
_SIGNS = "&", "<", "](", "]:", "#", "~~~", "```", "**", "__"


def check(context: WireContext) -> Iterator[Violation]:
    written = dict(prose(context))
    for path, text in texts(context):
        found: list[Violation] = []
        if any(sign in text for sign in _SIGNS):
            found += _found(path, text)
        if path in written:
            found += _later_lines(path, written[path])
        yield from dict.fromkeys(found)


def _later_lines(path: tuple[str | int, ...], text: str) -> Iterator[Violation]:
    """Yield what is lost where the lines of a block are joined: lists and tables of Markdown, headings."""
    blocks = list(lines_in_blocks(text))
    for lines, following in pairwise(blocks):  # numbered points are paragraphs
        first, second = _MARK.match(lines[0]), _MARK.match(following[0])
        if first and second and first[1] and first[1] == second[1]:
            yield _violation(path, following[0], "a Markdown list item", "write `- ` before each item")
            break
    for lines in blocks:
        for line in lines[1:]:
            if _BLOCK.match(line) and not line.startswith(("`", "# butfor:")):  # which is malformed-suppression's
                yield from _found(path, line)
        marks = [_MARK.match(line) for line in lines]
        for number in range(1, len(lines)):
            if _goes_on(marks[number - 1], marks[number]) or (number > 1 and _goes_on(marks[0], marks[number])):
                kind = "table" if "|" in (marks[number] or "")[0] else "list"
                begins = "write `- ` before each item" if kind == "list" else "write it as sentences or as a list"
                yield _violation(path, lines[number], f"a Markdown {kind}", begins, "and its lines are joined")
                break


def _goes_on(first: re.Match[str] | None, second: re.Match[str] | None) -> bool:
    """Return whether two lines begin with marks of one list or table: the same sign, or numbers that follow."""
    if first is None or second is None:
        return False
    if first[1] or second[1]:
        return bool(first[1] == second[1])
    return int(second[2]) in (int(first[2]), int(first[2]) + 1)


def _found(path: tuple[str | int, ...], text: str) -> Iterator[Violation]:
    for match in _BLOCK.finditer(text):
        kind = "heading" if match[0].startswith("#") else "fence"
        line = text[match.start() :].partition("\n")[0]
        yield _violation(path, match[0] if kind == "fence" else line, f"a Markdown {kind}", "delete the marks")
    words = without_code(text)
    for match in _STRONG.finditer(words):
        yield _violation(path, match[0], "Markdown", "delete the marks")
    for match in _LINK.finditer(words):
        yield _violation(path, match[0], "a Markdown link", "list the URL under `sources`, and cite it as `[S1]`")
    for piece in _HTML.findall(words):
        import html  # the table of all entities, and most wires hold none

        plain = html.unescape(piece)
        if not piece.startswith("&"):
            yield _violation(path, piece, "HTML", "delete it: every character is shown as it is")
        elif plain != piece:
            violation = _violation(path, piece, "HTML", f"write `{plain}`")
            fix = ProposedFix((Patch(violation.location, plain, raw=True),), Applicability.UNSAFE)
            harmless = plain.isprintable() and plain not in "\"'\\"
            yield Violation(violation.location, violation.message, violation.help, fix=fix if harmless else None)


def _violation(
    path: tuple[str | int, ...], piece: str, what: str, help_: str, then: str = "and is shown as it is"
) -> Violation:
    return Violation(Location(path, excerpt=piece), f"{shown(piece, 24)} is {what}, {then}", help_)


RULE = Rule(
    id="markup-in-text",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A text that readers see contains a link, a heading, a fence or bold words of Markdown, or an HTML tag or "
    "entity, such as `[page](https://...)`, `## Facts`, `**never**` or `&#39;`; or several lines of a block "
    "begin with `1.`, `2.`, with `*`, `+` or `|`, or several blocks with `*` or `+`. Text between backticks is "
    "not checked.",
    why="Every character is shown as it is, so readers would see the marks. They come from feeds and from other "
    "pages. This is a guess: the text may be about markup.",
    basis="The wire format, *Text*: body and rationale are prose, not Markdown; everything else is plain text.",
    bad='title: "ChatGPT invented case law &amp; lawyers filed it"\n',
    good='title: "ChatGPT invented case law & lawyers filed it; 3 < 5"\n',
    fix="Write the character itself; delete the marks; put the URL of a link under `sources`, and cite it.",
    fixes=(Applicability.UNSAFE,),
    check=check,
)
