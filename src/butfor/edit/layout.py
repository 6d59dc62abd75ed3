"""The text of a wire, and edits that put lines into it in the style that is there."""

import re
from collections.abc import Sequence
from typing import Any

from butfor.edit.published import RefusedError
from butfor.files.tree import Source
from butfor.findings import DataPath, Edit
from butfor.model.wire import Wire
from butfor.text.normalize import collapse_whitespace
from butfor.yaml.emit import block, quoted
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse

FIELDS = [info.alias or name for name, info in Wire.model_fields.items()]
"""The fields of a wire in the order of the format."""


def writable(text: str) -> bool:
    """Return whether a text can stand in a wire: it holds no control character and no half of one."""
    return not parse(Source("", f"x: {quoted(text)}\n".encode())).parse_errors


def says(text: str, data: Any) -> bool:
    """Return whether the text of a wire holds these data, and can be read without a doubt."""
    document = parse(Source("", text.encode()))
    return not document.parse_errors and bool(collapse_whitespace(document.data) == collapse_whitespace(data))


class WireText(Locator):
    """The text of a wire, with the places of its parts."""

    def __init__(self, name: str, text: str) -> None:
        """Parse the text.

        Raises:
            RefusedError: nothing can be put into it line by line.
        """
        document = parse(Source(name, text.encode()))
        super().__init__(document)
        self.data: Any = document.data
        root = self.spans.get(())
        if root is None or self.text[root.start] == "{":
            raise RefusedError(f"{name} is one mapping in braces", "write it with one field on each line first")
        self.indent = root.value.column - 1
        self.newline = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"

    def raw(self, path: DataPath) -> str:
        """Return a value as it is written."""
        place = self.spans[path]
        return self.text[place.start : place.end]

    def line_end(self, number: int) -> int:
        """Return the offset at which a line ends, its break not counted."""
        return self.starts[number - 1] + len(self.line(number))

    def replace(self, start: int, end: int, text: str) -> Edit:
        """Return the edit that puts a text between two offsets."""
        return Edit(self.span_of(start, end), text)

    def insert_lines(self, at: int, lines: Sequence[str]) -> Edit:
        """Return the edit that puts lines behind the one that ends at ``at``; a last line stays without a break."""
        return self.replace(at, at, "".join(self.newline + line for line in lines))

    def insert_field(self, key: str, value: Any) -> Edit:
        """Return the edit that adds a top-level field behind those that come before it in the order of the format."""
        before = [name for name in FIELDS[: FIELDS.index(key)] if (name,) in self.spans][-1]
        return self.insert_lines(self.end_below(before), block(key, value, self.indent))

    def end_below(self, key: str) -> int:
        """Return where the last line of a top-level field ends, or that of the deeper indented comments under it."""
        end = self._end((key,))
        number = last = self.span_of(end, end).line
        while (number := number + 1) <= len(self.lines):
            line = self.line(number)
            words = line.lstrip(" \t")
            if words.startswith("#") and len(line) - len(words) > self.indent:
                last = number
            elif words:
                break
        return self.line_end(last)

    def _end(self, path: DataPath) -> int:
        """Return where the text of a value ends: where its last part does, for comments may follow within a block."""
        ends = [0]
        for part_path, part in self.spans.items():
            if part_path[: len(path)] != path:
                continue
            raw = self.raw(part_path)
            if not part.block or raw.startswith(("[", "{")):
                if raw.startswith(("|", ">")):  # empty lines behind it are part of it only if it keeps them
                    keeps = "+" in raw.partition("\n")[0].partition("#")[0]
                    raw = re.sub(r"\r?\n\Z", "", raw) if keeps else raw.rstrip()
                ends.append(part.start + len(raw))
        return max(ends)
