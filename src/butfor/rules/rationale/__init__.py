"""Rules about the but-for test: who answered it, and whether the answers are about this wire."""

import re
import unicodedata

from butfor.text.prose import CITATION

_LETTER = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """Return the letters and figures of a text with nothing between them, in lower case, without citations."""
    return "".join(_LETTER.findall(unicodedata.normalize("NFKC", CITATION.sub("", text)).casefold()))
