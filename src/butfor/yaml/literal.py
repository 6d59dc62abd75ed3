"""Texts whose lines YAML joins, as literal blocks that say the same."""

from butfor.findings import DataPath, Edit
from butfor.text.prose import blocks, canonical, lines_of
from butfor.yaml.locate import Locator

_WIDTH = 100  # columns of a line that is broken anew


def reads_otherwise(text: Locator, path: DataPath, value: str) -> bool:
    """Return whether the lines at a path, read as they stand, have other blocks than the value that YAML made."""
    lines, read = (
        [(block.kind, len(block.parts)) for block in blocks(words)] for words in (_content(text, path), value)
    )
    return lines != read


def as_literal(text: Locator, path: DataPath, value: str) -> Edit | None:
    """Return the edit that makes a text of several lines a literal block whose canonical text is that of ``value``.

    Its lines stay as they are where that says the same. None where something stands beside it that would get into it.
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
    if not raw.startswith(">") or canonical(content) != canonical(value):
        indent = node.key.column + 1
        content = newline.join(" " * indent + line if line else "" for line in lines_of(value, _WIDTH - indent))
        digits = ""
    return Edit(text.span_of(start, end), f": |{digits}{comment}{newline}{content}")


def _content(text: Locator, path: DataPath) -> str:
    """Return the lines of a value without what YAML puts around them."""
    node = text.spans[path]
    raw = text.text[node.start : node.end]
    return raw.partition("\n")[2] if raw.startswith(">") else raw.strip("\"'")
