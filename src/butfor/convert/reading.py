"""Files of other archives, record by record: JSON, JSON Lines, CSV, YAML and front matter, within bounds."""

import csv
import json
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from butfor.convert.record import ConvertError, Lost
from butfor.files.tree import NotRegularFileError, Source, irregular, read
from butfor.model.types import native
from butfor.text.display import visible
from butfor.yaml.parse import parse
from butfor.yaml.spans import MAX_DEPTH

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read whole."""
_MOST_OF_A_RECORD = 1024 * 1024
_MOST_FILES = 100_000
NO_RECORD = "it is no record that can be read"


class Row(NamedTuple):
    """A record as a file holds it."""

    place: str
    fields: dict[str, Any] | None
    """None where there is no record."""
    fault: str = ""
    """Why there is none."""
    lost: Lost = {}  # noqa: RUF012 - nobody writes into it
    """What the reading of the file left out."""


def files_of(source: Path, endings: tuple[str, ...]) -> list[Path]:
    """Return the file that is named, or the files with these endings directly in the folder that is.

    Raises:
        ConvertError: there is none, or nothing that may be read.
        OSError: it can't be listed.
    """
    if source.is_dir():
        found = sorted(path for path in source.iterdir() if path.suffix.lower() in endings and irregular(path) is None)
        if not found:
            raise ConvertError(f"{source}: no file in it ends in {', '.join(endings)}")
        if len(found) > _MOST_FILES:
            raise ConvertError(f"{source}: more than {_MOST_FILES} files")
        return found
    return [source]


def whole(path: Path, limit: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file.

    Raises:
        ConvertError: it is none, or larger than the limit.
        OSError: it can't be read.
    """
    try:
        source = read(path, path.name, limit)
    except NotRegularFileError as error:
        raise ConvertError(f"{path}: it is {error}") from error
    if source.truncated:
        raise ConvertError(f"{path}: it is larger than {size(limit)}")
    return source.data


def unread_in(source: Path, endings: tuple[str, ...]) -> list[str]:
    """Return the names in a folder that `files_of` passes over, though records may be there: folders, links, devices.

    Raises:
        OSError: it can't be listed.
    """
    if not source.is_dir():
        return []
    found = (path for path in source.iterdir() if not path.name.startswith("."))
    return sorted(
        path.name for path in found if path.is_dir() or (path.suffix.lower() in endings and irregular(path) is not None)
    )


