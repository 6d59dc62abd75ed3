"""Rules about the text of a file: what can't be read the same way by everybody is not read at all."""

import unicodedata
from collections.abc import Iterator

from butfor.archive.wire_file import WireFile
from butfor.findings import DataPath
from butfor.rules._rule import WireContext
from butfor.text.prose import PATHS, Fault, faults, squeezed
from butfor.yaml.locate import Locator
from butfor.yaml.reading import ParseError


def parse_errors(file: WireFile, rule: str) -> Iterator[ParseError]:
    """Return the errors that the reader and the parser noted for ``rule``."""
    return (error for error in (file.document.parse_errors if file.document else ()) if error.rule == rule)


def ends_of_texts(text: Locator) -> dict[int, tuple[DataPath, int]]:
    """Return the lines behind block texts, each with the path of its text and the spaces that the text has before it.

    Comments are not among them: where less indented, they may stand between any two fields.
    """
    ends: dict[int, tuple[DataPath, int]] = {}
    for path, node in text.spans.items():
        indent = 0
        if node.key is None or text.text[node.start : node.start + 1] not in ("|", ">"):
            continue
        for number in range(node.value.line + 1, len(text.lines) + 1):
            line = text.line(number)
            spaces = indent_of(line)
            if not line.strip(" \t\r"):
                continue
            indent = indent or (spaces if spaces >= node.key.column else node.key.column + 1)  # it may say nothing
            if spaces < indent and line[spaces] != "#":
                ends[number] = path, indent
                break
    return ends


def indent_of(line: str) -> int:
    """Return the number of spaces before a line."""
    return len(line) - len(line.lstrip(" "))


def prose(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    """Yield the prose of a wire as the data have it, with its paths."""
    for path in sorted(PATHS):
        if path[0] not in context.file.invalid_fields:
            value = getattr(context.wire, path[0])
            text = value if len(path) == 1 else getattr(value, path[1])
            if text is not None:
                yield path, text


def located_faults(context: WireContext, *kinds: str) -> Iterator[tuple[DataPath, Fault, int | None]]:
    """Yield faults of some kinds, each with its path and its line in the file; None where that is no line alone."""
    document = context.file.document
    for path, value in prose(context):
        found = [fault for fault in faults(value) if fault.kind in kinds]
        text = Locator(document) if found else None
        for fault in found:
            node = text.spans.get(path) if text else None
            number = node.value.line + fault.line if node else 0
            alone = text is not None and node is not None and text.text.startswith("|", node.start)
            yield path, fault, number if alone and text and _says(text.line(number), fault) else None


def _says(line: str, fault: Fault) -> bool:
    return squeezed(unicodedata.normalize("NFC", line.strip(" \t\r"))) == fault.text
