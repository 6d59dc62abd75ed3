"""Scalars are text: what an unquoted one may mean to some YAML reader is kept beside its text, not instead of it.

YAML 1.2 core null becomes None; a plain scalar that some YAML reader takes for something other than text becomes
`Plain`, which is text too and knows its YAML 1.2 core `value`. So a field that the format calls text keeps its source
text, and a field that is a number still gets one.
"""

import re
from collections.abc import Iterator
from typing import Any

from butfor.findings import DataPath

_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_MAYBE_SPECIAL = frozenset("-+.0123456789~nNtTfFyYoO=<")
_NOT_ONLY_TEXT = re.compile(
    r"""(?x) [+-]? (?: [0-9][0-9_]* (?: \.[0-9_]* )? | \.[0-9_]+ ) (?: [eE][+-]?[0-9]+ )?   # decimal
      | [+-]? 0[xob][0-9a-fA-F_]+                                                        # hex, octal, binary
      | [+-]? [0-9][0-9_]* (?: :[0-5]?[0-9] )+ (?: \.[0-9_]* )?                          # 1.1: base sixty
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: (?: [Tt] | [\ \t]+ ) [0-9] .* )?               # 1.1: timestamp
      | [+-]? \.(?: inf | Inf | INF ) | \.(?: nan | NaN | NAN )
      | [yYnN] | yes | Yes | YES | no | No | NO | on | On | ON | off | Off | OFF         # 1.1: boolean
      | true | True | TRUE | false | False | FALSE
      | = | <<"""
)
_INT = re.compile(r"[-+]?[0-9]+")
_OCT = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MAX_DIGITS = 400  # beyond any double's range; keeps int() far from its own limit


class Plain(str):
    """An unquoted scalar that YAML 1.1 or 1.2 may read as something other than text; still text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Plain({super().__repr__()})"  # another than that of the text in quotes

    @property
    def value(self) -> str | int | float | bool:
        """What the YAML 1.2 core schema reads: ``no``, ``1_000``, ``1:30`` are text, ``012`` is 12."""
        text = str(self)
        if text in _BOOLS:
            return _BOOLS[text]
        if len(text) > _MAX_DIGITS or self.not_json:
            return text
        if _INT.fullmatch(text):
            return int(text)
        if _OCT.fullmatch(text):
            return int(text[2:], 8)
        if _HEX.fullmatch(text):
            return int(text[2:], 16)
        return float(text) if _FLOAT.fullmatch(text) else text

    @property
    def not_json(self) -> bool:
        """Whether it is a number that JSON has no words for: infinite, not a number, or more than a double holds."""
        text = str(self)
        if _NOT_FINITE.fullmatch(text):
            return True
        is_float = _FLOAT.fullmatch(text) is not None
        if not is_float and not _HEX.fullmatch(text) and not _OCT.fullmatch(text):
            return False
        return len(text) > _MAX_DIGITS or (is_float and abs(float(text)) == float("inf"))


def read_plain(text: str) -> str | None:
    """Return what an unquoted scalar says: None for null, `Plain` where it may be read as other than text."""
    if text in _NULLS:
        return None
    return Plain(text) if text[0] in _MAYBE_SPECIAL and _NOT_ONLY_TEXT.fullmatch(text) else text


def not_json(data: Any) -> Iterator[tuple[DataPath, Plain]]:
    """Yield numbers beyond JSON in plain data, with their paths."""
    todo: list[tuple[DataPath, Any]] = [((), data)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, Plain) and value.not_json:
            yield path, value
