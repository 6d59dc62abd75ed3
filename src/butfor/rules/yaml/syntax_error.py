"""The text is not valid YAML."""

import re
from collections.abc import Iterator
from itertools import pairwise

from butfor.archive.wire_file import WireFile
from butfor.files.tree import CONFIG, Source
from butfor.findings import DataPath, Location, Span, Violation, dotted
from butfor.model.fields import keys_of, model_at
from butfor.model.wire import Wire
from butfor.rules._rule import Rule
from butfor.rules.yaml import ends_of_texts, indent_of, parse_errors
from butfor.text.display import clip, visible
from butfor.text.suggest import closest
from butfor.yaml.emit import quoted
from butfor.yaml.locate import Locator
from butfor.yaml.parse import Document, parse
from butfor.yaml.reading import ParseError
from butfor.yaml.spans import lines_of

_ITEM = re.compile(r"^(\s*(?:- )?[A-Za-z_][\w-]*:|\s*-)\s+(.*)$")  # a key or a dash, and its value
_COMMENT = re.compile(r"(?<!\s)\s+#")
_TOML = "compare the line and the one above it with butfor's docs/configuration.md"
_LINE = 2000  # characters of a line that are looked at
_HARD_SPACE = re.compile(r"\s*(?:- )?[A-Za-z_]\w*:\u00a0")
_TIGHT = re.compile(r"\s*((?:- )?[a-z_]+)(?::(?=[^\s/])| ?= ?)(\S.*)$")  # `key:value`, `key = value`, no address
_KEY = re.compile(r"\s*(?:- )?([A-Za-z_][\w-]*):(?:\s|$)")
_OPENS = re.compile(r"""(\s*(?:- )?[A-Za-z_][\w-]*:\s+)(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""")
_WORD = re.compile(r"\s*(\w+)")
_AFTER_QUOTE = re.compile(r""""[^"\\]*"\s*[^\s#,:\]}"]|'[^']*'\s*[^\s#,:\]}']""")


def check(file: WireFile) -> Iterator[Violation]:
    for error in parse_errors(file, "syntax-error"):
        if file.name == CONFIG:
            yield Violation(Location(span=error.span), f"this is not valid TOML: {error.about}", _TOML)
            continue
        if error.about == "long":
            help_ = "write spaces instead, or `\\t` between double quotes"
            yield Violation(Location(span=error.span), "there is a tab in a file of more than 64 KiB", help_)
            continue
        assert file.document is not None
        lines = lines_of(file.document.source.data.decode("utf-8"))
        number = min(error.span.line, len(lines))
        if (opened := _open_quote(lines[: number + 1])) is not None and "end of" not in error.about:
            yield Violation(
                Location(span=opened),
                "a quote is opened here but not closed on its line",
                "close it; a quote inside a text in double quotes is written `\\\"`, in single quotes `''`",
            )
            continue
        if file.is_wire and (lost := _lost_indent(file.document, error)):
            yield lost
            continue
        above = [line for line in lines[:number] if line.strip() and not line.lstrip().startswith("#")]
        line = lines[number - 1][:_LINE]
        message, help_ = (
            _line_mistake(line)
            or _parser_mistake(error.about)
            or _value_mistake(error.about, line)
            or _structure_mistake(error.about, line, above[-1][:_LINE] if above else "")
        )
        yield Violation(Location(span=error.span), message, help_)


def _line_mistake(line: str) -> tuple[str, str] | None:
    """Return message and help for a mistake that shows in the line alone."""
    if "\u00a0" in line[: len(line) - len(line.lstrip())] or _HARD_SPACE.match(line):
        return "a no-break space (U+00A0) is in the place of a space", "delete it, and press the space bar instead"
    if tight := _TIGHT.match(line):
        whole = f"{clip(visible(tight[1]), 60)}: {clip(visible(tight[2]), 120)}"
        return "a key and its value need a colon and a space between them", f"write:\n    {whole}"
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "the line is indented with a tab", "indent with spaces; YAML does not allow tabs there"
    return None


def _parser_mistake(about: str) -> tuple[str, str] | None:
    """Return message and help for a mistake that the parser names exactly."""
    if "'\\t'" in about or "\t" in about:
        return "there is a tab outside of a text", "write spaces instead; tabs are allowed only inside a text"
    if "escape" in about:
        return (
            "a backslash in double quotes starts an unknown escape",
            "write `\\\\` for a backslash, or put the text in single quotes",
        )
    if "document separator" in about:
        return "a line of `---` or `...` is inside a quoted text", "indent the line, or close the quote before it"
    if "quoted scalar" in about:
        return "a quote is opened here but never closed", "close it"
    return None


