"""Did you mean: the closest of a closed vocabulary."""

import re
from collections.abc import Iterable


def closest(word: str, choices: Iterable[str], cutoff: float = 68) -> str | None:
    """Return the choice most like ``word``, whatever case and punctuation.

    None when none is at least ``cutoff`` (0 to 100) like it, or two are equally.
    """
    best = alike(word, choices, cutoff, 2)
    return best[0] if len(best) == 1 else None


def alike(word: str, choices: Iterable[str], cutoff: float = 68, limit: int = 5) -> list[str]:
    """Return the choices most like ``word``, all equally; none where none is at least ``cutoff`` (0 to 100) like it."""
    from rapidfuzz import fuzz, process, utils  # 20 ms, and most runs have nothing to suggest

    best = process.extract(
        word[:200], list(choices), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=cutoff, limit=limit
    )
    return [choice for choice, score, _ in best if score == best[0][1]]


def same(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that is ``word`` but for case, white space, hyphens and underscores; None for none or several.

    Where there is one, nothing is guessed.
    """
    found = [choice for choice in choices if _bare(choice) == _bare(word)]
    return found[0] if len(found) == 1 else None


def _bare(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word.casefold())
