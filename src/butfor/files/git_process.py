"""Running git, with the environment in which git runs butfor: believed whole, or an error.

A hook gets from git the index, folder, objects and configuration of the commit that is being made
(``GIT_INDEX_FILE``, ``GIT_DIR``, ``GIT_WORK_TREE``, ``GIT_OBJECT_DIRECTORY``, ``GIT_CONFIG_*``). To ask another index
or repository would be to judge something else than what is committed.
"""

import os
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from butfor.files.root import repository_around
from butfor.files.system import decoded, program


class GitError(Exception):
    """git could not answer; ``args`` say what to do, a line each."""


def locate(archive: Path) -> tuple[Path, str, Mapping[str, str]]:
    """Return the folder of the repository around ``archive``, the archive's folder in it, and what git named.

    The repository is the one that git names in the environment, else the nearest. The archive's folder is empty or ends
    in ``/``. What git named from the folder where butfor began comes back independent of any folder.

    Raises:
        GitError: there is none, or what git names can't be used for this archive.
    """
    by_name = [name for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE") if name in os.environ]
    answer = _lines(run_git(Path.cwd() if by_name else archive, {}, _WHERE))
    if not all(answer):
        raise GitError("the `git` in PATH prints nothing for `git rev-parse --show-toplevel`")
    if len(answer) != 2:
        raise GitError("the path of this repository contains a line break; move it to another folder")
    if "GIT_DIR" in by_name and "GIT_WORK_TREE" not in by_name and (own := nearest(archive))[1:] == answer[1:]:
        answer = own  # git took the folder in which butfor began for the top, and a hook may have left the top
    top, git_folder = map(Path, answer)
    inside = archive.resolve()
    if not inside.is_relative_to(top.resolve()):
        raise GitError(
            f"{' with '.join(by_name) or 'core.worktree'} names the repository in {top}, and {archive} is not in it",
            f"run `{'unset' if by_name else 'git config --unset'} {' '.join(by_name) or 'core.worktree'}`, or name an "
            "archive of that repository with --archive",
        )
    _require_index(top, git_folder)
    named = {}
    if by_name:
        named = {"GIT_DIR": str(git_folder), "GIT_WORK_TREE": str(top)}
    if "GIT_COMMON_DIR" in os.environ:
        named["GIT_COMMON_DIR"] = str(Path(os.environ["GIT_COMMON_DIR"]).absolute())
    return top, "".join(f"{part}/" for part in inside.relative_to(top.resolve()).parts), named


def nearest(archive: Path) -> list[str]:
    """Return the top and git's folder of the repository around ``archive``, whatever git names; ``[""]`` for none."""
    return _lines(run_git(archive, {}, _WHERE, accepted=(0, 128), without=["GIT_DIR", "GIT_WORK_TREE"]))


def run_git(
    folder: Path,
    named: Mapping[str, str],
    arguments: Sequence[str],
    stdin: bytes = b"",
    accepted: Collection[int] = (0,),
    *,
    without: Collection[str] = (),
) -> bytes:
    """Return what git prints in ``folder``; it gets the environment that butfor has but for ``without``, and ``named``.

    Raises:
        GitError: its exit status is none of ``accepted``, or it is not there.
    """
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in _OF_COMMANDS and key not in without and not (key.startswith("GIT_TRACE") and value in _OUTPUTS)
    }
    try:
        done = subprocess.run(
            [program("git"), "-C", str(folder), *_OPTIONS, *arguments],
            input=stdin, capture_output=True, env={**environment, **named, **_SETTINGS}, check=False,
        )  # fmt: skip
    except OSError as error:
        raise GitError(f"git can't be run: {error.strerror or error}") from error
    if done.returncode not in accepted:
        raise _error(folder, arguments[0], done)
    return done.stdout


# How a command line is read, and programs that are run for it: no part of what git says about the repository.
_OF_COMMANDS = frozenset(
    [
        *("GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"),
        *("GIT_EXTERNAL_DIFF", "GIT_PREFIX", "GIT_ATTR_SOURCE"),
    ]
)
_WHERE = ("rev-parse", "--show-toplevel", "--absolute-git-dir")
_OUTPUTS = frozenset(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])  # a trace there would be taken for the answer
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "advice.graftFileDeprecated=false")  # git would run the first
# Objects and parents as they are, whatever a clone has put in their place.
_SETTINGS = {
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
}


def _lines(output: bytes) -> list[str]:
    return decoded(output).removesuffix("\n").split("\n")


def _error(folder: Path, command: str, done: "subprocess.CompletedProcess[bytes]") -> GitError:
    """Return the error of a git that failed: what it said, and what it says to do."""
    words = [line.strip() for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    words = words[next((at for at, line in enumerate(words) if line.startswith(("fatal:", "error:"))), 0) :]
    first = words[0].removeprefix("fatal: ") if words else f"status {done.returncode}"
    if "not a git repository" not in first:
        return GitError(f"git {command}: {first}", *words[1:6])
    if "GIT_DIR" in os.environ:
        return GitError(f"GIT_DIR names {os.environ['GIT_DIR']}, but git finds no repository there", "unset it")
    if around := repository_around(folder.absolute()):
        return GitError(f"{around / '.git'} exists, but git can't read it: {first}", "check its owner and permissions")
    return GitError(
        f"{folder} is in no git repository, so there is nothing to compare with",
        "`git init` makes one; `butfor check` without options needs none",
    )


def _require_index(top: Path, git_folder: Path) -> None:
    """Check that the index that git names in the environment is there; git would take another for an empty one.

    Raises:
        GitError: it is not.
    """
    name = os.environ.get("GIT_INDEX_FILE")
    if name is None:
        return
    path = Path(os.path.realpath(top / name))
    if not path.is_file() and path != Path(os.path.realpath(git_folder / "index")):  # a first commit has none yet
        raise GitError(f"GIT_INDEX_FILE names {name}, but there is no index", "run `unset GIT_INDEX_FILE`")
