"""One file of the archive, understood as far as it goes."""

from dataclasses import dataclass, field
from typing import Any

from butfor.files.tree import Source
from butfor.model.validate import STAND_IN, SchemaError, salvage, validate
from butfor.model.wire import Wire
from butfor.yaml.parse import Document, parse


@dataclass(slots=True)
class WireFile:
    """One file under the incidents folder, as far as it could be understood."""

    name: str
    """Its path relative to the archive, with ``/``."""
    document: Document | None = None
    """What the parser read; None where nothing was."""
    wire: Wire | None = None
    """The record; fields in ``invalid_fields`` hold stand-ins. None where nothing of it can be trusted."""
    schema_errors: list[SchemaError] = field(default_factory=list)
    """What the model refused."""
    invalid_fields: frozenset[str] = frozenset()
    """Top-level fields of ``wire`` that must not be read."""
    irregular: str | None = None
    """What lies there instead of a regular file, in words."""

    @property
    def is_wire(self) -> bool:
        """Whether it is a wire, and no file of the policy."""
        return self.wire is not STAND_IN

    @property
    def status(self) -> str | None:
        """The wire's status; None where it can't be read."""
        return None if self.wire is None or "status" in self.invalid_fields else self.wire.status

    @property
    def valid_wire(self) -> Wire | None:
        """The wire, if neither parser nor model noted an error in its file."""
        return None if self.schema_errors or (self.document and self.document.parse_errors) else self.wire

    @property
    def data(self) -> Any:
        """The plain data, None where there is none that can be trusted."""
        return None if self.document is None or self.document.unparsable else self.document.data


def read_wire(source: Source) -> WireFile:
    """Parse and validate one wire; whatever its bytes are, the result is a `WireFile`."""
    document = parse(source)
    file = WireFile(source.name, document)
    if document.unparsable or document.data is None:
        return file
    file.wire, file.schema_errors = validate(Wire, document.data)
    if file.wire is None and isinstance(document.data, dict):
        file.wire, file.invalid_fields = salvage(document.data, file.schema_errors)
    return file
