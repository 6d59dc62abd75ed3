"""Random edits of wires, and changes spoilt in one place."""

import random
from typing import Any

from pydantic import ValidationError

from butfor.archive.wire_file import read_wire
from butfor.files.tree import Source
from butfor.model.wire import Wire
from butfor.text.prose import canonical
from conftest import REPOSITORY

_WORDS = [
    "not", "never", "30", "$5", "€5", "16%", "-16", "—", "«", "“yes”", "被告", "日本語。", "(so)", "[S1]", "no,", "US.",
]  # fmt: skip
_SIGNS = "abc.,$\u20ac-%'\n \""
_BLOCKS = ["- a b\n- c d\n- e", "> he said\n>\n> that it", "A new one.[S1]"]


def shipped_wires() -> list[Wire]:
    """Every published wire of this archive."""
    files = (read_wire(Source("", path.read_bytes())) for path in sorted((REPOSITORY / "incidents").rglob("*.yaml")))
    return [file.wire for file in files if file.wire is not None]


def edited_wire(wire: Wire, chance: random.Random) -> Wire:
    """The wire with one to three of its fields changed; itself where the edit makes no sound wire."""
    data = wire.model_dump(by_alias=True, exclude_none=True, exclude={"corrections"})
    for _ in range(chance.choice([1, 1, 2, 3])):
        _edit(data, chance)
    try:
        return Wire.model_validate(data).model_copy(update={"corrections": wire.corrections})
    except ValidationError:
        return wire


def _edit(data: dict[str, Any], chance: random.Random) -> None:
    sources = data["sources"]
    match chance.randrange(12):
        case 0 | 1 | 2 | 3 | 4:
            data["body"] = _edited_text(canonical(data["body"]), chance)
        case 5:
            answer = chance.choice([name for name in ("tested_harm", "without", "text") if name in data["rationale"]])
            data["rationale"][answer] = _edited_text(canonical(data["rationale"][answer]), chance)[:2000]
        case 6:
            data["severity"] = chance.choice(["SEV-1", "SEV-2", "SEV-3"])
        case 7:
            data["codes"] = chance.sample(["a", "b", "mit:3.1", *data["codes"]], 2)
        case 8 if len(sources) > 1 and chance.random() < 0.5:
            sources.pop(chance.randrange(len(sources)))
        case 8:
            new = {"id": f"S{chance.randrange(50, 90)}", "url": "https://x.org", "publisher": "P", "kind": "news"}
            sources.append({**new, "title": "T"})
            chance.choice(sources)[chance.choice(["title", "publisher"])] = "Something else"
        case 9:
            point = {"point": chance.choice(["one", "two"]), "sources": ["S1", "S2"]}
            data["conflicts"] = [point] * chance.randrange(3)
        case 10:
            data["title"] = f"{data['title'][:150]}!"
        case _:
            data["x_note"] = chance.choice(["a", 5, {"a": [1, "b"]}])


def _edited_text(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        words, blocks = text.split(" "), text.split("\n\n")
        word, block, sign = (chance.randrange(len(part)) for part in (words, blocks, text))
        match chance.randrange(9):
            case 0:
                words[word] = chance.choice(_WORDS)
                text = " ".join(words)
            case 1:
                words.insert(word, chance.choice([*_WORDS, *words]))
                text = " ".join(words)
            case 2:
                del words[word]
                text = " ".join(words)
            case 3:
                del blocks[block]
                text = "\n\n".join(blocks)
            case 4:
                blocks.insert(block, chance.choice([*_BLOCKS, *blocks]))
                text = "\n\n".join(blocks)
            case 5:
                text = text[:sign] + chance.choice(_SIGNS) + text[sign:]
            case 6:
                text = text[:sign] + text[sign + 1 :]
            case 7:
                text = text.replace(*chance.choice([(" ", "\n\n"), ("\n\n", " ")]), 1)
            case _ if chance.random() < 0.2:
                text = "An entirely new text.[S1]\n\nWith two."
        text = text if canonical(text) else "x"
    return text


def spoilt(change: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
    """A change with one sign, or one item, changed; None where the sign is white space."""
    key = chance.choice([key for key in change if key not in ("field", "whole")])
    value = change[key]
    if value is True:
        return {**change, key: "yes"}
    if isinstance(value, list):
        return {**change, key: [*value, "zz"]}
    if isinstance(value, dict):
        return {**change, key: {**value, "zz": "q"}}
    if not isinstance(value, str):
        return {**change, key: value + 1}
    at = chance.randrange(len(value))
    if value[at].isspace():
        return None
    return {**change, key: value[:at] + ("R" if value[at] == "Q" else "Q") + value[at + 1 :]}
