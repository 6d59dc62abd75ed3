"""How much a policy file may hold, so that no request buys time: each wire is compared with what stands there."""

from typing import Any

from butfor.findings import DataPath
from butfor.model.validate import SchemaError

MOST_ITEMS = 2_000
"""Of one list."""
MOST_OF = {"aliases": 100, "domains": 100}
"""Of a list with such a key."""
MOST_VALUES = 10_000
"""Of one file, however deep they lie."""
LONGEST_TEXT = 2_000
"""Characters of one text."""


def excess(data: Any) -> SchemaError | None:
    """Return the first place at which a policy file holds more than it may; None where there is none."""
    values = 0
    places: list[tuple[DataPath, Any]] = [((), data)]
    while places:
        path, value = places.pop()
        values += 1
        if values > MOST_VALUES:
            return SchemaError(
                "wrong-format", path, f"one of the first {MOST_VALUES:,} values of a policy file", value, is_form=False
            )
        if isinstance(value, list | dict):
            most = MOST_OF.get(str(path[-1]), MOST_ITEMS) if path else MOST_ITEMS
            if len(value) > most:
                return SchemaError(
                    "wrong-format", path, f"at most {most:,} items", f"{len(value):,} items", is_form=False
                )
            items = value.items() if isinstance(value, dict) else enumerate(value)
            places += reversed([((*path, key), item) for key, item in items])
        elif isinstance(value, str) and len(value) > LONGEST_TEXT:
            return SchemaError("wrong-format", path, f"at most {LONGEST_TEXT:,} characters", value, is_form=False)
    return None
