"""The wire format, version 1: pydantic models, what each field means, and a verdict on the shape of data."""

from butfor.model.validate import Flaw, judge
from butfor.model.wire import Correction, Rationale, Retraction, Source, Wire

__all__ = ["Correction", "Flaw", "Rationale", "Retraction", "Source", "Wire", "judge"]
