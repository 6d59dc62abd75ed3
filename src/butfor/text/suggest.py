"""Did you mean: the closest of a closed vocabulary."""

from collections.abc import Iterable


def closest(word: str, choices: Iterable[str], cutoff: float = 68) -> str | None:
    """The choice most like ``word``, case and punctuation levelled; None when none is like it, or two are equally."""
    from rapidfuzz import fuzz, process, utils  # 20 ms, and most runs have nothing to suggest

    found = process.extract(
        word[:200], list(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff, limit=2
    )
    tie = len(found) == 2 and found[0][1] == found[1][1]
    return found[0][0] if found and not tie else None
