"""One severity for every wire of the archive."""

from collections.abc import Iterator

from butfor.archive.index import Archive
from butfor.findings import Level, Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.rules.archive import uniform
from butfor.text.display import shown


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    shared = uniform(archive, lambda wire: wire.severity)
    if shared is not None and len(policy.severities) > 1:
        wire, severity, count = shared
        violation = Violation(
            Location(("severity",)),
            f"all {count} wires that are not retracted have the severity {shown(severity)}",
            "look at them again: `butfor review`; `schema/severities.yaml` says what each level means",
        )
        yield wire.name, violation


RULE = Rule(
    id="uniform-severity",
    family="archive",
    scope="archive",
    level=Level.WARNING,
    confidence="likely",
    what="Every wire of an archive of eight or more has the same severity (retracted wires are not counted).",
    why="A level that every wire has does not distinguish them. This is a guess: a few incidents may be equally "
    "grave, but more often nobody chose the level.",
    basis="Of the newswire only SEV-3 was ever seen: eight of eight wires.",
    bad="",
    good="severity: SEV-3\n",
    fix="Assess each wire's severity on its own: `butfor review`. It is reported once, on the wire published last.",
    check=check,
)
