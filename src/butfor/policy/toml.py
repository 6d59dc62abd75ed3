"""TOML as a `Document`: what it says, its parse errors, and where its keys and values stand."""

import re
import tomllib
from collections.abc import Iterator

from butfor.files.tree import Source
from butfor.findings import DataPath, Span
from butfor.yaml.parse import Document
from butfor.yaml.reading import ParseError, find_conflicts, find_unreadable
from butfor.yaml.spans import NodeSpan, line_starts, span_at

_PLACE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # texts of several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|\n|[\[\]{}=,.]|[^\s\[\]{}=,.#"\']+',
    re.DOTALL,
)


def parse_toml(source: Source) -> Document:
    """Read a file; never raises for anything in its bytes. `tomllib` refuses control characters, but not as escapes."""
    errors = [error for error in find_unreadable(source) if error.rule != "control-character"]
    document = Document(source, parse_errors=errors or list(find_conflicts(source)), find_spans=lambda _: {})
    if not document.parse_errors:
        try:
            document.data = tomllib.loads(source.data.decode("utf-8"))
            document.find_spans = _spans
        except (ValueError, RecursionError) as error:
            document.parse_errors.append(_parse_error(error, source))
    document.unparsable = bool(document.parse_errors)
    return document


def _parse_error(error: Exception, source: Source) -> ParseError:
    """Return what the parser says and where, as far as it says that."""
    words, line, column = str(error), 1, 1
    if place := _PLACE.fullmatch(words):
        words, line, column = place[1], int(place[2]), int(place[3])
    elif isinstance(error, tomllib.TOMLDecodeError):  # it ends too early
        text = source.data.decode("utf-8").rstrip()
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    else:
        words = "a number has too many digits" if isinstance(error, ValueError) else "lists are nested too deeply"
    return ParseError("syntax-error", Span(line, column, line, column), words)


def _spans(source: Source) -> dict[DataPath, NodeSpan]:
    """Return where the tables and keys of valid TOML stand; what lies inside a value is found with its key."""
    text = source.data.decode("utf-8")
    starts, spans = line_starts(text), dict[DataPath, NodeSpan]()
    table: DataPath = ()
    for tokens in _statements(text):
        is_table = tokens[0][0] == "["
        length = len(tokens) if is_table else next(index for index, token in enumerate(tokens) if token[0] == "=")
        names = tuple(_name(token[0]) for token in tokens[:length] if token[0] not in ("[", ".", "]"))
        path = names if is_table else (*table, *names)
        table = path if is_table else table
        start, end = (tokens if is_table else tokens[length + 1 :])[0].start(), tokens[-1].end()
        key = span_at(starts, tokens[0].start(), tokens[length - 1].end())
        spans.setdefault(path, NodeSpan(span_at(starts, start, end), key, start, end, is_table))
    return spans


def _statements(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the tokens of each table's name, and of each key with its value."""
    tokens: list[re.Match[str]] = []
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in ("[", "{")) - (token[0] in ("]", "}"))
        if token[0] == "\n" and not depth and tokens:
            yield tokens
            tokens = []
        elif token[0] != "\n" and token[0][0] != "#":
            tokens.append(token)
    if tokens:
        yield tokens


def _name(token: str) -> str:
    """Return a part of a key, which may stand in quotes."""
    return str(tomllib.loads(f"name = {token}")["name"]) if token[0] in "\"'" else token
