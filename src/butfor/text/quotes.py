"""What a text quotes, and which words of it are its own: quoted words are somebody else's."""

import re
from collections.abc import Iterator

from butfor.text.patterns import late
from butfor.text.prose import CITATION, without_code

_INNER = r"(?:[^{close}\n]|(?<=\w){close}(?=\w)){{1,600}}"  # an apostrophe inside a word ends no quotation
_SINGLE = (("'", "'"), ("\u2018", "\u2019"))
_QUOTED = late(
    "|".join(
        [
            *('"[^"\n]{1,600}"', "\u201c[^\u201d\n]{1,600}\u201d", "\u201e[^\u201c\n]{1,600}\u201c"),
            *("\u00ab[^\u00bb\n]{1,600}\u00bb", "\u300c[^\u300d\n]{1,600}\u300d"),
            *(rf"(?<!\w){first}(?=\S){_INNER.format(close=last)}{last}(?!\w)" for first, last in _SINGLE),
        ]
    )
)
_QUOTATION = re.compile(r"^>.*$", re.MULTILINE)  # of prose in its canonical form
_CLOSING = "\"'\u201d\u2019\u00bb)\\]"
_SENTENCE = re.compile(rf"[^\n]+?(?:[.!?\u2026][{_CLOSING}]*(?:{CITATION.pattern})*(?= )|(?=\n)|\Z)")


def unquoted(text: str) -> str:
    """Return a text with spaces for what stands between backticks or quotation marks, or in a quotation."""
    return _QUOTED.sub(_space, _QUOTATION.sub(_space, without_code(text)))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, roughly: an abbreviation ends one, too."""
    return (match[0].strip() for match in _SENTENCE.finditer(text))


def _space(match: re.Match[str]) -> str:
    return " " * len(match[0])
