"""One wire as readers will see it."""

from pathlib import Path

from butfor.archive.wire_file import WireFile
from butfor.engine.context import Context
from butfor.files.tree import WorkTree
from butfor.files.write import leads_out
from butfor.model.types import home_of
from butfor.policy.policy import Policy
from butfor.text.display import typed
from butfor.view.content import view
from butfor.view.parts import History, View


class NoWireError(Exception):
    """There is no wire to show; ``args`` say why."""


def load_file(root: Path, context: Context, name: str) -> WireFile:
    """Return the file ``name``, whatever can be understood of it.

    Raises:
        NoWireError: it can't be read, or lies in no folder of this archive.
    """
    if leads_out(root, name):
        raise NoWireError(f"{name}: a folder in its path is a symbolic link, not a folder of this archive")
    try:
        return context.read(name)
    except OSError as error:
        raise NoWireError(f"{name}: {error.strerror or error}") from error


def no_valid_wire(name: str) -> NoWireError:
    """Return the error that a file can't be read as a wire without a doubt."""
    return NoWireError(f"{name}: this is not a valid wire; `{typed('butfor', 'check', name)}` says why")


def load_view(root: Path, policy: Policy, name: str, history: History) -> View:
    """Return what readers see of the wire in the file ``name``.

    Raises:
        NoWireError: the file can't be read as a wire without a doubt.
    """
    context = Context(WorkTree(root), policy)
    wire = load_file(root, context, name).valid_wire
    if wire is None:
        raise no_valid_wire(name)
    related_wires: dict[str, tuple[str, str]] = {}
    for wire_id in [*wire.related, *([wire.variant_of] if wire.variant_of else [])]:
        home = f"{policy.config.paths.incidents}/{home_of(wire_id)}"
        try:
            related = context.read(home).valid_wire
        except FileNotFoundError:
            continue  # the page says that the archive does not have it
        except OSError as error:
            raise NoWireError(f"{home}: {error.strerror or error}") from error
        if related is not None and related.id == wire_id:
            related_wires[wire_id] = (related.title, related.status)
    return view(name, wire, policy, related_wires, history)
