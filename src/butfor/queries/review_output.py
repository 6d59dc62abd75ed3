"""What `butfor review` prints: the queue as text, and as JSON."""

from collections.abc import Callable, Iterator
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
        "summary": {
            "waiting": queue.count("editor"),
            "waiting_for_review": queue.count("review"),
            "waiting_for_author": queue.count("author"),
            "done": queue.done,
            "could_say_more": queue.count(None),
        },
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
                "waits_for": wire.waits_for,
                "command": wire.command or None,
                "reasons": [asdict(reason) for reason in wire.reasons],
            }
            for wire in queue.waiting[:limit]
        ],
    }
    return dumps(document)


def as_text(queue: Queue, limit: int, width: int = 80, commands: Callable[[str], str] = str) -> Iterator[str]:
    """Yield for each wire score and path, title, reasons with their weights, since when and what to do next; then
    their order and the count. ``commands`` returns words with their commands as whoever reads them types them."""
    wires = queue.waiting[:limit]
    for wire in wires:
        yield from (*entry(wire, width, commands), "")
    if wires:
        yield from wrapped(commands(_ORDER), width, "", "  ")
        yield ""
    yield from _count(queue, len(wires), width, commands)


def entry(wire: Waiting, width: int = 80, commands: Callable[[str], str] = str) -> Iterator[str]:
    """Yield what the list says of one wire; see `as_text`."""
    yield f"{'!' if wire.score is None else wire.score:>5}  {visible(wire.path)}"
    if wire.title:
        title = visible(wire.title)
        yield " " * 7 + (title if columns(title) <= width - 7 else truncate(title, width - 10) + "...")
    for reason in wire.reasons:
        head = f"{'!' if wire.score is None else f'+{reason.weight}':>9}  "
        yield from wrapped(commands(visible(reason.words)), width, head, " " * len(head))
    since = f"since {wire.since}" if wire.since else "not committed yet"
    if wire.waits_for is None:
        since = "done, but it could say more"
    elif wire.waits_for != "editor":
        since = f"{since}, for {'its author' if wire.waits_for == 'author' else 'a review'}"
    if wire.score is not None or wire.is_draft:
        command = commands(wire.command)
        line = f"{' ' * 7}{since}: {command}"
        # The command is not broken, so that it can be copied.
        yield from [line] if columns(line) <= width else [f"{' ' * 7}{since}:", f"{' ' * 9}{command}"]


def _count(queue: Queue, shown_ones: int, width: int, commands: Callable[[str], str]) -> Iterator[str]:
    total, drafts = queue.count("editor"), sum(wire.is_draft and wire.waits_for == "editor" for wire in queue.waiting)
    if shown_ones < len(queue.waiting):
        yield f"the first {shown_ones} of {len(queue.waiting)}; `--limit 0` shows all"
    if queue.to_assess:
        yield commands(f"{len(queue.to_assess)} to assess: `butfor assess --next`")
    waiting = "wire waits" if total == 1 else "wires wait"
    among = f" ({drafts} {'draft' if drafts == 1 else 'drafts'})" if drafts else ""
    others = f", {count} for a review" if (count := queue.count("review")) else ""
    others += (
        f", {count} for {'its author' if count == 1 else 'their authors'}" if (count := queue.count("author")) else ""
    )
    more = f" ({count} could say more)" if (count := queue.count(None)) else ""
    done = f"{queue.done} {'is' if queue.done == 1 else 'are'} done{more}"
    yield from wrapped(f"{total} {waiting} for an editor{among}{others}, {done}", width, "", "")


_ORDER = (
    "drafts come first, the oldest first; then the highest score, which is the sum of the weights before the reasons "
    "(`butfor help review` lists them); for equal scores the oldest rationale first"
)


def weights() -> str:
    """Return all weights, the heaviest first."""
    weighed: dict[int, list[str]] = {}
    for name, weight in [*WEIGHTS.items(), ("any other error", ERROR), ("any other warning", WARNING)]:
        weighed.setdefault(weight, []).append(name)
    return "; ".join(f"{weight} {', '.join(names)}" for weight, names in sorted(weighed.items(), reverse=True))
