"""Attributes: what git does to a file between the commit, a checkout and a page that shows the change.

git itself is asked, in an empty repository of its own: so only the files of the version that is checked speak, and
neither this clone's `info/attributes` nor anybody's own settings.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from butfor.files.git_process import GitError
from butfor.files.layout import ATTRIBUTES
from butfor.files.system import decoded, encoded, program
from butfor.files.tree import Source

HARMLESS: Mapping[str, frozenset[str]] = {
    "working-tree-encoding": frozenset(["unset", "utf-8", "utf8"]),
    "ident": frozenset(["unset"]),
    "filter": frozenset(["unset"]),
    "merge": frozenset(["set", "text"]),
    "diff": frozenset(["set"]),
    "export-ignore": frozenset(["unset"]),
    "export-subst": frozenset(["unset"]),
    "linguist-generated": frozenset(["unset", "false"]),
    "gitlab-generated": frozenset(["unset", "false"]),
    "conflict-marker-size": frozenset(["7"]),
}
"""The attributes that change what a checkout or a download says, how a change is merged, or what reviewers see of it,
each with the values that do no such thing. Where one is not set at all, it doesn't either."""

_BINARY = {"diff", "merge"}  # of those, what git's own macro `binary` takes away
_STATES = frozenset(["set", "unset", "unspecified"])  # as values, `git check-attr` shows them like the states
_LONGEST = 1500  # bytes of a line that is made longer here; git reads none of more than 2048


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that is set where it does harm."""

    source: str
    """The file that sets it."""
    line: int
    """The line there; 1 where it is not known."""
    written: str
    """The attribute as people write it, such as ``-diff``."""
    paths: tuple[str, ...]
    """The files that it is set on."""


def read_attributes(sources: Sequence[Source], paths: Sequence[str]) -> list[Attribute]:
    """Return the attributes that do harm to some of ``paths``, in the order of the lines that set them.

    Raises:
        GitError: git can't be asked, or a file is too large to be read whole.
        OSError: a temporary folder can't be written.
    """
    lines: list[
        tuple[str, int, frozenset[str]]
    ] = []  # file, number, and which attributes are values called like states
    texts, asked = {}, set[str]()
    for source in sources:
        if source.truncated:
            raise GitError(f"{source.name} is too large to read, so its effect on files is not known")
        if _can_be_written(source.name):
            folder = source.name.rpartition("/")[0]
            texts[f"{folder}/{ATTRIBUTES}".lstrip("/")] = _numbered(source, lines, asked)
    if not asked:
        return []
    found: dict[tuple[int, str], dict[str, None]] = {}
    for path, values in _ask(texts, sorted(asked), [path for path in paths if _can_be_written(path)]):
        for name in asked if not path.endswith("/") else asked & {"export-ignore"}:
            value, place = values[name], values[_place(name)]
            number = int(place) if place.isdecimal() and int(place) <= len(lines) else 0
            is_text = number > 0 and name in lines[number - 1][2]
            if is_text or value.casefold() not in {*HARMLESS[name], "unspecified"}:
                written = {"set": name, "unset": f"-{name}"}.get("" if is_text else value, f"{name}={value}")
                found.setdefault((number, written), {})[path] = None
    somewhere = (next(iter(texts)), 1, frozenset[str]())
    return [
        Attribute(*(lines[number - 1] if number else somewhere)[:2], written, tuple(on))
        for (number, written), on in sorted(found.items())
    ]


def _numbered(source: Source, lines: list[tuple[str, int, frozenset[str]]], asked: set[str]) -> bytes:
    """Return a file in which each line that sets one of the attributes, for files or in a macro, also says where it is.

    ``lines`` get its place, and ``asked`` the attributes.
    """
    numbered = []
    for number, line in enumerate(source.data.split(b"\n"), 1):
        tokens = [token.lstrip("-!").partition("=") for token in line.decode("utf-8", "replace").split()]
        names = {name for name, _, _ in tokens if name in HARMLESS} | (
            _BINARY if ("binary", "", "") in tokens else set()
        )
        if names and len(line) < _LONGEST:
            lines.append((source.name, number, frozenset(name for name, _, value in tokens if value in _STATES)))
            places = (f" {_place(name)}={len(lines)}" for name in sorted(names))
            line = line.rstrip(b"\r") + "".join(places).encode()
        asked |= names
        numbered.append(line)
    return b"\n".join(numbered)


def _place(name: str) -> str:
    return f"butfor-{name}"


def _can_be_written(path: str) -> bool:
    """Return whether a path can be in a checkout: a hostile tree may hold others, which git itself refuses."""
    return not any(part.casefold() in ("", ".", "..", ".git") for part in path.removesuffix("/").split("/"))


def _ask(
    texts: Mapping[str, bytes], names: Sequence[str], paths: Sequence[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield for each path the attributes that are asked for; twice, as disks with and without capital letters have it.

    Raises:
        GitError: git can't be asked.
    """
    with tempfile.TemporaryDirectory(prefix="butfor-") as folder:
        _git(folder, "init", "--quiet", "--template=")
        for name, data in texts.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        wanted = [asked for name in names for asked in (name, _place(name))]
        stdin = b"".join(encoded(path) + b"\0" for path in paths)
        for ignore_case in ("false", "true"):
            settings = ("-c", f"core.ignoreCase={ignore_case}", "-c", f"core.attributesFile={os.devnull}")
            answer = iter(_git(folder, *settings, "check-attr", "--stdin", "-z", *wanted, stdin=stdin).split(b"\0"))
            for path in paths:
                values = {}
                for name in wanted:
                    *_, value = islice(answer, 3)  # path, attribute, value
                    values[name] = decoded(value)
                yield path, values


def _git(folder: str, *arguments: str, stdin: bytes = b"") -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            [program("git"), "-C", folder, *arguments], input=stdin, capture_output=True, env=environment, check=False
        )
    except OSError as error:
        raise GitError(f"git can't be run: {error.strerror or error}") from error
    if done.returncode:
        raise GitError(f"git can't read the attributes of files: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
