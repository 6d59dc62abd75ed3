"""The wires that a command is given: by path, by id, or by the first letters of one; each command asks here."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from butfor.cli.common import fail, file_errors, name_of, stranger_words, warn
from butfor.files.system import is_link, relative
from butfor.files.tree import WorkTree
from butfor.policy.policy import Policy, policy_files
from butfor.queries.naming import NotOneWireError, file_of_id, files_by_id, may_begin_id
from butfor.text.display import clip

if TYPE_CHECKING:
    from butfor.view.parts import View  # most commands show none

_FILE = re.compile(r"(?:.*[/\\])?([^/\\]+)\.ya?ml")
_FORMS = "name a file, a folder, or the id of a wire or its first letters"


def selected_names(paths: Sequence[Path], root: Path, policy: Policy) -> frozenset[str] | None:
    """Return the names that PATHS stand for, None for all; stops with status 2 for what is none of this archive."""
    if not paths:
        return None
    files_of_policy = policy_files(policy.config)
    folder = policy.config.paths.incidents
    names: set[str] = set()
    for path in paths:
        try:
            path.lstat()
        except OSError as error:
            names.update(_elsewhere(str(path), root, policy, f"{error.strerror or error}; {_FORMS}"))
            continue
        name = name_of(path, root)
        if name in files_of_policy or name in (policy.config.paths.schema_, "."):
            return None  # policy decides about every wire
        if path.is_dir() and not is_link(path) and not name.endswith((".yaml", ".yml")):
            if name != folder and not name.startswith(f"{folder}/"):
                fail(f"{path}: wires are under {folder}/")
            names.update(WorkTree(root).names(name))
        elif name.startswith(f"{folder}/"):
            names.add(name)
        else:
            fail(f"{path}: not a wire; wires are under {folder}/ of the archive {root}")
    return frozenset(names)


def wire_named(wire: str, root: Path, policy: Policy) -> str:
    """Return the file that an id, the beginning of one, or a path stands for; stops with status 2 where it is none."""
    try:
        path = Path(wire)
        path.lstat()
    except (OSError, ValueError) as error:
        why = f"{getattr(error, 'strerror', None) or error}; name a file, or an id or its first letters"
        names = _elsewhere(wire, root, policy, why)
        return names[0] if len(names) == 1 else fail(f"{clip(wire, 200)}: {why}")
    name = name_of(path, root)
    folder = policy.config.paths.incidents
    if path.is_dir() or not name.startswith(f"{folder}/"):
        fail(f"{wire}: not a wire; name one by its id, the first letters of its id, or its path under {folder}/")
    return name


def view_of(root: Path, policy: Policy, name: str) -> "View":
    """Return what readers see of the wire in a file; of its history nothing where git answers for no or another one.

    Raises:
        NoWireError: the file can't be read as a wire without a doubt.
    """
    from butfor.files.git_process import GitError
    from butfor.queries.one_wire import load_view
    from butfor.site.history import ArchiveHistory
    from butfor.view.parts import History

    try:
        history = ArchiveHistory.read(root, name)
    except GitError as error:
        warn(f"nothing is said of the history: {error.args[0]}")
        return load_view(root, policy, name, History(None))
    if history.stranger:
        warn(stranger_words(history.stranger))
    return load_view(root, policy, name, history.of(name))


def _elsewhere(wire: str, root: Path, policy: Policy, why: str) -> list[str]:
    """Return the files that are meant where nothing lies at a path: what a sparse checkout leaves out, or an id's."""
    folder = policy.config.paths.incidents
    if "\0" not in wire:
        left_out = WorkTree(root).left_out(relative(Path(wire).absolute(), root))
        if names := [name for name in left_out if name.startswith(f"{folder}/")]:
            return names
    word = wire.strip()
    file = _FILE.fullmatch(word)  # its name alone, or a path from elsewhere: the id says which wire it is
    with file_errors(root):
        if file and file[1] in files_by_id(root, folder):
            word = file[1]
    if may_begin_id(word):
        try:
            with file_errors(root):
                return [file_of_id(root, folder, word)]
        except NotOneWireError as error:
            fail(*error.args)
    return fail(f"{clip(wire, 200)}: {why}")