def _value_mistake(about: str, line: str) -> tuple[str, str] | None:
    """Return message and help for a value that has to stand in quotes, or on lines of its own."""
    item = _ITEM.match(line)
    head, value = (clip(visible(item[1].strip()), 40), _COMMENT.split(item[2])[0].rstrip()) if item else ("", "")
    in_quotes = f"put the text in quotes:\n    {head} {quoted(clip(value, 200))}"
    if _AFTER_QUOTE.match(value):
        inner = value[1:-1] if value.endswith(value[0]) else value
        whole = f"{head} {quoted(clip(inner, 200))}"
        return "there is text after a closing quote", f"escape the quotes inside the text:\n    {whole}"
    if value == "-" or value.startswith("- "):
        return "a text can't start with a dash and a space: that starts a list", in_quotes
    if value.startswith(("[", "{")) and value.rstrip()[-1:] not in "]}":
        return f"an unquoted text can't start with `{value[0]}`, which opens a list or mapping", in_quotes
    if "block scalar" in about:
        return "there is text on the line of `|` or `>`", "start the text on the next line, indented by two spaces"
    if "mapping values" in about and (": " in value or value.endswith(":")):
        return "an unquoted text contains a colon and a space", in_quotes if len(value) < 70 else (
            f"{in_quotes}\nif the text goes on in the next lines, write `{head} >-` and the text below, indented"
        )
    if "mapping values" in about:
        return (
            "the line is indented differently from the lines it belongs to",
            "align the key with the other keys, or put the text above it in quotes",
        )
    if value[:1] and value[0] in "@`%!&*|>":
        return f"an unquoted text can't start with {_character(value[0])}", in_quotes
    return None


def _structure_mistake(about: str, line: str, last: str) -> tuple[str, str]:
    """Return message and help for lines that do not fit together; ``last`` is the last line that says something."""
    if "simple key" in about or "expected ':'" in about:
        missing = last if ":" not in last else line
        return (
            "a key without a colon and a space after it",
            f"write the key, a colon and a space before its value: `{clip(visible(missing.strip()), 30)}: ...`",
        )
    if "flow" in about or line.lstrip()[:1] in ("]", "}"):
        return (
            "a list or mapping in brackets is not closed, or a comma is missing in it",
            "check the brackets and commas on this line and above it",
        )
    if "block" in about:
        return (
            "the line is not aligned with the lines above it",
            "give all keys of one level the same number of spaces before them, and each list item a `- `",
        )
    return "this is not valid YAML", "compare the line and the one above it with butfor's docs/wire-format.md"


def _open_quote(lines: list[str]) -> Span | None:
    """Return the first quote that is opened after a key, not closed on its line, and followed by a line with a key."""
    for number, (line, following) in enumerate(pairwise(lines), 1):
        match = _OPENS.match(line)
        if match and _KEY.match(following):
            return Span(number, match.end(1) + 1, number, match.end(1) + 2)
    return None


def _lost_indent(document: Document, error: ParseError) -> Violation | None:
    """Return the paragraph that a block text has lost: with more spaces before it, the file can be read further."""
    text = Locator(document)
    ends = ends_of_texts(text)
    number = max((number for number in ends if number <= error.span.line), default=0)
    if not number:
        return None
    path, indent = ends[number]
    fields = _fields_after(text, path, number)
    first, lines = text.line(number), list(text.lines)
    if _is_slip(first, fields) or _is_field(first, path, fields):
        return None
    for index in range(number - 1, len(lines)):
        if lines[index].strip() and indent_of(lines[index]) < indent:
            if _is_field(lines[index], path, fields):
                break
            lines[index] = " " * indent + lines[index].strip()
    errors = parse(Source(document.source.name, "\n".join(lines).encode())).parse_errors
    if any(left.rule == "syntax-error" and left.span.line <= error.span.line for left in errors):
        return None
    column = indent_of(first) + 1
    return Violation(
        Location(span=Span(number, column, number, column + 1)),
        f"the line is not indented like the text above it, so it does not belong to `{dotted(path)}`",
        f"write {indent} spaces before each line of this paragraph, as before the other lines of `{dotted(path)}`",
    )


def _fields_after(text: Locator, path: DataPath, number: int) -> set[str]:
    """Return the fields of the format that may follow a text in line ``number``: those that are not yet there."""
    holders = [path[:depth] for depth in range(len(path))]
    models = [model for holder in holders if (model := model_at(Wire, holder))]
    before = (place for place, node in text.spans.items() if place and node.value.line < number)
    there = {place[-1] for place in before if place[:-1] in holders}
    return {key for model in models for key in keys_of(model)} - there - set(path)


def _is_slip(line: str, fields: set[str]) -> bool:
    """Return whether a line begins with a field's name and lacks something else, or with a field that is misspelt."""
    word, key = _WORD.match(line), _KEY.match(line)
    return bool((word and (word[1] in fields or word[1].startswith("x_"))) or (key and closest(key[1], sorted(fields))))


def _is_field(line: str, path: DataPath, fields: set[str]) -> bool:
    """Return whether a line behind the text at ``path`` begins a field or an item, and no paragraph of that text."""
    if line.lstrip().startswith("- ") and any(isinstance(step, int) for step in path):
        return True
    key = _KEY.match(line)
    return key is not None and (not line[key.end() :].strip() or key[1] in fields or key[1].startswith("x_"))


def _character(letter: str) -> str:
    return "a backtick" if letter == "`" else f"`{letter}`"


RULE = Rule(
    id="syntax-error",
    family="yaml",
    scope="file",
    what="The text is not valid YAML.",
    why="Nothing of the file can be read, so nothing else can be checked.",
    basis="[YAML 1.2.2](https://yaml.org/spec/1.2.2/), the language in which wires are written.",
    bad="title: ChatGPT in court: invented case law\n",
    good='title: "ChatGPT in court: invented case law"\n',
    fix="Most often a text with `: ` in it needs quotes, or a line has lost its indentation.",
    mandatory=True,
    check=check,
)
