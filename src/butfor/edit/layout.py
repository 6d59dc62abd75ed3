"""The text of a wire, and edits that put lines into it in the style that is there."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from butfor.edit.published import RefusedError
from butfor.files.tree import Source
from butfor.findings import DataPath, Edit
from butfor.model.types import native
from butfor.model.wire import Wire
from butfor.text.normalize import collapse_whitespace
from butfor.text.prose import PATHS, canonical
from butfor.yaml.emit import block, flow, quoted, written
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse

_WIDTH = 100  # columns of prose where the file does not show how wide it is written
_NARROWEST, _WIDEST = 60, 120  # of lines that somebody broke
FIELDS = [info.alias or name for name, info in Wire.model_fields.items()]
"""The fields of a wire in the order of the format."""


def writable(text: str) -> bool:
    """Return whether a text can stand in a wire: it holds no control character and no half of one."""
    return not parse(Source("", f"x: {quoted(text)}\n".encode())).parse_errors


def says(text: str, data: Any) -> bool:
    """Return whether the text of a wire holds these data, and can be read without a doubt."""
    document = parse(Source("", text.encode()))
    return not document.parse_errors and bool(_normalized(native(document.data)) == _normalized(native(data)))


def _normalized(data: Any) -> Any:
    """Return the data of a wire with its prose as what it says, and with each run of white space as one space."""
    if isinstance(data, dict):
        data = {**data, "body": _prose(data.get("body"))}
        if isinstance(data.get("rationale"), dict):
            prose = {name: _prose(text) for name, text in data["rationale"].items() if ("rationale", name) in PATHS}
            data["rationale"] = {**data["rationale"], **prose}
    return collapse_whitespace(data)


def _prose(value: Any) -> Any:
    """Return prose with its line breaks as words, so that they are compared, too."""
    return canonical(value).replace("\n", " \0 ") if isinstance(value, str) else value


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

    @cached_property
    def width(self) -> int:
        """The column at which prose is broken: where the body is, if its lines are broken at all."""
        body = self.raw(("body",)) if ("body",) in self.spans else ""
        longest = max(map(len, body.splitlines()[1:]), default=0)
        return longest if _NARROWEST <= longest <= _WIDEST else _WIDTH

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
        earlier = FIELDS[: FIELDS.index(key)] if key in FIELDS else [str(name) for name in self.data]
        before = [name for name in earlier if (name,) in self.spans][-1]
        return self.insert_lines(self.end_below(before), block(key, value, self.indent))

    def rewrite_field(self, key: str, lines: Sequence[str]) -> Edit:
        """Return the edit that writes a top-level field anew; comments within it go.

        Raises:
            KeyError: there is none, or it has no key of its own.
        """
        place = self.spans[(key,)].key
        if place is None:
            raise KeyError(key)
        return self.replace(self.starts[place.line - 1], self._end((key,)), self.newline.join(lines))

    def added(self, path: DataPath, value: Any) -> Iterator[tuple[Edit, ...]]:
        """Yield the edit that adds a part behind the others of a mapping or list."""
        *holder, key = path
        place, raw = self.spans[tuple(holder)], self.raw(tuple(holder))
        column = place.value.column - 1
        if raw.startswith(("{", "[")):
            item = flow({key: value})[1:-1] if isinstance(key, str) else flow(value)
            yield (self.replace(place.end - 1, place.end - 1, f", {item}" if raw[1:-1].strip() else item),)
        else:
            lines = block("", [value], column - 2)[1:]
            if isinstance(key, str):
                lines = written(path, value, column, self.width)
            end = self._end(tuple(holder))
            yield (self.insert_lines(self.line_end(self.span_of(end, end).line), lines),)

    def rewritten(self, path: DataPath, value: Any) -> Iterator[tuple[Edit, ...]]:
        """Yield the edit that writes a part anew, or takes out a field whose value is None.

        None where the part is not there, or a comment would go.
        """
        place = self.spans.get(path)
        if place is None or place.key is None or not isinstance(path[-1], str):
            return
        raw = self.raw(path)
        if place.block and any(line.lstrip().startswith("#") or " #" in line for line in raw.split("\n")):
            return
        start, end = self.starts[place.key.line - 1], self._end(path)
        before = self.text[start : start + place.key.column - 1]
        if value is None and not before.strip():
            yield (
                self.replace(
                    start, min(self.line_end(self.span_of(end, end).line) + len(self.newline), len(self.text)), ""
                ),
            )
        elif value is not None and (not before.strip() or before.strip() == "-"):
            lines = written(path, value, place.key.column - 1, self.width)
            yield (self.replace(start + len(before), end, self.newline.join(lines).lstrip(" ")),)

    def without_item(self, path: DataPath) -> Edit | None:
        """Return the edit that takes an item out of a list in lines; None where it does not begin behind its dash."""
        item = self.spans[path].value
        if not re.fullmatch(r"[ \t]*-[ \t]+", self.line(item.line)[: item.column - 1]):
            return None
        end = self._end(path)
        last = self.line_end(self.span_of(end, end).line)
        return self.replace(self.starts[item.line - 1], min(last + len(self.newline), len(self.text)), "")

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
