"""A character that nobody sees, where no script needs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from butfor.findings import Applicability, Location, Patch, ProposedFix, Span, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.invisible import beyond_ascii, hidden_words, invisible, may_escape, may_hide, named, unescaped
from butfor.yaml.parse import Document
from butfor.yaml.spans import line_starts, node_spans, span_at


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in a row that a rule refuses."""

    chars: str
    span: Span
    """Of the file."""
    inside: bool
    """A letter stands beside them, so that deleting them can't turn a text into a comment or a key."""


def runs(
    document: Document, may: Callable[[str], bool], find: Callable[[str], Iterator[tuple[int, int]]]
) -> Iterator[Run]:
    """Yield what ``find`` finds in the whole file, comments, keys and the escapes of double-quoted texts included.

    ``may`` says after a quick look at some of the characters whether ``find`` can find anything.
    """
    data = document.source.data
    escaped = may_escape(data) if b"\\" in data else ""
    if not may(beyond_ascii(data)) and not may(escaped):
        return
    raw = text = data.decode("utf-8")
    offsets: list[int] | range = range(len(raw) + 1)
    starts = line_starts(raw)
    if escaped:
        text, offsets = unescaped(raw, _quoted(document, raw, starts))
    for start, end in find(text):
        begin, stop = offsets[start], offsets[end]
        inside = any(char.isalnum() or not char.isascii() for char in raw[begin - 1 : begin] + raw[stop : stop + 1])
        yield Run(text[start:end], span_at(starts, begin, stop), inside)


def _quoted(document: Document, raw: str, starts: list[int]) -> list[tuple[int, int]]:
    """Return the double-quoted scalars of a file, keys included, as offsets."""
    scalars = set()
    for place in node_spans(document.source).values():
        if not place.block:
            scalars.add((place.start, place.end))
        if key := place.key:
            scalars.add((starts[key.line - 1] + key.column - 1, starts[key.end_line - 1] + key.end_column - 1))
    return sorted((start, end) for start, end in scalars if raw.startswith('"', start, end))


def check(context: WireContext) -> Iterator[Violation]:
    document = context.file.document
    if document is None or (document.source.data.isascii() and b"\\" not in document.source.data):
        return
    for run in runs(document, may_hide, invisible):
        more = len(run.chars) - 1
        spelt = hidden_words(run.chars)
        yield Violation(
            Location(span=run.span),
            f"{named(run.chars[0])}, and {more} more are invisible" if more else f"{named(run.chars[0])}, is invisible",
            "delete them" if more else "delete it",
            f"as tags they spell {shown(spelt, 200)}, which programs read but people do not see" if spelt else None,
            fix=ProposedFix(
                (Patch(Location(span=run.span), to="", raw=True),),
                applicability=Applicability.SAFE if run.inside else Applicability.UNSAFE,
            ),
        )


CONSEQUENCES = (
    *("unknown-provider", "unknown-code", "unknown-severity", "unknown-tier"),
    *("provider-not-in-text", "answers-about-nothing"),
)
"""Rules that compare words with a vocabulary, and so find a word with a character too many a second time."""

RULE = Rule(
    id="invisible-character",
    family="yaml",
    scope="wire",
    what="A text contains an invisible character where no script needs it: raw, in a comment, in a key, or as an "
    "escape.",
    why="Two texts that look the same are different to every search and check, and whole sentences can hide in "
    "them. Joiners and selectors inside emoji, Arabic, Indic and other scripts that need them are allowed.",
    basis="Unicode's property "
    "[Default_Ignorable_Code_Point](https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point) and "
    "[UTR #36](https://www.unicode.org/reports/tr36/); where such characters belong: "
    "[UTS #51](https://www.unicode.org/reports/tr51/) for emoji, "
    "[RFC 5892, appendix A](https://www.rfc-editor.org/rfc/rfc5892#appendix-A) for joiners.",
    bad='title: "Chat\\u200bGPT invented case law that lawyers filed"\n',
    good='title: "ChatGPT invented case law that lawyers filed"\n',
    fix="Delete it, or run `butfor fix`.",
    fixes=(Applicability.SAFE, Applicability.UNSAFE),
    explains=CONSEQUENCES,
    check=check,
)
