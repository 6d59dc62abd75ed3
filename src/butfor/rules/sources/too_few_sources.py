"""Fewer independent sources than the wire promises."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.model.wire import UNKNOWN, Wire
from butfor.policy.sources import SAME_NAME
from butfor.policy.voices import Group, demands, groups, needed, reasons, speakers
from butfor.rules._rule import Rule, WireContext


def check(context: WireContext) -> Iterator[Violation]:
    wire, policy = context.wire, context.policy
    count, reason = needed(wire, policy)
    independent, dropped = groups(wire, policy)
    if len(independent) >= count:
        return
    missing = count - len(independent)
    alternative = "another severity" if reason.startswith("severity") else "another `verified_by`"
    yield Violation(
        Location(("sources",), key=True),
        f"{reason} needs {count} independent source{'' if count == 1 else 's'}, found {len(independent)}",
        f"add {'a source' if missing == 1 else f'{missing} sources'} by somebody else who reports it on their own, "
        f"or choose {alternative} that the sources allow{_distinguished(wire, independent)}",
        "; ".join(reasons(independent, dropped))
        or f"{'the one source' if len(independent) == 1 else 'each source'} here counts as one",
        judged=(*(words for asked, words in demands(wire, policy) if asked > len(independent)), *speakers(wire)),
    )


def _distinguished(wire: Wire, voices: list[Group]) -> str:
    """Return how the first two that are one only by their publisher's name can be distinguished, if they are two."""
    publishers = {source.id: source.publisher for source in wire.sources}
    for join in (join for group in voices for join in group.joins if join.because.startswith(SAME_NAME)):
        if (name := publishers[join.second]) != UNKNOWN:
            return (
                f"; if `{join.first}` and `{join.second}` are two publishers, distinguish them in `publisher`: "
                f"`{name} (place)`"
            )
    return ""


RULE = Rule(
    id="too-few-sources",
    family="sources",
    scope="wire",
    what="The wire has fewer independent sources than its `verified_by` or its severity asks for.",
    why="Two pages of one publisher, or two pages of which one repeats the other, are one voice; the wire promises "
    "more.",
    basis="The Editor's Guide v1 asks for at least two *independent* corroborating sources. The data in "
    "`schema/evidence.yaml` and `schema/providers.yaml` decide who is a voice; butfor's docs/sources.md says "
    "how voices are counted. `butfor explain WIRE` shows the count.",
    bad="""\
sources:
  - {id: S1, url: 'https://www.herald.example/a', publisher: Herald, kind: news, title: First}
  - {id: S2, url: 'https://tech.herald.example/b', publisher: Herald Tech, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    good="""\
sources:
  - {id: S1, url: 'https://www.herald.example/a', publisher: Herald, kind: news, title: First}
  - {id: S2, url: 'https://www.tribune.example/b', publisher: Tribune, kind: news, title: Second}
body: Two lawyers filed invented opinions [S1][S2].
""",
    fix="Add a source that reports on its own. If a court, regulator or provider itself documents the event, write "
    "`verified_by: primary-source`, which needs one source; `reproduction` needs one, too.",
    needs=("sources", "verified_by", "severity", "providers"),
    check=check,
)
