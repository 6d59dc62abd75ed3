"""Rules about sources: whether they can be opened, who speaks in them, and what of the body they carry."""

from collections.abc import Iterator

from butfor.finding import Path
from butfor.model.wire import Wire
from butfor.text import scalar

_SHOWN = 200  # characters of an address that help writes out: one that is cut must not be copied


def addresses(wire: Wire) -> Iterator[tuple[Path, str]]:
    """Every address of the sources, copies included, with its path."""
    for index, source in enumerate(wire.sources):
        yield ("sources", index, "url"), source.url
        if source.archive_url is not None:
            yield ("sources", index, "archive_url"), source.archive_url


def written(path: Path, url: str) -> str:
    """What help says after "write": the line of YAML, or nothing where the address is too long to be shown whole."""
    return f":\n    {path[-1]}: {scalar(url)}" if len(url) <= _SHOWN else ""
