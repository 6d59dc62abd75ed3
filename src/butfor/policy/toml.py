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
    """Return what the parser says and where; where it does not say that, the statement that it refuses."""
    words, text = str(error), source.data.decode("utf-8")
    if place := _PLACE.fullmatch(words):
        words, line, column = place[1], int(place[2]), int(place[3])
    elif isinstance(error, tomllib.TOMLDecodeError):  # it ends too early
        text = text.rstrip()
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    else:
        words = "a number has too many digits" if isinstance(error, ValueError) else "lists are nested too deeply"
        ends = ((tokens[0].start(), tokens[-1].end()) for tokens in _statements(text))
        start = next((start for start, end in ends if _is_refused(text[start:end])), 0)
        span = span_at(line_starts(text), start, start)
        line, column = span.line, span.column
    return ParseError("syntax-error", Span(line, column, line, column), words)


def _is_refused(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except (ValueError, RecursionError):
        return True
    return False


def _spans(source: Source) -> dict[DataPath, NodeSpan]:
    """Return where the tables, keys and values of valid TOML stand; of a table its name where that comes first."""
    text = source.data.decode("utf-8")
    places = _Places(line_starts(text))
    table: DataPath = ()
    for tokens in _statements(text):
        if tokens[0][0] == "[":
            table = places.take_name(tokens[::-1], ())
        else:
            places.take_pair(tokens[::-1], table)
    return places.spans


class _Places:
    """Where things stand; each method takes what it reads from the end of tokens in reverse order."""

    def __init__(self, starts: list[int]) -> None:
        self.starts, self.spans = starts, dict[DataPath, NodeSpan]()

    def take_name(self, tokens: list[re.Match[str]], path: DataPath) -> DataPath:
        """Take the name of a table or key below ``path``, part by part; return the whole path."""
        while (token := tokens.pop())[0] not in ("=", "]"):
            if token[0] not in ("[", "."):
                path = (*path, _name(token[0]))
                span = span_at(self.starts, *token.span())
                self.spans.setdefault(path, NodeSpan(span, span, *token.span(), block=True))
        return path

    def take_pair(self, tokens: list[re.Match[str]], holder: DataPath) -> None:
        """Take a key and its value."""
        path = self.take_name(tokens, holder)
        self.take_value(tokens, path, self.spans[path].key)

    def take_value(self, tokens: list[re.Match[str]], path: DataPath, key: Span | None) -> None:
        """Take a value, and all that is in it."""
        first = last = tokens.pop()
        if is_block := first[0] in ("[", "{"):
            items = 0
            while (last := tokens[-1])[0] not in ("]", "}"):
                if last[0] == ",":
                    tokens.pop()
                elif first[0] == "{":
                    self.take_pair(tokens, path)
                else:
                    self.take_value(tokens, (*path, items), None)
                    items += 1
            tokens.pop()
        while not is_block and tokens and tokens[-1][0] not in (",", "]", "}"):
            last = tokens.pop()  # a number with a point, a date with a time
        span = span_at(self.starts, first.start(), last.end())
        self.spans[path] = NodeSpan(span, key, first.start(), last.end(), is_block)


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
