"""``butfor check``"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from butfor.check import Base, Report, changed_names, check, policy_changed
from butfor.cli.common import (
    archive_option,
    at_or_above,
    could_not_check,
    fail,
    name_of,
    open_archive,
    policy_of,
    progress,
    wanted_names,
    wants_colour,
    width,
)
from butfor.policy import Policy, PolicyError, PolicyFlawsError, load
from butfor.report import FORMATS, render
from butfor.source import CONFIG, MAX_BYTES, Source, Tree, WorkTree


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
def command(
    paths: tuple[Path, ...],
    archive: Path | None,
    format_: str,
    fail_on: str,
    color: str,
    staged: bool,
    since: str | None,
    stdin_filename: str | None,
) -> None:
    """Say which wires may be published.

    Without PATHS the whole archive is checked; with PATHS (files, folders, or - for standard input) findings are
    shown for those, and each is still compared with all other wires.

    With --staged, --since, and in CI by itself, wires are also compared with what they were: a published fact can't
    change without a correction. Where nothing is staged, --staged checks everything.
    """
    if staged and (since is not None or paths):
        fail("--staged checks all that is staged: leave out PATHS and --since")
    if since is not None and "-" in map(str, paths):
        fail("--since compares files: it does not go with `-`, which is standard input")
    root, policy = open_archive(archive)
    overlay: dict[str, Source] = {}
    wanted = _wanted(paths, root, policy, overlay, stdin_filename)
    try:
        in_ci = "true" in (os.environ.get("GITHUB_ACTIONS"), os.environ.get("GITLAB_CI"))
        if staged or since is not None or (in_ci and not overlay):
            report = _compared(root, policy, wanted, staged, since)
        else:
            report = check(root, policy, wanted, overlay, progress())
    except OSError as error:
        fail(f"{error.filename or root}: {error.strerror or error}")
    report = replace(report, folder=_folder(root))
    for line in render(format_, report, width(sys.stdout), wants_colour(color, sys.stdout)):
        click.echo(line, color=True)
    if format_ == "github":
        _add_summary(report)
    raise click.exceptions.Exit(2 if could_not_check(report) else 1 if at_or_above(report.findings, fail_on) else 0)


def _compared(root: Path, policy: Policy, wanted: set[str] | None, staged: bool, since: str | None) -> Report:
    """The archive compared with an earlier version: with what is public, with a revision, or with what CI says."""
    from butfor import ci  # all of this takes time to load, and most runs compare with nothing
    from butfor.git import EMPTY_TREE, GitError, Repository

    try:
        repository = Repository.of(root)
        tree: Tree = WorkTree(root)
        revision: str | None = None
        some = since is not None and wanted is None  # only what changed is told of
        if staged:
            tree = repository.staged()
            some = tree.blobs != repository.tree(repository.commit("HEAD") or EMPTY_TREE).blobs
        in_ci = since is None and not some and ci.known(os.environ)
        if in_ci:  # what is merged is the commit, whatever a checkout makes of it
            revision = ci.base(repository, os.environ)
            tree = repository.tree("HEAD") if repository.commit("HEAD") else tree
        elif staged:
            revision = repository.published()
        elif since is not None:
            revision = repository.commit(since)
            if revision is None:
                fail(f"there is no revision {since} in this clone; fetch it, or name another")
            revision = repository.forked(revision) or revision  # what other branches did since is not ours
        if revision is None:
            click.echo("butfor: this event names no earlier version, so nothing was compared with one", err=True)
            return check(tree, policy_of(tree), wanted, None, progress())
        old, new = repository.tree(revision), policy_of(tree)
        if CONFIG not in old.blobs:
            moved = sorted({*repository.archives(revision)} - {*repository.archives("HEAD" if in_ci else None)})
            if moved:
                fail(
                    f"the archive in {moved[0] or 'the top folder'} is gone, and this one is new",
                    "an archive stays where it is, or nothing could be compared with what it was: move it back",
                )
        trusted = _policy_before(old, new)
        if some:
            wanted = changed_names(old, tree, trusted)
        if in_ci:
            brought = new if policy_changed(old, tree, trusted) else None
            base = Base(old, trusted, brought, ci.labels(os.environ))
            report = check(tree, trusted, wanted, None, progress(), base)
        else:  # who works locally tries out a policy
            report = check(tree, new, wanted, None, progress(), Base(old, trusted))
    except GitError as error:
        fail(*error.args)
    return replace(report, wanted=report.wanted and not some)


def _policy_before(old: Tree, new: Policy) -> Policy:
    """The policy of an earlier version; the new one where there was no archive yet, or none that can be used."""
    from butfor.rules import LOCKED

    try:
        return load(old, LOCKED)
    except (PolicyError, PolicyFlawsError) as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            click.echo("butfor: the policy before this change can't be used, so the new one judges", err=True)
        return new


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


def _wanted(
    paths: tuple[Path, ...],
    root: Path,
    policy: Policy,
    overlay: dict[str, Source],
    stdin_filename: str | None,
) -> set[str] | None:
    """The names that PATHS stand for, None for all; what standard input stands for goes into ``overlay``."""
    named = tuple(path for path in paths if str(path) != "-")
    if len(named) == len(paths):
        if stdin_filename:
            fail("--stdin-filename goes with the path `-`, which reads standard input")
        return wanted_names(paths, root, policy)
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
