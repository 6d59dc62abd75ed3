"""The text is not valid YAML."""

import re
from collections.abc import Iterator

from butfor.archive import Entry
from butfor.finding import Hit, Spot
from butfor.parse import lines_of
from butfor.rules.base import Rule
from butfor.rules.yaml import problems
from butfor.text import clip, quoted, visible

_KEY = re.compile(r"^(\s*(?:- )?[A-Za-z_][\w-]*):\s+(.*)$")


def check(entry: Entry) -> Iterator[Hit]:
    for problem in problems(entry, "syntax-error"):
        assert entry.document is not None
        lines = lines_of(entry.document.source.data.decode("utf-8"))
        number = min(problem.span.line, len(lines))
        message, help_ = _words(problem.about, lines[number - 1], lines[number - 2] if number > 1 else "")
        yield Hit(Spot(span=problem.span), message, help_)


def _words(about: str, line: str, before: str) -> tuple[str, str]:
    """Our words for the parser's complaint, judged by the line that it stopped at."""
    key = _KEY.match(line)
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "the line is indented with a tab", "indent with blanks; YAML does not allow tabs there"
    if "escape" in about:
        return (
            "a backslash in double quotes starts an unknown escape",
            "write `\\\\` for a backslash, or put the text in single quotes",
        )
    if "quoted scalar" in about:
        if "end of" in about:
            return "a quote is opened here and never closed", "close it, or double a quote inside the text"
        return (
            "the text after a closing quote does not belong to it",
            "put the whole text inside one pair of quotes",
        )
    if "mapping values" in about and key and (": " in key[2] or key[2].endswith(":")):
        return (
            "an unquoted text holds a colon and a blank",
            f"put the text in quotes:\n    {clip(visible(key[1].strip()), 40)}: {quoted(clip(key[2], 200))}",
        )
    if "mapping values" in about:
        return (
            "the line is indented differently from the lines it belongs to",
            "line the key up with the other keys, or put the text above it in quotes",
        )
    if "cannot start any token" in about and key:
        return (
            f"an unquoted text can't start with `{visible(key[2][:1])}`",
            f"put the text in quotes:\n    {clip(visible(key[1].strip()), 40)}: {quoted(clip(key[2], 200))}",
        )
    if "simple key" in about or "expected ':'" in about:
        missing = line if ":" not in line else before
        return (
            "a key without a colon",
            f"write the key, a colon and a blank before its value: `{clip(visible(missing.strip()), 30)}: ...`",
        )
    if "flow" in about:
        return (
            "a list or mapping in brackets is not closed, or a comma is missing in it",
            "check the brackets and commas on this line and above it",
        )
    if "block" in about:
        return (
            "the line does not line up with the lines above it",
            "give all keys of one level the same number of blanks before them, and each list item a `- `",
        )
    return "this is not valid YAML", "compare the line and the one above it with docs/wire-format.md"


RULE = Rule(
    id="syntax-error",
    family="yaml",
    what="The text is not valid YAML.",
    why="Nothing of the wire can be read, so nothing else can be checked.",
    basis="[YAML 1.2.2](https://yaml.org/spec/1.2.2/), the language in which wires are written.",
    bad="title: ChatGPT in court: invented case law\n",
    good='title: "ChatGPT in court: invented case law"\n',
    fix="Most often a text with `: ` in it needs quotes, or a line has lost its indentation.",
    locked=True,
    entry=check,
)
