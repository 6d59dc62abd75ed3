"""Did you mean: the closest of a closed vocabulary."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils


def closest(word: str, choices: Iterable[str], cutoff: float = 68) -> str | None:
    """The choice most like ``word`` (case and punctuation levelled), or None when none is like it."""
    found = process.extractOne(
        word[:200], list(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff
    )
    return found[0] if found else None
