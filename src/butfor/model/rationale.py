"""The forms of a `rationale`, and what goes with which status and format, beyond what one field needs by another."""

from collections.abc import Iterator
from typing import Any

from butfor.findings import DataPath
from butfor.model.types import native
from butfor.model.wire import ANSWERS, NEEDED_ANSWERS

GIVEN = (*ANSWERS, "test")
"""The fields that stand in place of `text`."""
NOT_BULK = (*GIVEN, "by")
"""The fields that a bulk text can't have: nobody answered the test, and nobody signs for it."""
NEW_FIELDS = ("language", "submitted_by")
"""The fields of a wire that format 1 has not."""
Reason = tuple[DataPath, str]


def faults_of_rationale(data: dict[str, Any]) -> Iterator[tuple[str, DataPath, Reason]]:
    """Yield (rule, path, because): answers that are missing, and fields that stand where they may not."""
    rationale = data.get("rationale")
    if isinstance(rationale, dict):
        yield from _forms(rationale)
    version = native(data.get("schema"))
    if type(version) is int and version == 1:
        older: Reason = ("schema",), "1"
        yield from (("unexpected-field", (name,), older) for name in NEW_FIELDS if name in data)
        if isinstance(rationale, dict):
            yield from (("unexpected-field", ("rationale", name), older) for name in GIVEN if name in rationale)


def _forms(rationale: dict[str, Any]) -> Iterator[tuple[str, DataPath, Reason]]:
    """Yield what is wrong with the choice between the answers and one text; `CONDITIONS` say what else is needed."""
    basis, given = rationale.get("basis"), [name for name in GIVEN if name in rationale]
    because: Reason = ("rationale", "basis"), str(basis)
    if basis == "bulk":
        yield from (("unexpected-field", ("rationale", name), because) for name in NOT_BULK if name in rationale)
        return
    if "text" in rationale and (given or basis == "proposed"):
        reason: Reason = (("rationale", given[0]), "given") if given else because
        yield "unexpected-field", ("rationale", "text"), reason
    if basis == "editor" and (given or "text" not in rationale):
        missing = [name for name in NEEDED_ANSWERS if name not in rationale]
        yield from (("missing-field", ("rationale", name), because) for name in missing)
