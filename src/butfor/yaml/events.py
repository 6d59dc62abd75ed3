"""The events of a YAML parser: libyaml's for speed, and ruamel's own where libyaml must not have the last word.

libyaml's event API neither recurses nor expands aliases, so no input can exhaust the stack or the memory. PyYAML brings
it for most systems; where it does not, ruamel's own parser gives the same events, slower. Both give events, and errors,
as PyYAML has them.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from yaml import events
from yaml.error import MarkedYAMLError

try:
    from yaml.cyaml import CParser
except ImportError:  # no C extension for this interpreter
    CParser = None

NextEvent = Callable[[], Any]
"""Gives the next event of a parser, None after the last."""

SECOND_OPINION = 64 * 1024
"""Bytes up to which a text is read twice; ruamel's parser takes seconds for hostile text of the full size."""


def parsers(data: bytes) -> Iterator[NextEvent]:
    """Yield the parsers to try in turn, each ready to read the text from its beginning.

    libyaml refuses some text that ruamel's parser takes, and takes some that ruamel's refuses (a tab behind a value).
    ruamel's words every refusal, and alone decides what the two dispute, so an installation without the C extension
    gives the same result; its rule may differ where an alias or a tag goes before the slip. Of larger texts libyaml's
    result stands; there `butfor.yaml.parse` refuses tabs, so that only rarer disputes depend on the extension.
    """
    if CParser is not None and not _disputed(data):
        yield CParser(data).get_event
        if len(data) > SECOND_OPINION:
            return
    yield partial(next, _second_opinion(data), None)


def _second_opinion(data: bytes) -> Iterator[Any]:
    """Yield the events of ruamel's own parser.

    Raises:
        MarkedYAMLError: it refuses the text.
    """
    from ruamel.yaml import YAML  # it takes time to load, and most runs don't need it
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.scanner import Scanner

    class LenientScanner(Scanner):
        def scan_block_scalar_indentation(self) -> Any:
            """Return line breaks, indentation and place; ruamel's own refuses an empty line with fewer spaces."""
            reader, breaks, most = self.reader, [], 0
            end = reader.get_mark()
            while reader.peek() in " \r\n":
                if reader.peek() == " ":
                    reader.forward()
                    most = max(most, reader.column)
                else:
                    breaks.append(self.scan_line_break())
                    end = reader.get_mark()
            return breaks, most, end

    parser = YAML(typ="safe", pure=True)
    parser.Scanner = LenientScanner
    try:
        for event in parser.parse(data.decode("utf-8")):
            kind = getattr(events, type(event).__name__)
            same = kind.__new__(kind)
            for name in ("anchor", "tag", "value", "style", "version", "tags", "start_mark", "end_mark"):
                setattr(same, name, getattr(event, name, None))
            yield same
    except YAMLError as error:
        parts = (getattr(error, name, None) for name in ("context", "context_mark", "problem", "problem_mark"))
        raise MarkedYAMLError(*parts) from error


_ODD_BLOCK = rb"[-+0-9]*(?:#| *(?:#[^\n]*)?\r?\n(?: *\r?\n)*(?:[^ \r\n]|\Z))"
_ODD = [
    re.compile(rb"\|" + _ODD_BLOCK),  # one pattern for all would be four times as slow: it has no first byte
    re.compile(rb">" + _ODD_BLOCK),
    re.compile(rb":(?<=[\"'\]}]:)[^ \r\n]"),
    re.compile(rb"\?\s*:"),
]


def _disputed(data: bytes) -> bool:
    """Return whether one parser may take a text that the other refuses, or read it otherwise.

    They differ on tabs, document ends, comments or nothing behind `|` and `>`, and in brackets on `"a":b` and `?`.
    """
    if len(data) > SECOND_OPINION:
        return False
    return b"\t" in data or b"\n..." in data or any(odd.search(data) for odd in _ODD)
