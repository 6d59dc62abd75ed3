"""Rules that compare a wire with what it was: a published fact can't change silently.

Their examples are two versions of one wire, the older one first, each with a line that names it.
"""

from collections.abc import Sequence

from butfor.changes.facts import Difference
from butfor.changes.propose import Proposal, proposed, texts_in
from butfor.changes.versions import WireChange
from butfor.rules.scope.private_data import private
from butfor.text.display import clip, listed, shown
from butfor.yaml.emit import flow

QUOTED = 120  # characters of what a field said, in a message
_NAMED = 3
"""Of the wires that a change concerns."""
RESTORED = "; if this undoes a change that was made by mistake, sign a deviation from this rule"
"""What to do where the public version itself is the slip: two versions can't explain which of them is right."""


def quotable(text: str) -> str:
    """Return what a field said, for a message; a text with an e-mail address is not repeated."""
    return "(not shown, because it contains an e-mail address)" if private(text) else shown(text, QUOTED)


def first_of(wires: Sequence[str]) -> str:
    """Return which wires a change concerns, for a message: all of them where they are few."""
    named = listed(wires[:_NAMED], "and")
    if len(wires) > _NAMED:
        return f"the first {_NAMED} of the wires: {named}"
    return f"the wire{'' if len(wires) == 1 else 's'}: {named}"


def entry_of(change: WireChange, difference: Difference) -> list[Proposal]:
    """Return the changes that explain a difference, as `butfor correct` writes them."""
    withheld = (lambda _: True) if change.withholds(difference.field) else private
    return proposed(difference, withheld)


def entry_line(change: WireChange, difference: Difference) -> str:
    """Return how `butfor correct` explains a difference, on one line, without words that a message must not repeat."""
    changes = entry_of(change, difference)
    if any(private(text) for item in changes for text in texts_in(item)):
        return "run `butfor correct`, which writes it"
    return f"as `butfor correct` writes it: {clip(', '.join(map(flow, changes)), 800)}"
