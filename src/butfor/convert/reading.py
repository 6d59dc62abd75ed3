"""Files of other archives, record by record: JSON, JSON Lines, CSV, YAML and front matter, within bounds."""

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from butfor.convert.columns import csv_rows
from butfor.convert.record import MOST_OF_A_RECORD, NO_UTF8, ConvertError, Row
from butfor.files.tree import NotRegularFileError, Source, irregular, read
from butfor.text.display import visible
from butfor.yaml.parse import parse
from butfor.yaml.scalars import Plain
from butfor.yaml.spans import MAX_DEPTH

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read whole."""
_MOST_FILES = 100_000
NO_RECORD = "it is not a readable record"


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
        raise ConvertError(f"{name}: {NO_UTF8}; byte {error.start} is wrong") from error


def json_of(data: bytes, name: str) -> Any:
    """Return what a JSON text says.

    Raises:
        ConvertError: it is none.
    """
    try:
        value = json.loads(
            text_of(data, name), object_pairs_hook=_object, parse_float=str, parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError) as error:
        raise ConvertError(f"{name}: it is not JSON: {visible(str(error))[:200]}") from error
    if _is_too_deep(value):
        raise ConvertError(f"{name}: it is nested more than {MAX_DEPTH} levels deep")
    return value


def _refuse_constant(word: str) -> None:
    raise ValueError(f"`{word}` is not a JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"`{twice[:80]}` is twice in one object")
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
    """Return what a YAML text says, read as wires are: no tags, no aliases; each scalar is its own text.

    Raises:
        ConvertError: it can't be read.
    """
    document = parse(Source(name, data))
    if document.parse_errors:
        error = document.parse_errors[0]
        raise ConvertError(f"{name}: {error.rule} on line {error.span.line}")
    return _texts(document.data)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return str(value) if isinstance(value, Plain) else value


def rows(source: Path, inside: str | None = None, wanted: Collection[str] = ()) -> Iterator[Row]:
    """Yield the records of a file, or of all files of a folder.

    ``inside``: the path to their list in JSON or YAML. ``wanted``: the names of columns that are looked for in CSV.

    Raises:
        ConvertError: what is there is not what its ending says.
        OSError: it can't be read.
    """
    for path in files_of(source, ENDINGS):
        ending = path.suffix.lower()
        if ending not in ENDINGS:
            raise ConvertError(f"{path}: its format is not known; its name must end in {', '.join(ENDINGS)}")
        reader = _READERS.get(ending)
        yield from _csv(path, wanted) if reader is None else reader(path, inside)


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
    yield from _listed(yaml_of(whole(path, MOST_OF_A_RECORD), path.name), inside, path.name)


def _front_matter(path: Path, inside: str | None) -> Iterator[Row]:
    text = text_of(whole(path, MOST_OF_A_RECORD), path.name).replace("\r\n", "\n")
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
        while data := file.readline(MOST_OF_A_RECORD):
            number += 1
            place = f"{path.name}, line {number}"
            rest = data
            while not rest.endswith(b"\n") and (rest := file.readline(MOST_OF_A_RECORD)):
                data = b""
            if data.strip():
                yield _record_of(data, place)
            elif not data:
                yield Row(place, None, f"it is not a record: its line is longer than {size(MOST_OF_A_RECORD)}")


def _record_of(data: bytes, place: str) -> Row:
    try:
        value = json_of(data, place)
    except ConvertError as error:  # one line that is none; the others may be read
        why = error.__cause__
        reason = why.msg if isinstance(why, json.JSONDecodeError) else str(error).removeprefix(f"{place}: ")
        return Row(place, None, f"it is not a record: {reason}")
    return Row(place, value if isinstance(value, dict) else None, NO_RECORD)


def _csv(path: Path, wanted: Collection[str]) -> Iterator[Row]:
    with _open(path) as file:
        yield from csv_rows(file, path.name, wanted)


def _open(path: Path) -> BinaryIO:
    if kind := irregular(path):
        raise ConvertError(f"{path}: it is {kind}")
    return path.open("rb")


_READERS: dict[str, Callable[[Path, str | None], Iterator[Row]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".md": _front_matter,
    ".markdown": _front_matter,
}
ENDINGS = (*_READERS, ".csv")
"""Of files that hold records."""
