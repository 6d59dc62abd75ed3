"""The sources of a new wire."""

from collections.abc import Mapping, Sequence

from butfor.scaffold.wire import TODO

_FEWEST = 2  # in a new wire: most need as many


def numbered(sources: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the sources of a new wire with their ids, as many as most need; the first one has to say its day."""
    padded = [*sources, *[{}] * (_FEWEST - len(sources))]
    first, *others = ({"id": f"S{number}", **source} for number, source in enumerate(padded, start=1))
    return [{"published": TODO, **first}, *others]
