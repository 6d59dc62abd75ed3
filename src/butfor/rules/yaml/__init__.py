"""Rules about the text of a file: what can't be read the same way by everybody is not read at all."""

from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.yaml.reading import ParseError


def parse_errors(file: WireFile, rule: str) -> Iterator[ParseError]:
    """Return the errors that the reader and the parser noted for ``rule``."""
    return (error for error in (file.document.parse_errors if file.document else ()) if error.rule == rule)
