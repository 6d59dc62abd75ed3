"""The legacy entries that butfor.toml names: their list grows by those that are imported."""

import re
import tomllib
from collections.abc import Iterable

from butfor.convert.record import ConvertError

_TABLE = re.compile(r"^\[rationale\][ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_ANY_TABLE = re.compile(r"^\[", re.MULTILINE)
_ITEM = r"\"[^\"\n]*\"|'[^'\n]*'"
_LIST = re.compile(rf"^bulk-wires[ \t]*=[ \t]*\[((?:[^\[\]#\"']|#[^\n]*|{_ITEM})*+)\]", re.MULTILINE)
_PIECE = re.compile(rf"#[^\n]*|({_ITEM})\s*(,)?")


def with_bulk_wires(toml: str, ids: Iterable[str], day: str) -> str:
    """Return the text of a butfor.toml that has these legacy entries, too; everything else stays as it is.

    ``day``: the last on which one of them was published; it becomes `bulk-until` where there is none.

    Raises:
        ConvertError: it can't be rewritten for certain; says what to write.
    """
    before = tomllib.loads(toml)
    rationale = dict(before.get("rationale", {}))
    there = rationale.get("bulk-wires", [])
    new = [wire for wire in dict.fromkeys(ids) if wire not in there]
    wanted = {**rationale, "bulk-wires": [*there, *new]}
    items = "".join(f'  "{wire}",\n' for wire in new)
    lines = f"bulk-wires = [\n{items}]"
    added = {} if "bulk-wires" in rationale else {"bulk-wires": lines}
    if "bulk-until" not in rationale:
        wanted["bulk-until"] = tomllib.loads(f"day = {day}")["day"]
        added["bulk-until"] = f"bulk-until = {day}"
    text = _LIST.sub(lambda match: _longer(match, items), toml, count=1) if new and "bulk-wires" in rationale else toml
    for key, line in added.items():
        text = _with(text, key, line)
    try:
        is_so = tomllib.loads(text) == {**before, "rationale": wanted}
    except tomllib.TOMLDecodeError:
        is_so = False
    if not is_so:
        raise ConvertError(
            "butfor can't add to butfor.toml safely; write under [rationale]:",
            "\n".join(added.values()) or lines,
        )
    return text


def _with(text: str, key: str, line: str) -> str:
    """Return the text with a key in its table: where it stands as a comment, else first."""
    if (table := _TABLE.search(text)) is None:
        return f"{text.rstrip()}\n\n[rationale]\n{line}\n"
    following = _ANY_TABLE.search(text, table.end())
    shown = re.compile(rf"^# *{key} *=[^\n]*$", re.MULTILINE).search(
        text, table.end(), following.start() if following else len(text)
    )
    if shown:
        return f"{text[: shown.start()]}{line}{text[shown.end() :]}"
    return f"{text[: table.end()]}\n{line}{text[table.end() :]}"


def _longer(match: re.Match[str], items: str) -> str:
    """Return a list with more items before its closing bracket, and every word and comment of it as it stands."""
    inner = match[1]
    if last := [piece for piece in _PIECE.finditer(inner) if piece[1]][-1:]:
        end = last[0].end(1)
        inner = inner[:end] + ("" if last[0][2] else ",") + inner[end:]
    return f"{match[0][: match.start(1) - match.start()]}{inner.rstrip()}\n{items}]"
