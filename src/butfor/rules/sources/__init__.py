"""Rules about sources: whether they can be opened, who speaks in them, and what of the body they carry."""

from functools import lru_cache

from butfor.findings import DataPath
from butfor.rules._rule import WireContext
from butfor.yaml.emit import scalar

_SHOWN = 200  # characters of an address that help writes out: one that is cut must not be copied


@lru_cache(maxsize=1)
def addresses(context: WireContext) -> tuple[tuple[DataPath, str], ...]:
    """Every address of the sources, copies included, with its path."""
    found: list[tuple[DataPath, str]] = []
    for index, source in enumerate(context.wire.sources):
        found.append((("sources", index, "url"), source.url))
        if source.archive_url is not None:
            found.append((("sources", index, "archive_url"), source.archive_url))
    return tuple(found)


def written(path: DataPath, url: str) -> str:
    """What help says after "write": the line of YAML, or nothing where the address is too long to be shown whole."""
    return f":\n    {path[-1]}: {scalar(url)}" if len(url) <= _SHOWN else ""
