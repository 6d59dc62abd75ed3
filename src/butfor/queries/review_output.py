"""What `butfor review` prints: the queue as text, and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict

from butfor import __version__
from butfor.queries.review import ERROR, WARNING, WEIGHTS, Queue, Waiting
from butfor.report.json import dumps
from butfor.text.display import columns, truncate, visible, wrapped

FORMAT_VERSION = 1


def as_json(queue: Queue, limit: int) -> str:
    """Return one JSON document, ASCII only; ``version`` changes when a field changes its meaning or goes."""
    document = {
        "version": FORMAT_VERSION,
        "butfor": __version__,
        "summary": {"waiting": len(queue.waiting), "done": queue.done},
        "weights": {**WEIGHTS, "any other error": ERROR, "any other warning": WARNING},
        "wires": [
            {
                "path": wire.path,
                "id": wire.id or None,
                "title": wire.title or None,
                "score": wire.score,
                "status": None if wire.score is None else "draft" if wire.is_draft else "published",
                "assessed": wire.assessed or None,
                "since": wire.since or None,
                "command": wire.command or None,
                "reasons": [asdict(reason) for reason in wire.reasons],
            }
            for wire in queue.waiting[:limit]
        ],
    }
    return dumps(document)


def as_text(queue: Queue, limit: int, width: int = 80) -> Iterator[str]:
    """Yield for each wire score and path, title, reasons with their weights, since when and what to do next; then the
    legend and the count."""
    wires = queue.waiting[:limit]
    for wire in wires:
        yield from (*entry(wire, width), "")
    if wires:
        yield from wrapped(_legend(), width, "", "  ")
        yield ""
    yield from _count(queue, len(wires))


def entry(wire: Waiting, width: int = 80) -> Iterator[str]:
    """Yield what the list says of one wire."""
    yield f"{'!' if wire.score is None else wire.score:>5}  {visible(wire.path)}"
    if wire.title:
        title = visible(wire.title)
        yield " " * 7 + (title if columns(title) <= width - 7 else truncate(title, width - 10) + "...")
    for reason in wire.reasons:
        head = f"{'!' if wire.score is None else f'+{reason.weight}':>9}  "
        yield from wrapped(visible(reason.words), width, head, " " * len(head))
    if wire.score is not None:
        since = f"since {wire.since}" if wire.since else "not committed yet"
        yield " " * 7 + since + (f": {wire.command}" if wire.command else "")


def _count(queue: Queue, shown_ones: int) -> Iterator[str]:
    total, drafts = len(queue.waiting), sum(wire.is_draft for wire in queue.waiting)
    if shown_ones < total:
        yield f"the first {shown_ones} of {total}; `--limit 0` shows all"
    if queue.to_assess:
        yield f"{len(queue.to_assess)} to be assessed: `butfor assess --next`"
    waiting = "wire waits" if total == 1 else "wires wait"
    among = f" ({drafts} {'draft' if drafts == 1 else 'drafts'})" if drafts else ""
    yield f"{total} {waiting} for an editor{among}, {queue.done} {'is' if queue.done == 1 else 'are'} done"


def _legend() -> str:
    """Return all weights, the heaviest first."""
    weighed: dict[int, list[str]] = {}
    for name, weight in [*WEIGHTS.items(), ("any other error", ERROR), ("any other warning", WARNING)]:
        weighed.setdefault(weight, []).append(name)
    weights = "; ".join(f"{weight} {', '.join(names)}" for weight, names in sorted(weighed.items(), reverse=True))
    order = "drafts first, the oldest first; score: sum of the weights before the reasons; equal ones: oldest rationale"
    return f"{order} first. Weights: {weights}."
