"""The AI Incident Database's snapshot: `incidents.csv`, and `reports.csv` with the addresses, in a folder or a tar."""

import io
import json
import tarfile
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from butfor.convert.columns import csv_rows
from butfor.convert.reading import whole
from butfor.convert.record import (
    UNREAD_DATE,
    UNREAD_SOURCE,
    ConvertError,
    Lost,
    Record,
    Reference,
    Row,
    dated,
    keep,
    line,
    most_sources,
    words_of,
)  # fmt: skip
from butfor.files.system import is_link

_MOST_BYTES = 2 * 1024 * 1024 * 1024  # of one file in a tar, unpacked
_MOST_MEMBERS = 10_000
Reports = dict[int | None, tuple[Reference, str | None]]
"""By number: a report, and its day as it is written."""
_MAKERS = "Alleged developer of AI system"
_OF_REPORT = ("report_number", "url", "title", "language", "date_published")
_OF_INCIDENT = ("incident_id", "date", "reports", _MAKERS, "title", "description")


def read_snapshot(source: Path) -> Iterator[Record]:
    """Yield the incidents of a snapshot, as published or unpacked; a file `incidents.csv` alone will do.

    Raises:
        ConvertError: there is no `incidents.csv`, or what is there can't be read.
        OSError: the system refuses it.
    """
    reports: Reports = {
        number: (Reference(line(row.get("url")), line(row.get("title")), language=line(row.get("language"))), day)
        for row in (read.fields or {} for read in _table(source, "reports.csv", _OF_REPORT))
        if (number := _number(row.get("report_number"))) is not None
        for day in [line(row.get("date_published"))]
    }
    found = False
    for row in _table(source, "incidents.csv", _OF_INCIDENT):
        found = True
        yield _incident(row, row.fields or {}, reports)
    if not found:
        raise ConvertError(f"{source}: there is no `incidents.csv` with an incident in it")


def _table(source: Path, name: str, columns: Collection[str]) -> Iterator[Row]:
    """Yield the rows of one file of a snapshot; none where it is not there."""
    if source.is_dir():
        path = next((path for path in sorted(source.rglob(name)) if path.is_file() and not is_link(path)), None)
        if path is not None:
            with path.open("rb") as file:
                yield from csv_rows(file, name, columns)
    elif source.suffix.lower() == ".csv":
        if name == "incidents.csv":
            yield from csv_rows(io.BytesIO(whole(source)), source.name, columns)
    else:
        try:
            with tarfile.open(source, "r|*") as archive:
                for number, member in enumerate(archive):
                    if number >= _MOST_MEMBERS:
                        raise ConvertError(f"{source}: more than {_MOST_MEMBERS} files")
                    if member.isreg() and member.name.rpartition("/")[2] == name:
                        if member.size > _MOST_BYTES:
                            raise ConvertError(f"{source}: `{name}` in it is larger than 2 GiB")
                        yield from csv_rows(cast(BinaryIO, archive.extractfile(member)), name, columns)
                        return
        except (tarfile.TarError, EOFError) as error:
            raise ConvertError(f"{source}: it is not a folder, a CSV file or a tar file: {error}") from error


def _incident(read: Row, row: dict[str, Any], reports: Reports) -> Record:
    lost = dict(read.lost)
    number = _number(row.get("incident_id"))
    if number is None and row.get("incident_id"):
        lost["its number, which is not the number of an incident"] = str(row["incident_id"])
    sources: dict[str, Reference] = {}
    for report in str(row.get("reports") or "").strip(" []").replace(",", " ").split():
        page, day = reports.get(_number(report), (None, None))
        if page is not None and page.url:
            keep(replace(page, published=dated(day, UNREAD_SOURCE, lost)), sources, lost)
        else:
            lost.setdefault("a report that has no URL in `reports.csv`", report)
    makers = [_entity(name) for name in _names(row.get(_MAKERS), lost)]
    if row.get("description"):
        lost["its description, which is the database's own text"] = ""
    return Record(
        read.place,
        texts={
            "title": line(row.get("title"), lost),
            "occurred": dated(row.get("date"), UNREAD_DATE, lost),
        },
        lists={"providers": makers},
        external_ids={} if number is None else {"aiid": number},
        sources=most_sources(sources, lost),
        unnamed=tuple(name for name, cell in row.items() if name not in _OF_INCIDENT and cell not in (None, "", "[]")),
        lost=lost,
    )


def _names(value: Any, lost: Lost) -> list[str]:
    try:
        listed = json.loads(value or "[]")
    except (ValueError, RecursionError, TypeError):  # the older form, with commas
        listed = value
    return words_of(listed, "providers", lost)


def _number(value: Any) -> int | None:
    text = line(value) or ""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _entity(slug: str) -> str:
    """Return the name that an entity's id stands for, as far as it is known: its capitals are lost."""
    return "unknown" if slug.startswith("unknown") else slug.replace("-", " ")
