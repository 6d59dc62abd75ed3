"""Rules about names that the policy defines: codes, severities, tiers and providers."""

from collections.abc import Collection, Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import guessed_fix
from butfor.text.display import listed, one_of, shown
from butfor.text.suggest import closest, same

MERGED_FIRST = "which is merged before the wire that needs it"
"""What the policy gains by a request is in force once that is merged, so none can bring both."""
COMES_ALONG = "and may come in the same request as the wire that needs it"
"""What takes nothing from anybody judges the wires that come with it; see `butfor.policy.differences.only_adds`."""


def undefined(field: str, value: str, names: Collection[str], kind: str) -> Iterator[Violation]:
    """Yield a violation where the value of a field is none of the names, which help calls by their ``kind``."""
    if value not in names:
        certain = same(value, names)
        guess = certain or closest(value, names)
        values = listed((f"`{name}`" for name in names), "and")
        help_ = f"did you mean `{guess}`? The {kind} are {values}" if guess else f"write {one_of(names)}"
        help_ += f"; a new one is added to the policy in a request of its own, {MERGED_FIRST}"
        location = Location((field,))
        yield Violation(
            location,
            f"unknown {field} {shown(value)}",
            help_,
            fix=guessed_fix(location, guess, certain=certain is not None),
        )
