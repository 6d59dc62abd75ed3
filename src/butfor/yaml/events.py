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

_SECOND_OPINION = 64 * 1024  # bytes; ruamel's parser takes seconds for hostile text of the full size


def parsers(data: bytes) -> Iterator[NextEvent]:
    """Yield the parsers to try in turn, each ready to read the text from its beginning.

    libyaml follows YAML 1.1 and refuses some good YAML 1.2 (a tab behind a value). Because the same
    parser words every refusal, and alone decides what the two dispute, an installation without the C extension gives
    the same answers.
    """
    if CParser is not None and not _disputed(data):
        yield CParser(data).get_event
        if len(data) > _SECOND_OPINION:
            return
    yield partial(next, _second_opinion(data), None)


def _second_opinion(data: bytes) -> Iterator[Any]:
    """Yield the events of ruamel's own parser.

    Raises:
        MarkedYAMLError: it refuses the text.
    """
    from ruamel.yaml import YAML  # it takes time to load, and most runs don't need it
    from ruamel.yaml.error import YAMLError

    try:
        for event in YAML(typ="safe", pure=True).parse(data.decode("utf-8")):
            kind = getattr(events, type(event).__name__)
            same = kind.__new__(kind)
            for name in ("anchor", "tag", "value", "style", "version", "tags", "start_mark", "end_mark"):
                setattr(same, name, getattr(event, name, None))
            yield same
    except YAMLError as error:
        parts = (getattr(error, name, None) for name in ("context", "context_mark", "problem", "problem_mark"))
        raise MarkedYAMLError(*parts) from error


_ODD_BLOCK = rb"[-+0-9]*(?:#| *\r?\n(?: *\r?\n)*(?:[^ \r\n]|\Z))"
_ODD_LITERAL = re.compile(rb"\|" + _ODD_BLOCK)  # one pattern for both would be four times as slow: it has no first byte
_ODD_FOLDED = re.compile(rb">" + _ODD_BLOCK)


def _disputed(data: bytes) -> bool:
    """Return whether one parser may take a text that the other refuses.

    They differ on tabs, document ends, and comments or nothing behind `|` and `>`.
    """
    if len(data) > _SECOND_OPINION:
        return False
    odd = b"\t" in data or b"\n..." in data or _ODD_LITERAL.search(data) or _ODD_FOLDED.search(data)
    return bool(odd)
