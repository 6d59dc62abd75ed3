"""Plain data as YAML in the style of wires."""

import re
from typing import Any

from butfor.findings import DataPath
from butfor.text.display import UNSAFE
from butfor.text.prose import PATHS, lines_of


def quoted(text: str) -> str:
    """Return ``text`` as a double-quoted YAML scalar on one line, readable by YAML 1.1, 1.2 and JSON."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + UNSAFE.sub(_escape, escaped) + '"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"


_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_BOOLEAN_LIKE = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])


def scalar(value: object) -> str:
    """Return a scalar as wires write it: plain words bare, everything else that is text in quotes."""
    if not isinstance(value, str):
        return str(value)
    bare = _SAFE.fullmatch(value) and value.casefold() not in _BOOLEAN_LIKE
    return value if bare or re.fullmatch(r"https://[A-Za-z0-9./_-]+", value) else quoted(value)


def flow(value: object) -> str:
    """Return plain data as YAML on one line; every text but plain words in quotes, so nothing in it ends it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else scalar(value)


def block(key: str, value: Any, indent: int = 0) -> list[str]:
    """Return ``key: value`` as lines of YAML, ``value`` being plain data; ``indent`` in spaces."""
    head = " " * indent + f"{scalar(key)}:"
    if isinstance(value, dict) and value:
        return [head, *(line for name, item in value.items() for line in block(name, item, indent + 2))]
    if isinstance(value, list) and value and all(isinstance(item, dict) and item for item in value):
        lines = [head]
        for item in value:
            inner = [line for name, part in item.items() for line in block(name, part, indent + 4)]
            lines += [" " * (indent + 2) + "- " + inner[0].lstrip(), *inner[1:]]
        return lines
    return [f"{head} {flow(value)}"]


def written(path: DataPath, value: Any, indent: int, width: int) -> list[str]:
    """Return a field as lines of YAML, with texts that are prose, or have several lines, as blocks.

    Prose is broken at the width.
    """
    key = str(path[-1])
    if isinstance(value, str) and (path in PATHS or "\n" in value):
        lines = [line.strip(" \t") for line in value.replace("\r\n", "\n").strip("\n").split("\n")]
        if path in PATHS:
            lines = lines_of(value, width - indent - 2)
        return [f"{' ' * indent}{key}: |", *(" " * (indent + 2) + line if line else "" for line in lines)]
    return block(key, value, indent)
