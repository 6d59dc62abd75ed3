"""Texts whose lines YAML joins, as literal blocks."""

import re

from butfor.files.tree import Source
from butfor.findings import DataPath, Edit
from butfor.text.prose import blocks, canonical, lines_of
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse

_WIDTH = 100  # columns of a line that is broken anew
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_CONTINUED = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")  # the last backslash of a line is no escaped one


def reads_otherwise(text: Locator, path: DataPath, value: str) -> bool:
    """Return whether the lines at a path, read as they stand, have other blocks than the value that YAML made."""
    lines, read = ([(block.kind, len(block.parts)) for block in blocks(words)] for words in (_lines(text, path), value))
    return lines != read


def as_literal(text: Locator, path: DataPath, value: str | None = None) -> Edit | None:
    """Return the edit that makes a text of several lines a literal block: of its lines as they stand.

    Where ``value`` is given, which YAML made of them, and they say something else, its lines are those of the value.
    None where something stands beside the text that would get into it.
    """
    node = text.spans[path]
    if node.key is None:
        return None
    start = text.offsets_of(node.key)[1]
    between, raw = text.text[start : node.start], text.text[node.start : node.end]
    end = node.start + len(raw.rstrip()) if raw.startswith(">") else node.end
    after = text.text[end:].partition("\n")[0]
    if between.strip() != ":" or (after.strip() and not raw.startswith(">")):
        return None
    header, _, content = raw.rstrip().partition("\n")
    newline = "\r\n" if header.endswith("\r") or after.endswith("\r") else "\n"
    digits = "".join(filter(str.isdigit, header.partition("#")[0])) if raw.startswith(">") else ""
    comment = f"  #{header.partition('#')[2].rstrip()}" if raw.startswith(">") and "#" in header else ""
    stays = value is None or canonical(_lines(text, path)) == canonical(value)
    if not (stays and raw.startswith(">")):
        indent = node.key.column + 1
        lines = _BREAK.split(_lines(text, path)) if stays else lines_of(value or "", _WIDTH - indent)
        content = newline.join(" " * indent + line if line else "" for line in lines)
        digits = ""
    return Edit(text.span_of(start, end), f": |{digits}{comment}{newline}{content}")


def _lines(text: Locator, path: DataPath) -> str:
    """Return a value with the line breaks that stand in the file, and without what YAML puts around and into it."""
    node = text.spans[path]
    raw = text.text[node.start : node.end]
    if raw.startswith(">"):
        return raw.partition("\n")[2]
    lines = [line.strip(" \t") for line in _BREAK.split(raw)]
    if raw.startswith("'"):
        return "\n".join(lines)[1:-1].replace("''", "'").strip("\n")
    if not raw.startswith('"'):
        return "\n".join(lines)
    joined = "".join(line[:-1] if _CONTINUED.search(line) else rf"{line}\n" for line in lines).removesuffix(r"\n")
    return str(parse(Source("", joined.encode())).data).strip("\n")