def size(limit: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{limit // 1024 // 1024} MiB" if limit >= 1024 * 1024 else f"{limit // 1024} KiB"


def text_of(data: bytes, name: str) -> str:
    """Return bytes as text.

    Raises:
        ConvertError: they are no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConvertError(f"{name}: it is not UTF-8 (byte {error.start})") from error


def json_of(data: bytes, name: str) -> Any:
    """Return what a JSON text says.

    Raises:
        ConvertError: it is none.
    """
    try:
        value = json.loads(text_of(data, name), object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise ConvertError(f"{name}: it is no JSON: {visible(str(error))[:200]}") from error
    if _is_too_deep(value):
        raise ConvertError(f"{name}: it is nested more than {MAX_DEPTH} levels deep")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{twice[:80]}` stands twice in one object")
    return found


def _is_too_deep(value: Any) -> bool:
    level: list[Any] = [[value]]
    for _ in range(MAX_DEPTH + 1):
        items = (item for holder in level for item in (holder.values() if isinstance(holder, dict) else holder))
        level = [item for item in items if isinstance(item, dict | list)]
        if not level:
            return False
    return True


def yaml_of(data: bytes, name: str) -> Any:
    """Return what a YAML text says, read as wires are: no tags, no aliases, dates stay text.

    Raises:
        ConvertError: it can't be read.
    """
    document = parse(Source(name, data))
    if document.parse_errors:
        error = document.parse_errors[0]
        raise ConvertError(f"{name}: {error.rule} on line {error.span.line}")
    return native(document.data)


def rows(source: Path, inside: str | None = None) -> Iterator[Row]:
    """Yield the records of a file, or of all files of a folder; ``inside``: the path to their list in JSON or YAML.

    Raises:
        ConvertError: what is there is not what its ending says.
        OSError: it can't be read.
    """
    for path in files_of(source, tuple(_READERS)):
        reader = _READERS.get(path.suffix.lower())
        if reader is None:
            raise ConvertError(f"{path}: what it is can't be told; its name ends in {', '.join(_READERS)}")
        yield from reader(path, inside)


def at(value: Any, path: str) -> Any:
    """Return what stands at a path such as `a.b` or `list[].url` in a record; None where nothing does."""
    if not path:
        return value
    step, _, rest = path.partition(".")
    if step.endswith("[]"):
        items = at(value, step[:-2])
        items = items if isinstance(items, list) else []
        return [at(item, rest) for item in items]
    return at(value[step], rest) if isinstance(value, dict) and step in value else None


def _listed(value: Any, inside: str | None, name: str) -> Iterator[Row]:
    value = at(value, inside or "")
    if isinstance(value, dict):
        yield Row(name, value)
        return
    if not isinstance(value, list):
        raise ConvertError(f"{name}: there is no list of records" + (f" at `{inside}`" if inside else ""))
    for number, item in enumerate(value, 1):
        yield Row(f"{name}, record {number}", item if isinstance(item, dict) else None, NO_RECORD)


def _json(path: Path, inside: str | None) -> Iterator[Row]:
    yield from _listed(json_of(whole(path), path.name), inside, path.name)


def _yaml(path: Path, inside: str | None) -> Iterator[Row]:
    yield from _listed(yaml_of(whole(path, _MOST_OF_A_RECORD), path.name), inside, path.name)


def _front_matter(path: Path, inside: str | None) -> Iterator[Row]:
    text = text_of(whole(path, _MOST_OF_A_RECORD), path.name).replace("\r\n", "\n")
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not mark and head.endswith("\n---"):  # and no text below it
        head, mark = head.removesuffix("\n---"), "---"
        body = ""
    fields = at(yaml_of(head.encode(), path.name), inside or "") if text.startswith("---\n") and mark else None
    if not isinstance(fields, dict):
        yield Row(path.name, None, "it has no front matter between two lines `---`")
        return
    own = fields.get("body")
    lost = {"`body` of its front matter: the text below it is `body`": str(own)} if own not in (None, "") else {}
    yield Row(path.name, {**fields, "body": body}, lost=lost)


def _json_lines(path: Path, _: str | None) -> Iterator[Row]:
    with _open(path) as file:
        number = 0
        while data := file.readline(_MOST_OF_A_RECORD):
            number += 1
            place = f"{path.name}, line {number}"
            rest = data
            while not rest.endswith(b"\n") and (rest := file.readline(_MOST_OF_A_RECORD)):
                data = b""
            if data.strip():
                yield _record_of(data, place)
            elif not data:
                yield Row(place, None, f"it is no record: its line is longer than {size(_MOST_OF_A_RECORD)}")


def _record_of(data: bytes, place: str) -> Row:
    try:
        value = json_of(data, place)
    except ConvertError as error:  # one line that is none; the others may be read
        why = error.__cause__
        said = why.msg if isinstance(why, json.JSONDecodeError) else str(error).removeprefix(f"{place}: ")
        return Row(place, None, f"it is no record: {said}")
    return Row(place, value if isinstance(value, dict) else None, NO_RECORD)


def _csv(path: Path, _: str | None) -> Iterator[Row]:
    with _open(path) as file:
        yield from csv_rows(file, path.name)


def csv_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a CSV file by the names in its first row; semicolons or tabs part them where no comma does.

    Raises:
        ConvertError: it is none.
    """
    csv.field_size_limit(_MOST_OF_A_RECORD)
    number = 0
    try:
        lines = _lines(file, name)
        first = next(lines, "")
        delimiter = next((mark for mark in ",;\t" if mark in first), ",")
        reader = csv.DictReader(chain([first], lines), strict=True, delimiter=delimiter)
        columns = [column for column in reader.fieldnames or () if column]
        if twice := next((column for column in columns if columns.count(column) > 1), None):
            raise ConvertError(f"{name}: two columns have the name `{visible(twice)[:80]}`")
        for number, row in enumerate(reader, 1):
            surplus = [cell for cell in row.pop(None, None) or () if cell]
            lost = {"cells of its row behind the last column": surplus[0]} if surplus else {}
            yield Row(f"{name}, row {number}", row, lost=lost)
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConvertError(f"{name}: behind row {number}: {visible(str(error))[:200]}") from error


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    encoding = "utf-8-sig"  # of the first
    while data := file.readline(_MOST_OF_A_RECORD + 1):
        if len(data) > _MOST_OF_A_RECORD:
            raise ConvertError(f"{name}: a line is longer than a record may be")
        yield data.decode(encoding)
        encoding = "utf-8"


def _open(path: Path) -> BinaryIO:
    if kind := irregular(path):
        raise ConvertError(f"{path}: it is {kind}")
    return path.open("rb")


_READERS: dict[str, Callable[[Path, str | None], Iterator[Row]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".md": _front_matter,
    ".markdown": _front_matter,
}
ENDINGS = tuple(_READERS)
"""Of files that hold records."""
