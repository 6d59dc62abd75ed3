"""One module for each output format, all from the same findings. Text from wires is untrusted in all of them."""

import importlib
from collections.abc import Iterator

from butfor.check import Report

FORMATS = ("text", "concise", "json", "github")


def render(format_: str, report: Report, width: int = 80, colour: bool = False) -> Iterator[str]:
    """The lines of a report in one of `FORMATS`; ``width`` in columns, ``colour`` for terminals."""
    lines: Iterator[str] = importlib.import_module(f"butfor.report.{format_}").render(report, width, colour)
    return lines
