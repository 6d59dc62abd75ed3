"""Every wire of an archive that can be read whole: for commands that count, list or write them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from butfor.archive.wire_file import WireFile
from butfor.engine.context import Context
from butfor.engine.parallel import spread
from butfor.files.tree import WorkTree
from butfor.findings import dotted
from butfor.model.types import home_of
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.text.display import shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A sound wire, and what was made of it."""

    name: str
    id: str
    status: str
    made: T


@dataclass(frozen=True, slots=True)
class Missed:
    """A file that is no sound wire.

    why: in words. status: None where it can't be told. unread: the system did not let us read it.
    """

    name: str
    why: str
    status: str | None = None
    unread: bool = False


def load_valid_wires(
    root: Path,
    policy: Policy,
    make: Callable[[str, Wire], T],
    statuses: Iterable[str],
    known: Mapping[str, Loaded[T]] | None = None,
) -> tuple[list[Loaded[T]], list[Missed]]:
    """``make(name, wire)`` for every sound wire of any status, in the order of ids; and the files that are missed.

    Sound: read without a doubt, of the right shape, the only one with its id. That is not yet "without findings".
    Files are missed only where their status is one of ``statuses`` or can't be told. ``make`` runs in any process,
    and what it makes travels between them: texts and tuples, not models. Files in ``known`` are not read again.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    tree = WorkTree(root)
    context = Context(tree, policy)

    def work(name: str) -> Loaded[T] | Missed:
        try:
            entry = context.read(name)
        except OSError as error:
            return Missed(name, error.strerror or str(error), unread=True)
        wire, problems = entry.wire, entry.document is not None and entry.document.parse_errors
        if wire is None or problems:
            return Missed(name, _why(entry))
        if entry.schema_errors:
            return Missed(name, _why(entry), None if "status" in entry.invalid_fields else wire.status)
        return Loaded(name, wire.id, wire.status, make(name, wire))

    wires: dict[str, Loaded[T]] = {}
    missed: list[Missed] = []
    known = known or {}
    names = tree.names(policy.config.paths.incidents)
    done: list[Loaded[T] | Missed] = [known[name] for name in names if name in known]
    done += spread(work, [name for name in names if name not in known])
    # Of two wires with one id the one at its right place has it, else the first.
    for one in sorted(done, key=lambda one: (_astray(one), one.name)):
        if isinstance(one, Missed):
            missed.append(one)
        elif (first := wires.setdefault(one.id, one)) is not one:
            missed.append(Missed(one.name, f"its id is that of {first.name}", one.status))
    wanted = {None, *statuses}
    return (
        sorted(wires.values(), key=lambda one: one.id),
        sorted((one for one in missed if one.status in wanted), key=lambda one: one.name),
    )


def _astray(one: Loaded[T] | Missed) -> bool:
    """Whether it is a wire that does not lie where its id says."""
    return isinstance(one, Loaded) and not one.name.endswith(f"/{home_of(one.id)}")


def _why(entry: WireFile) -> str:
    """What keeps a file from being a sound wire: the first of its flaws, and how many there are."""
    if entry.irregular is not None:
        return f"it is {entry.irregular}"
    if entry.document is None:
        return "wires end in `.yaml`"
    flaws = [f"{problem.rule} on line {problem.span.line}" for problem in entry.document.parse_errors]
    flaws += sorted(f"{flaw.rule} at {shown(dotted(flaw.path))}" for flaw in entry.schema_errors)
    more = f", and {len(flaws) - 1} more" if len(flaws) > 1 else ""
    return (flaws or ["it holds no wire"])[0] + more
