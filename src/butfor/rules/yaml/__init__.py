"""Rules about the text of a file: what can't be read the same way by everybody is not read at all."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.yaml.parse import Problem


def problems(entry: Entry, rule: str) -> Iterator[Problem]:
    """What the reader and the parser noted for ``rule``."""
    return (problem for problem in (entry.document.problems if entry.document else ()) if problem.rule == rule)
