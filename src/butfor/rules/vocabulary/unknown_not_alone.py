"""`unknown` beside a known provider."""

from collections.abc import Iterator

from butfor.findings import Hit, Spot
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Checked, Rule


def check(checked: Checked) -> Iterator[Hit]:
    providers = checked.wire.providers
    if UNKNOWN in providers and set(providers) != {UNKNOWN}:
        yield Hit(
            Spot(("providers", providers.index(UNKNOWN))),
            "`unknown` stands beside a known provider",
            "delete `unknown`, or delete the others",
        )


RULE = Rule(
    id="unknown-not-alone",
    family="vocabulary",
    what="`unknown` stands in `providers` beside a name.",
    why="Either a source names the provider, or none does.",
    basis="The wire format: `unknown` is allowed alone.",
    bad="providers: [OpenAI, unknown]\n",
    good="providers: [OpenAI]\n",
    fix="Delete `unknown`, or the names that no source carries.",
    needs=("providers",),
    wire=check,
)
