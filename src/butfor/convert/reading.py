"""Files of other archives, record by record: JSON, JSON Lines, CSV, YAML and front matter, within bounds."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from butfor.convert.record import ConvertError
from butfor.files.tree import NotRegularFileError, Source, irregular, read
from butfor.model.types import native
from butfor.text.display import visible
from butfor.yaml.parse import parse

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read whole."""
_MOST_OF_A_RECORD = 1024 * 1024
_MOST_FILES = 100_000
Row = tuple[str, dict[str, Any] | None]
"""Where a record stands, and its fields; None where there is no record."""


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
        raise ConvertError(f"{path}: it is larger than {limit // 1024 // 1024 or 1} MiB")
    return source.data


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
        return json.loads(text_of(data, name))
    except (ValueError, RecursionError) as error:
        raise ConvertError(f"{name}: it is no JSON: {visible(str(error))[:200]}") from error


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
        yield name, value
        return
    if not isinstance(value, list):
        raise ConvertError(f"{name}: there is no list of records" + (f" at `{inside}`" if inside else ""))
    for number, item in enumerate(value, 1):
        yield f"{name}, record {number}", item if isinstance(item, dict) else None


def _json(path: Path, inside: str | None) -> Iterator[Row]:
    yield from _listed(json_of(whole(path), path.name), inside, path.name)


def _yaml(path: Path, inside: str | None) -> Iterator[Row]:
    yield from _listed(yaml_of(whole(path, _MOST_OF_A_RECORD), path.name), inside, path.name)


def _front_matter(path: Path, inside: str | None) -> Iterator[Row]:
    text = text_of(whole(path, _MOST_OF_A_RECORD), path.name).replace("\r\n", "\n")
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    fields = at(yaml_of(head.encode(), path.name), inside or "") if text.startswith("---\n") and mark else None
    yield path.name, {**fields, "body": body} if isinstance(fields, dict) else None


def _json_lines(path: Path, _: str | None) -> Iterator[Row]:
    with _open(path) as file:
        number = 0
        while data := file.readline(_MOST_OF_A_RECORD):
            number += 1
            place = f"{path.name}, line {number}"
            rest = data
            while not rest.endswith(b"\n") and (rest := file.readline(_MOST_OF_A_RECORD)):
                data = b"too long"
            if data.strip():
                yield place, _record_of(data, place)


def _record_of(data: bytes, place: str) -> dict[str, Any] | None:
    try:
        value = json_of(data, place)
    except ConvertError:  # one line that is none; the others may be read
        return None
    return value if isinstance(value, dict) else None


def _csv(path: Path, _: str | None) -> Iterator[Row]:
    with _open(path) as file:
        yield from csv_rows(file, path.name)


def csv_rows(file: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a CSV file by the names in its first row.

    Raises:
        ConvertError: it is none.
    """
    csv.field_size_limit(_MOST_OF_A_RECORD)
    reader = csv.DictReader(_lines(file, name), strict=True)
    try:
        for number, row in enumerate(reader, 1):
            yield f"{name}, row {number}", {key: value for key, value in row.items() if isinstance(key, str)}
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConvertError(f"{name}: line {reader.line_num + 1}: {visible(str(error))[:200]}") from error


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
