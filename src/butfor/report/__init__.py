"""One module for each output format, all from the same findings. Text from wires is untrusted in all of them."""

from collections.abc import Callable, Iterator

from butfor.check import Report
from butfor.report import concise, github, json, text

Reporter = Callable[[Report, int, bool], Iterator[str]]

FORMATS: dict[str, Reporter] = {
    "text": text.render,
    "concise": concise.render,
    "json": json.render,
    "github": github.render,
}
"""Format name -> function of (report, width, colour) that yields the output's lines."""
