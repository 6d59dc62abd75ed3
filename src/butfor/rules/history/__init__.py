"""Rules that compare a wire with what it was: a published fact can't change silently.

Their examples are two versions of one wire, the older one first, each with a line that names it.
"""

from butfor.rules.scope.private_data import private
from butfor.text.display import shown

RESTORED = "; if this puts right what was changed by mistake, sign a deviation from this rule"
"""What to do where the public version itself is the slip: two versions can't tell which of them is right."""


def quotable(text: str) -> str:
    """Return what a field said, for a message; a text with an e-mail address is not repeated."""
    return "(not shown, because it holds an e-mail address)" if private(text) else shown(text, 120)
