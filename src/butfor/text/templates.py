"""Templates: ids and addresses with pieces in braces, which a policy writes instead of regular expressions.

Everybody can read them, and no policy can make a match take long: pieces are few and have a greatest length.
"""

import re
from functools import lru_cache

PIECES = {
    "year": "[0-9]{4}",
    "number": "[1-9][0-9]{0,9}",
    "digits": "[0-9]{1,10}",
    "slug": "[a-z0-9-]{1,80}",
    "id": "[A-Za-z0-9-]{1,40}",
    "date": "[0-9]{4}[0-9.-]{0,14}(?:[a-z]{2}_)?",
    "url": ".{1,4000}",
}
"""What each piece stands for: ``number`` begins with no zero, ``date`` and ``url`` are those of a copy."""
EXAMPLES = {"year": "2026", "number": "541", "digits": "0123", "slug": "some-words", "id": "a-541"}
"""A text for each piece that an id may have."""
_PIECE = re.compile(r"\{([a-z]+)\}")


def pieces_of(template: str) -> list[str]:
    """Return the names of the pieces in a template, in order."""
    return _PIECE.findall(template)


@lru_cache(maxsize=1024)
def pattern_of(template: str) -> str:
    """Return the regular expression for whole texts of a template; each piece, where it stands first, is a group."""
    parts = []
    seen = set()
    for index, part in enumerate(_PIECE.split(template)):
        if index % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?:{PIECES[part]})" if part in seen else f"(?P<{part}>{PIECES[part]})")
            seen.add(part)
    return "".join(parts)


def portable_pattern(template: str) -> str:
    """Return the regular expression of a template as every dialect reads it, without names of groups."""
    return re.sub(r"\?P<[a-z]+>", "?:", pattern_of(template)).replace("\\-", "-")


def parsed(template: str, text: str) -> dict[str, str] | None:
    """Return what a text says for each piece of a template, None where the text is not of its form."""
    match = re.fullmatch(pattern_of(template), text)
    return match.groupdict() if match else None


def filled_in(template: str, pieces: dict[str, str]) -> str:
    """Return a template as a text; every piece in it must be among ``pieces``."""
    return _PIECE.sub(lambda match: pieces[match[1]], template)
