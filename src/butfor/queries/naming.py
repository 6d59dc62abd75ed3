"""Which wire somebody means: by its id, or by the first letters of one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from butfor.files.tree import NotRegularFileError, WorkTree
from butfor.model.types import home_of, native
from butfor.text.display import listed, shown, visible
from butfor.text.suggest import closest
from butfor.yaml.parse import parse

_BEGINNING = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{0,25}")
_LENGTH = 26  # of an id
_MOST = 10  # wires that are named where several may be meant


class NotOneWireError(Exception):
    """No wire is meant, or several may be; ``args`` say which, and what to do, a line each."""


def may_begin_id(word: str) -> bool:
    """Return whether an id may begin with this, in any case."""
    return _BEGINNING.fullmatch(word.upper()) is not None


def files_by_id(root: Path, folder: str) -> dict[str, list[str]]:
    """Return the files of the archive that are named by an id, by this id, in order. No file is read.

    Raises:
        OSError: the folder of incidents can't be listed.
    """
    files: dict[str, list[str]] = {}
    for name in WorkTree(root).names(folder):
        stem = PurePosixPath(name).stem
        if name.endswith(".yaml") and len(stem) == _LENGTH and _BEGINNING.fullmatch(stem):
            files.setdefault(stem, []).append(name)
    return dict(sorted(files.items()))


def file_of_id(root: Path, folder: str, word: str) -> str:
    """Return the file whose id is ``word``, or is the only one that begins with it, in any case.

    Of several files with one id it is the one at its right place.

    Raises:
        NotOneWireError: there is none, or several.
        OSError: the folder of incidents can't be listed.
    """
    files = files_by_id(root, folder)
    beginning = word.upper()
    ids = [wire_id for wire_id in files if wire_id.startswith(beginning)]
    if not ids:
        raise _unknown(beginning, files)
    if len(ids) > 1:
        raise NotOneWireError(
            f"{len(ids)} wires have an id that begins with {shown(beginning)}; write more letters of one:",
            *(f"  {wire_id}  {title}" for wire_id, title in titles(root, files, ids[:_MOST])),
            *([f"  and {len(ids) - _MOST} more"] if len(ids) > _MOST else []),
        )
    paths, home = files[ids[0]], f"{folder}/{home_of(ids[0])}"
    if home not in paths and len(paths) > 1:
        raise NotOneWireError(f"several files have this name: {listed(paths, 'and')}", "write the path of one")
    return home if home in paths else paths[0]


def _unknown(beginning: str, ids: Iterable[str]) -> NotOneWireError:
    short = len(beginning) < _LENGTH
    guess = closest(beginning, ids)
    hint = f"; did you mean `{guess}`?" if guess else "; search with `butfor find`" if short else ""
    return NotOneWireError(
        f"no wire here has {'an id that begins with' if short else 'the id'} {shown(beginning)}{hint}"
    )


def titles(root: Path, files: Mapping[str, list[str]], ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each of these ids with its wire's title, harmless on one line; empty where it can't be read."""
    tree = WorkTree(root)
    for wire_id in ids:
        try:
            data = native(parse(tree.source(files[wire_id][0])).data)
        except (OSError, NotRegularFileError):  # `butfor check` says so
            data = None
        title = data.get("title") if isinstance(data, dict) else None
        yield wire_id, visible(title) if isinstance(title, str) else ""
