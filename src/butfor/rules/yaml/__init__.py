"""Rules about the text of a file: what can't be read the same way by everybody is not read at all."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.yaml.parse import ParseError


def parse_errors(entry: WireFile, rule: str) -> Iterator[ParseError]:
    """What the reader and the parser noted for ``rule``."""
    return (error for error in (entry.document.parse_errors if entry.document else ()) if error.rule == rule)
