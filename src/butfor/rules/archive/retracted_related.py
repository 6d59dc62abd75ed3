"""A retracted wire that is named as if it stood."""

from collections.abc import Iterator

from butfor.archive.index import Archive, IndexEntry, stand_instead
from butfor.findings import Level, Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._examples import OTHER_RATIONALE
from butfor.rules._rule import Rule


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    wires = archive.by_id()
    for wire in archive.wires:
        if wire.links and not wire.reports_retraction and wire.status in ("draft", "published"):
            yield from ((wire.name, violation) for violation in _violations(wire, wires))


def _violations(wire: IndexEntry, wires: dict[str, IndexEntry]) -> Iterator[Violation]:
    for path, target_id in wire.links:
        target = wires.get(target_id)
        if target is None or target.status != "retracted":
            continue
        standing = stand_instead(target, wires)
        if wire.id in standing:  # that is a finding of its own
            continue
        rather = f"name `{standing[-1]}` instead, which replaces it" if standing else "delete it"
        yield Violation(
            Location(path),
            f"`{path[0]}` names `{target_id}`, which is retracted",
            f"say in the body that it was retracted, or {rather}",
            related=((Location(("status",), file=target.name), "it is retracted"),),
        )


RULE = Rule(
    id="retracted-related",
    family="archive",
    scope="archive",
    level=Level.WARNING,
    confidence="likely",
    what="`related` or `variant_of` names a retracted wire that this one does not replace, and the body has no word "
    "that begins with `retract`.",
    why="Readers would take a withdrawn wire for a valid one. This is a guess: the body may say it in other words.",
    basis="The wire format: a retracted wire stays in the archive and is named only with a note that it is.",
    bad="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
related: [01H3G6D600ZK58P4A1RN4WHB21]
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
status: retracted
retraction: {date: "2026-06-10", reason: "The court withdrew its opinion.", by: A. Editor}
"""
    + OTHER_RATIONALE,
    good="""\
# file: incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml
related: [01H3G6D600ZK58P4A1RN4WHB21]
body: |
  Two lawyers filed a brief that cited opinions which do not exist; ChatGPT had produced them [S1][S2][S3].

  A wire on a second brief was retracted after the court withdrew its opinion [S1].
# file: incidents/2023/01H3G6D600ZK58P4A1RN4WHB21.yaml
id: 01H3G6D600ZK58P4A1RN4WHB21
status: retracted
retraction: {date: "2026-06-10", reason: "The court withdrew its opinion.", by: A. Editor}
"""
    + OTHER_RATIONALE,
    fix="Say in the body that the other wire was retracted, name its replacement, or delete the entry.",
    check=check,
)
