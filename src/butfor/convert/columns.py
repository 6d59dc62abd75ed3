"""Files of CSV: what parts their columns, and their rows by the names of these."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from butfor.convert.record import MOST_OF_A_RECORD, NO_UTF8, ConvertError, Row
from butfor.text.display import clip, visible

_PARTED = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\s*')  # a first line of Excel's


def csv_rows(file: BinaryIO, name: str, wanted: Collection[str]) -> Iterator[Row]:
    """Yield the rows of a CSV file by the names in its first row that is not empty.

    What parts its columns is said by a line such as `sep=;` above them, else it is what makes most of the ``wanted``
    names.

    Raises:
        ConvertError: it is none, or has no column of a wanted name.
    """
    csv.field_size_limit(MOST_OF_A_RECORD)
    number = 0
    try:
        lines = _lines(file, name)
        first = next(filter(str.strip, lines), "")
        separator = _SEPARATOR.fullmatch(first)
        first = next(filter(str.strip, lines), "") if separator else first
        mark = separator[1] if separator else max(_PARTED, key=lambda mark: _found(first, mark, wanted))
        head = chain([first], lines)
        names = _columns(head, mark)
        columns = [column for column in names if column]
        if twice := next((column for column in columns if columns.count(column) > 1), None):
            raise ConvertError(f"{name}: two columns have the name `{visible(twice)[:80]}`")
        if columns and not {*wanted}.intersection(columns):
            there = clip(", ".join(f"`{column}`" for column in columns), 300)
            raise ConvertError(
                f"{name}: it has none of the expected columns; separated by {_PARTED[mark]} it has {there}"
            )
        reader = csv.DictReader(head, names, strict=True, delimiter=mark, skipinitialspace=True)
        for number, row in enumerate(reader, 1):
            surplus = [cell for cell in row.pop(None, None) or () if cell]
            lost = {"cells of its row after the last column": surplus[0]} if surplus else {}
            yield Row(f"{name}, row {number}", row, lost=lost)
    except csv.Error as error:
        raise ConvertError(f"{name}: after row {number}: {visible(str(error))[:200]}") from error


def _found(first: str, mark: str, wanted: Collection[str]) -> int:
    """Return how many of the wanted names a first line has, if this sign parts it."""
    try:
        return len({*wanted}.intersection(_columns([first], mark)))
    except csv.Error:  # a name in quotes may hold other signs
        return 0


def _columns(lines: Iterable[str], mark: str) -> list[str]:
    row = next(csv.reader(lines, strict=True, delimiter=mark, skipinitialspace=True), [])
    return [column.strip() for column in row]


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    number, encoding = 0, "utf-8-sig"  # of the first
    while data := file.readline(MOST_OF_A_RECORD + 1):
        number += 1
        if len(data) > MOST_OF_A_RECORD:
            raise ConvertError(f"{name}: a line is longer than a record may be")
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError as error:
            raise ConvertError(f"{name}, line {number}: {NO_UTF8}") from error
        encoding = "utf-8"
