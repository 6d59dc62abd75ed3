"""Rules about sources: whether they can be opened, who speaks in them, and what of the body they carry."""

from functools import lru_cache

from butfor.findings import DataPath
from butfor.rules._rule import WireContext
from butfor.yaml.emit import scalar

_SHOWN = 200  # characters of a URL that a help text writes out: one that is cut must not be copied


@lru_cache(maxsize=1)
def addresses(context: WireContext) -> tuple[tuple[DataPath, str], ...]:
    """Return every URL of the sources, copies included, with its path."""
    urls: list[tuple[DataPath, str]] = []
    for index, source in enumerate(context.wire.sources):
        urls.append((("sources", index, "url"), source.url))
        if source.archive_url is not None:
            urls.append((("sources", index, "archive_url"), source.archive_url))
    return tuple(urls)


def written(path: DataPath, url: str) -> str:
    """Return the end of a help text: the line of YAML to write; nothing where the URL is too long to be shown whole."""
    return f":\n    {path[-1]}: {scalar(url)}" if len(url) <= _SHOWN else ""
