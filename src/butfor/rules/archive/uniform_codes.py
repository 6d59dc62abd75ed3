"""One list of codes for every wire of the archive."""

from collections.abc import Iterator

from butfor.archive.index import Archive, split_lines
from butfor.findings import Level, Location, Violation
from butfor.policy.policy import Policy
from butfor.rules._rule import Rule
from butfor.rules.archive import uniform
from butfor.text.display import shown


def check(archive: Archive, policy: Policy) -> Iterator[tuple[str, Violation]]:
    shared = uniform(archive, lambda wire: wire.codes)
    if shared is not None and len(policy.codes) > 1:
        wire, codes, count = shared
        named = ", ".join(split_lines(codes))
        violation = Violation(
            Location(("codes",)),
            f"all {count} wires that are not retracted have the codes {shown(named)}",
            "look at them again: `butfor review`; `schema/codes.yaml` says what each code means",
        )
        yield wire.name, violation


RULE = Rule(
    id="uniform-codes",
    family="archive",
    scope="archive",
    level=Level.WARNING,
    confidence="likely",
    what="Every wire of an archive of eight or more has the same codes (retracted wires are not counted).",
    why="A search by a code that every wire has finds everything. This is a guess: a few incidents may be of one "
    "kind, but more often nobody chose the codes.",
    basis="Eight of eight newswire wires seen were classified in bulk, with one rationale and one severity.",
    bad="",
    good='codes: ["mit:3.1", "mit:5.1"]\n',
    fix="Assess each wire's codes on their own: `butfor review`. It is reported once, on the wire published last.",
    check=check,
)
