"""Wires for other programs: JSON Lines with all of each wire, CSV with what fits into a flat table.

What is computed and not written in the wire has a name that starts with ``_``, which no field of a wire can have.
Here alone is said what each form holds. New fields and columns may come; where one goes or gets another meaning,
`VERSION` becomes another.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from butfor.model.types import native
from butfor.model.wire import Wire
from butfor.policy.json_schema import DRAFT, Json, model_schema
from butfor.policy.policy import Policy
from butfor.policy.voices import groups
from butfor.queries.load import Missed, load_valid_wires
from butfor.text.display import visible
from butfor.text.prose import canonical
from butfor.view.wording import legible

FORMATS = ("jsonl", "csv")
VERSION = 1
"""Of the forms that this module writes."""

_COMPUTED: Json = {
    "_independent_sources": {"type": "integer", "description": "How many independent sources the wire has."},
    "_path": {"type": "string", "description": "The wire's file in the archive."},
    "_version": {"const": VERSION, "description": "Changes if a field is removed or gets another meaning."},
    "_last_changed": {
        "type": ["string", "null"],
        "description": "Day of the last correction of any type, deviation or retraction, else of the publication.",
    },
    "_licence": {"type": "string", "description": "URL of the archive's licence; missing if the archive has none."},
}
_NOT_ASCII = re.compile(r"[^ -~]")
# What a spreadsheet may take for a formula, in full width too. Apostrophes before it, so that one taken off again
# always gives back the wire's own text.
_FORMULA = re.compile("'*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]")
_BETWEEN = "; "  # items of a list


@dataclass(frozen=True, slots=True)
class Export:
    """The wires of an archive as one file."""

    text: str
    missed: tuple[Missed, ...]
    """The files that are not in it."""


def export(root: Path, policy: Policy, format_: str, statuses: Collection[str]) -> Export:
    """Return every valid wire that has one of ``statuses``, in the order of ids, in one of `FORMATS`.

    Raises:
        OSError: the folder of incidents can't be listed.
    """

    def make(name: str, wire: Wire) -> str:
        if wire.status not in statuses:
            return ""
        line = as_object(name, wire, policy, len(groups(wire, policy)[0]))
        return as_row(line) if format_ == "csv" else line

    wires, missed = load_valid_wires(root, policy, make, statuses)
    head = csv_record(COLUMNS) if format_ == "csv" else ""
    return Export(head + "".join(wire.made for wire in wires), tuple(missed))


def as_object(name: str, wire: Wire, policy: Policy, count: int) -> str:
    """Return one line of JSON: the fields that the file has, as the format names them, extensions too; prose as it is
    read; ``count``: how many independent sources it has."""
    data = wire.model_dump(by_alias=True, exclude_unset=True)
    data["body"] = canonical(wire.body)
    data["rationale"] |= {name: canonical(text) for name, text in wire.rationale.given}
    data |= {key: native(value) for key, value in data.items() if key.startswith("x_")}
    licence = policy.config.site.licence
    dates = [entry.date for entry in (*wire.corrections, *wire.deviations, wire.retraction) if entry]
    last = max([*dates, wire.published[:10]] if wire.published else dates, default=None)
    computed = (count, name, VERSION, last, *([licence.url] if licence else []))
    line = json.dumps(data | dict(zip(_COMPUTED, computed, strict=False)), ensure_ascii=False)
    return (line if visible(line) == line else _NOT_ASCII.sub(_inert, line)) + "\n"


def _inert(match: re.Match[str]) -> str:
    """Return JSON's escape for a character that a terminal may act on, reorder or hide; every other as it is."""
    return match[0] if visible(match[0]) == match[0] else json.dumps(match[0])[1:-1]


_CELLS: dict[str, Callable[[Wire], Any]] = {
    **{
        name: attrgetter(name)
        for name in (
            "id", "title", "status", "kind", "harm", "severity", "codes", "providers", "systems", "occurred",
            "occurred_basis", "published", "tier", "verified_by", "legal_status",
        )
    },
    "source_urls": lambda wire: [source.url for source in wire.sources],
    "rationale": lambda wire: canonical(wire.rationale.prose),
    "rationale_test": lambda wire: wire.rationale.test,
    "rationale_basis": lambda wire: wire.rationale.basis,
    "rationale_by": lambda wire: wire.rationale.by,
    "rationale_date": lambda wire: wire.rationale.date,
    "corrections": lambda wire: len(wire.corrections),
    "last_corrected": lambda wire: max((correction.date for correction in wire.corrections), default=None),
    "retracted": lambda wire: wire.retraction and wire.retraction.date,
    "retraction_reason": lambda wire: wire.retraction and wire.retraction.reason,
    "replaced_by": lambda wire: wire.retraction and wire.retraction.replaced_by,
}  # fmt: skip
COLUMNS = (*_CELLS, *_COMPUTED)
"""The columns of the CSV, in order."""


def as_row(line: str) -> str:
    """Return the record of the CSV that says what a line of the JSON Lines does."""
    data = json.loads(line)
    wire = Wire.model_validate(data)
    return csv_record([*(cell(wire) for cell in _CELLS.values()), *map(data.get, _COMPUTED)])


def object_schema() -> Json:
    """Return the JSON Schema of a line of the JSON Lines: the types of its fields, whatever the policy says of them."""
    schema = model_schema(Wire, "wire-data")
    schema |= {"$id": f"urn:butfor:schema:wire-data:{VERSION}", "description": "One wire, as data for other programs."}
    schema["properties"] |= _COMPUTED
    schema["required"] = [*schema["required"], *(name for name in _COMPUTED if name != "_licence")]
    return schema


def row_schema() -> Json:
    """Return the JSON Schema of a record of the CSV: as texts, by the names of its columns."""
    return {
        "$schema": DRAFT,
        "$id": f"urn:butfor:schema:wire-row:{VERSION}",
        "title": "wire-row",
        "type": "object",
        "properties": {name: {"type": "string"} for name in COLUMNS} | {"_version": {"const": str(VERSION)}},
        "required": list(COLUMNS),
    }


def csv_record(values: Iterable[Any]) -> str:
    """Return one record: every cell in quotes, so that none is split at another sign; LF at its end; nothing in it that
    hides or reorders, and no cell that a spreadsheet would calculate; None is empty."""
    joined = (_BETWEEN.join(value) if isinstance(value, list) else value for value in values)
    cells = [legible(value) if isinstance(value, str) else value for value in joined]
    record = io.StringIO()
    csv.writer(record, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(
        f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell for cell in cells
    )
    return record.getvalue()
