"""An id of a collection that the policy does not know."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.vocabulary import MERGED_FIRST
from butfor.text.display import listed, shown
from butfor.text.suggest import closest

_MOST_SHOWN = 20


def check(context: WireContext) -> Iterator[Violation]:
    schemes = context.policy.schemes
    if schemes is None:
        return
    for scheme in context.wire.external_ids:
        if scheme not in schemes:
            guess = closest(scheme, schemes)
            known = listed([f"`{name}`" for name in schemes][:_MOST_SHOWN], "and")
            help_ = f"did you mean `{guess}`? " if guess else ""
            help_ += f"The schemes are {known}; a new one" if known else "A new scheme"
            help_ += f" is added to `schema/evidence.yaml` in a request of its own, {MERGED_FIRST}"
            yield Violation(Location(("external_ids", scheme), key=True), f"unknown scheme {shown(scheme)}", help_)


RULE = Rule(
    id="unknown-scheme",
    family="vocabulary",
    scope="wire",
    what="`external_ids` names a scheme that is not among the `schemes` of `schema/evidence.yaml`.",
    why="Pages show external ids, and adding one needs no correction. So the policy decides which are allowed.",
    basis="`schemes` in `schema/evidence.yaml`: each has a form for its ids and the URL where readers find them. "
    "Without that list the rule is off.",
    bad="external_ids: {Editors note: '541'}\n",
    good="external_ids: {aiid: 541}\n",
    fix="Write the scheme as the policy does, or add it to `schema/evidence.yaml` in a request of its own, "
    f"{MERGED_FIRST}.",
    needs=("external_ids",),
    unwaivable=True,
    check=check,
)
