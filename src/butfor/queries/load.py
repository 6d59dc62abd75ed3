"""Every wire of an archive that can be read whole: for commands that count, list or write them."""

from collections.abc import Callable, Iterable
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
    """A valid wire."""

    name: str
    id: str
    status: str
    made: T
    """What was made of it."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A file that is no valid wire."""

    name: str
    why: str
    """In words."""
    status: str | None = None
    """None where it is not known."""
    unread: bool = False
    """The system did not let us read it."""


def load_valid_wires(
    root: Path, policy: Policy, make: Callable[[str, Wire], T], statuses: Iterable[str]
) -> tuple[list[Loaded[T]], list[Missed]]:
    """Return ``make(name, wire)`` for every valid wire of any status, in the order of ids, and the files missed.

    Valid: read without a doubt, of the right shape, the only one with its id. That is not yet "without findings".
    Files are missed only where their status is one of ``statuses`` or is not known. ``make`` runs in any process,
    and what it makes travels between them: texts and tuples, not models.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    tree = WorkTree(root)
    context = Context(tree, policy)
    names = tree.names(policy.config.paths.incidents)
    tree.prepare(names)
    files: list[Loaded[T] | Missed] = list(spread(lambda name: _load(name, context, make), names))
    wires: dict[str, Loaded[T]] = {}
    missed: list[Missed] = []
    # Of two wires with one id the one at its right place has it, else the first.
    for file in sorted(files, key=lambda file: (_is_astray(file), file.name)):
        if isinstance(file, Missed):
            missed.append(file)
        elif (first := wires.setdefault(file.id, file)) is not file:
            missed.append(Missed(file.name, f"its id is that of {first.name}", file.status))
    reported = {None, *statuses}
    return (
        sorted(wires.values(), key=lambda wire: wire.id),
        sorted((file for file in missed if file.status in reported), key=lambda file: file.name),
    )


def _load(name: str, context: Context, make: Callable[[str, Wire], T]) -> Loaded[T] | Missed:
    try:
        file = context.read(name)
    except OSError as error:
        return Missed(name, error.strerror or str(error), unread=True)
    wire = file.wire
    if wire is None or (file.document is not None and file.document.parse_errors):
        return Missed(name, _why(file))
    if file.schema_errors:
        return Missed(name, _why(file), file.status)
    return Loaded(name, wire.id, wire.status, make(name, wire))


def _is_astray(file: Loaded[T] | Missed) -> bool:
    """Return whether it is a wire that does not lie where its id says."""
    return isinstance(file, Loaded) and not file.name.endswith(f"/{home_of(file.id)}")


def _why(file: WireFile) -> str:
    """Return what keeps a file from being a valid wire: the first error in it, and how many there are."""
    if file.irregular is not None:
        return f"it is {file.irregular}"
    if file.document is None:
        return "wires end in `.yaml`"
    errors = [f"{error.rule} on line {error.span.line}" for error in file.document.parse_errors]
    errors += sorted(f"{error.rule} at {shown(dotted(error.path))}" for error in file.schema_errors)
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return (errors or ["it contains no wire"])[0] + more
