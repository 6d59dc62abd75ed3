"""``butfor check``"""

import os
import sys
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from butfor.cli.common import (
    archive_option,
    at_or_above,
    could_not_check,
    emit,
    fail,
    name_of,
    policy_of,
    progress,
    root_of,
    target_of,
    wanted_names,
    wants_colour,
    width,
)
from butfor.engine.cache import Cache
from butfor.files.tree import MAX_BYTES, Source, WorkTree
from butfor.findings import Report
from butfor.report import FORMATS, render

if TYPE_CHECKING:
    from butfor.engine.base import Compared  # these take time to load, and where nothing changed nobody needs them
    from butfor.policy.policy import Policy

_LINES = 500  # of output that are written at once


class _Share(click.ParamType[tuple[int, int]]):
    """``I/N``: one of N shares, the first being 1."""

    name = "I/N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """See `click.ParamType`."""
        share, _, shares = str(value).partition("/")
        if not (share.isdecimal() and shares.isdecimal() and 1 <= int(share) <= int(shares) <= 1000):
            self.fail(f"{value!r} is no share such as 1/4: the first of four", param, ctx)
        return int(share), int(shares)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options of one run."""

    paths: tuple[Path, ...]
    archive: Path | None
    format_: str
    fail_on: str
    color: str
    staged: bool
    since: str | None
    stdin_filename: str | None
    no_cache: bool
    jobs: int | None
    timings: bool
    shard: tuple[int, int] | None
    output: Path | None
    merge: tuple[Path, ...]

    @property
    def compares(self) -> bool:
        """Whether wires are compared with what they were."""
        in_ci = "true" in (os.environ.get("GITHUB_ACTIONS"), os.environ.get("GITLAB_CI"))
        return self.staged or self.since is not None or (in_ci and Path("-") not in self.paths)


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The least level that makes the exit status 1.",
)
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--staged", is_flag=True, help="Check what is staged for the next commit, and what it changes.")
@click.option("--since", metavar="REVISION", help="Check what changed since REVISION, and how.")
@click.option("--stdin-filename", help="With `-`: the path that standard input stands for.")
@click.option("--no-cache", is_flag=True, help="Judge every file anew, and keep nothing for the next run.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Processes to share the work; default: one a processor.")
@click.option("--timings", is_flag=True, help="Say how long each rule takes; in one process, without the cache.")
@click.option("--shard", type=_Share(), help="Judge one of N shares, and write --output for --merge.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="With --shard: the file to write.")
@click.option(
    "--merge", multiple=True, type=click.Path(path_type=Path), help="A file that a --shard wrote; repeatable."
)
def command(**options: Any) -> None:
    """Say which wires may be published.

    Without PATHS the whole archive is checked; with PATHS (files, folders, or - for standard input) findings are
    shown for those, and each is still compared with all other wires.

    With --staged, --since, and in CI by itself, wires are also compared with what they were: a published fact can't
    change without a correction. Where nothing is staged, --staged checks everything.

    What was found is kept in .butfor_cache/, so that the next run judges only what changed. Machines can share the
    work: each runs with --shard I/N --output FILE, then one with --merge FILE for each of these files.
    """
    asked = _Asked(**options)
    if asked.staged and (asked.since is not None or asked.paths):
        fail("--staged checks all that is staged: leave out PATHS and --since")
    if asked.since is not None and "-" in map(str, asked.paths):
        fail("--since compares files: it does not go with `-`, which is standard input")
    if (asked.shard is None) != (asked.output is None):
        fail("--shard and --output go together: the file is what --merge reads")
    if (asked.shard or asked.merge) and asked.paths:
        fail("--shard and --merge speak of the whole archive: leave out PATHS")
    if (asked.shard and asked.merge) or (asked.timings and (asked.shard or asked.merge)):
        fail("--shard, --merge and --timings don't go together")
    root = root_of(asked.archive)
    anew = asked.no_cache or asked.timings or asked.shard or asked.merge
    cache = None if anew else Cache.of(root)
    tree = WorkTree(root)
    report = cache.unchanged(tree) if cache is not None and not (asked.paths or asked.compares) else None
    report = replace(report or _checked(tree, asked, cache), folder=_folder(root))
    lines = render(asked.format_, report, width(sys.stdout), wants_colour(asked.color, sys.stdout))
    while some := list(islice(lines, _LINES)):
        click.echo("\n".join(some), color=True)
    if asked.format_ == "github":
        _add_summary(report)
    status = 1 if at_or_above(report.findings, asked.fail_on) else 0
    raise click.exceptions.Exit(2 if could_not_check(report) else status)


def _checked(tree: WorkTree, asked: _Asked, cache: Cache | None) -> Report:
    """The archive, judged; stops with status 2 where it can't be."""
    from butfor.engine.base import Compared, compared
    from butfor.engine.check import check
    from butfor.engine.judging import Clock
    from butfor.engine.recall import PartError, Parts
    from butfor.files.git import GitError

    root, policy = tree.root, policy_of(tree)
    wanted = _wanted(asked, root, policy, tree.overlay)
    what = Compared(tree, policy, wanted, some=False, base=None)
    clock = Clock() if asked.timings else None
    store = Parts(asked.merge) if asked.merge else cache
    try:
        if asked.compares:
            what = compared(root, wanted, asked.staged, asked.since)
        if asked.shard and asked.output:
            _write_part(what, asked.shard, asked.output, root, asked.jobs)
        report = check(what.tree, what.policy, what.wanted, None, progress(), what.base, store, asked.jobs, clock)
    except (GitError, PartError) as error:
        fail(*error.args)
    except OSError as error:
        fail(f"{error.filename or root}: {error.strerror or error}")
    for line in clock.table() if clock else ():
        click.echo(line, err=True)
    return replace(report, wanted=report.wanted and not what.some)


def _write_part(what: "Compared", shard: tuple[int, int], output: Path, root: Path, jobs: int | None) -> NoReturn:
    """Judge one share, write what it comes to, and end: the run that merges all shares says what was found."""
    from butfor.engine.judging import Judge
    from butfor.engine.recall import part

    target = target_of(output, root, what.policy)
    judge = Judge(what.tree, what.policy, None if what.wanted is None else frozenset(what.wanted))
    data, files = part(judge, *shard, progress(), jobs)
    emit(data, target)
    click.echo(f"share {shard[0]} of {shard[1]}: {files} files judged; `--merge` says what was found", err=True)
    raise click.exceptions.Exit(0)


def _folder(root: Path) -> str:
    """The archive's folder as seen from the root of its git repository, which CI systems count paths from."""
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return "".join(f"{part}/" for part in root.relative_to(top).parts)


def _add_summary(report: Report) -> None:
    """Append the report to the summary of the job, where GitHub asks for one; the check stands without it."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(["", *render("markdown", report), ""]))
    except OSError as error:
        click.echo(f"butfor: can't write the summary of the job: {error.strerror or error}", err=True)


def _wanted(asked: _Asked, root: Path, policy: "Policy", overlay: dict[str, Source]) -> set[str] | None:
    """The names that PATHS stand for, None for all; what standard input stands for goes into ``overlay``."""
    stdin_filename = asked.stdin_filename
    named = tuple(path for path in asked.paths if str(path) != "-")
    if len(named) == len(asked.paths):
        if stdin_filename:
            fail("--stdin-filename goes with the path `-`, which reads standard input")
        return wanted_names(asked.paths, root, policy)
    if not stdin_filename:
        fail("`-` needs --stdin-filename, the path that standard input stands for")
    folder = policy.config.paths.incidents
    name = name_of(Path(stdin_filename), root)
    if not name.startswith(f"{folder}/"):
        fail(f"{stdin_filename}: not a wire; wires lie under {folder}/")
    if sys.stdin is None:
        fail("standard input is closed")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    overlay[name] = Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)
    others = wanted_names(named, root, policy) if named else set()
    return None if others is None else {name, *others}
