"""`unknown` beside a known provider."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    providers = context.wire.providers
    if UNKNOWN in providers and set(providers) != {UNKNOWN}:
        yield Violation(
            Location(("providers", providers.index(UNKNOWN))),
            "`unknown` is listed beside a known provider",
            "delete `unknown`, or delete the others",
        )


RULE = Rule(
    id="unknown-not-alone",
    family="vocabulary",
    scope="wire",
    what="`providers` lists `unknown` beside a name.",
    why="Either a source names the provider, or none does.",
    basis="The wire format: `unknown` is allowed alone.",
    bad="providers: [OpenAI, unknown]\n",
    good="providers: [OpenAI]\n",
    fix="Delete `unknown`, or the names that no source supports.",
    needs=("providers",),
    check=check,
)
