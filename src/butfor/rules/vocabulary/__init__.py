"""Rules about names that the policy defines: codes, severities, tiers and providers."""

from collections.abc import Collection, Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import guessed_fix
from butfor.text.display import listed, shown
from butfor.text.suggest import closest


def undefined(field: str, value: str, names: Collection[str], kind: str) -> Iterator[Violation]:
    """Yield a violation where the value of a field is none of the names, which help calls by their ``kind``."""
    if value not in names:
        guess = closest(value, names)
        values = listed(f"`{name}`" for name in names)
        help_ = f"did you mean `{guess}`? The {kind} are {values}" if guess else f"write one of {values}"
        location = Location((field,))
        yield Violation(location, f"unknown {field} {shown(value)}", help_, fix=guessed_fix(location, guess))
