"""The legacy entries that butfor.toml names: their list grows by those that are imported."""

import re
import tomllib
from collections.abc import Iterable

from butfor.convert.record import ConvertError

_TABLE = re.compile(r"^\[rationale\][ \t]*(?:#[^\n]*)?$", re.MULTILINE)
_LIST = re.compile(r"^bulk-wires[ \t]*=[ \t]*\[[^\[\]]*\]", re.MULTILINE)


def with_bulk_wires(toml: str, ids: Iterable[str], day: str) -> str:
    """Return the text of a butfor.toml that bears these legacy entries, too; everything else stays as it is.

    ``day``: the last on which one of them was published; it becomes `bulk-until` where there is none.

    Raises:
        ConvertError: it can't be rewritten for certain; says what to write.
    """
    before = tomllib.loads(toml)
    rationale = dict(before.get("rationale", {}))
    listed = [*dict.fromkeys([*rationale.get("bulk-wires", []), *ids])]
    wanted = {**rationale, "bulk-wires": listed}
    lines = "bulk-wires = [\n" + "".join(f'  "{wire}",\n' for wire in listed) + "]"
    head = ""
    if "bulk-until" not in rationale:
        wanted["bulk-until"] = tomllib.loads(f"day = {day}")["day"]
        head = f"bulk-until = {day}\n"
    text = _LIST.sub(lines, toml, count=1) if "bulk-wires" in rationale else toml
    added = head + ("" if "bulk-wires" in rationale else f"{lines}\n")
    if added:
        table = _TABLE.search(text)
        text = (
            f"{text[: table.end()]}\n{added.rstrip()}{text[table.end() :]}"
            if table
            else f"{text.rstrip()}\n\n[rationale]\n{added}"
        )
    try:
        is_so = tomllib.loads(text) == {**before, "rationale": wanted}
    except tomllib.TOMLDecodeError:
        is_so = False
    if not is_so:
        raise ConvertError(
            "butfor.toml is written so that a program can't add to it for certain; write under [rationale]:",
            added or lines,
        )
    return text
