"""``butfor ledger``"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from butfor.cli._outputs import target_of
from butfor.cli.common import (
    archive_option,
    emit,
    fail,
    file_errors,
    offering,
    open_archive,
    output_option,
    progress,
    stranger_words,
    warn,
    width,
)
from butfor.findings import Level
from butfor.ledger.account import FORMATS, as_jsonl, as_markdown, ledger
from butfor.policy.policy import Policy
from butfor.text.display import inert, shown, visible, wrapped

if TYPE_CHECKING:
    from butfor.ledger.verify import HistoryFinding, HistoryReport  # most runs need neither

_ALL_EXPLAINED = "every change of a published wire is explained"


@click.command("ledger")
@archive_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Default: jsonl if --output ends in .jsonl, else markdown.",
)
@output_option
@click.option("--verify", "verifies", is_flag=True, help="Compare the entries of the wires with git's history.")
@click.option(
    "--since", metavar="REVISION", shell_complete=offering("revisions"),
    help="With --verify: compare only the commits after REVISION.",
)  # fmt: skip
def command(archive: Path | None, format_: str | None, output: Path | None, verifies: bool, since: str | None) -> None:
    """List corrections, retractions and suppressed rules.

    Corrections, clarifications, updates, reversals, retractions and signed deviations of all published and retracted
    wires, the newest first, as a page for readers or as JSON Lines. An invalid file is named on standard error and
    makes the exit status 1: then the ledger may be incomplete.

    --verify reads the history of the checked-out branch, commit by commit, and shows each change of a published wire
    that no entry explains, each entry without a change, and what else the history rules of `butfor check` find. What
    was corrected later is a warning. The exit status is 1 if there is any other finding, and 2 if this clone does not
    contain the whole history, or not all commits after REVISION.

    Example: butfor ledger --verify
    """
    root, policy = open_archive(archive)
    if verifies:
        if output is not None or format_ is not None:
            fail("--verify can't be combined with --format or --output")
        raise click.exceptions.Exit(_verify(root, policy, since))
    if since is not None:
        fail("--since needs --verify")
    if format_ is None:
        format_ = "jsonl" if output is not None and output.suffix.lower() == ".jsonl" else "markdown"
    target = target_of(output, root, policy.config.paths)
    with file_errors(root):
        account = ledger(root, policy)
    text = "".join({"markdown": as_markdown, "jsonl": as_jsonl}[format_](account.items))
    data = text.encode("utf-8", "backslashreplace")
    emit(data, target)
    for missed in account.missed:
        warn(f"left out: {missed.name}: {missed.why}")
    if account.missed:
        warn(f"{len(account.missed)} of the archive could not be read; run `butfor check`")
        raise click.exceptions.Exit(2 if any(missed.unread for missed in account.missed) else 1)


def _verify(root: Path, policy: Policy, since: str | None) -> int:
    """Show what the history says; return the exit status."""
    from butfor.files.git import Repository
    from butfor.files.git_process import GitError
    from butfor.files.public import commit_named
    from butfor.ledger.verify import verify

    try:
        repository = Repository.of(root)
        if repository.stranger:
            raise GitError(stranger_words(repository.stranger))
        start = commit_named(repository, since) if since is not None else None
        begun = time.monotonic()
        history = verify(repository, policy, start, progress())
    except GitError as error:
        fail(*error.args)
    help_ = "`git show COMMIT -- FILE` shows a change; docs/maintaining.md of butfor says how to correct it"
    lines = [*map(_line, history.faults), *_summary(history), *([help_] if history.count(Level.ERROR) else ())]
    for line in lines:
        for part in wrapped(visible(line), width(sys.stdout), "", "  "):
            click.echo(inert(part))
    if (seconds := time.monotonic() - begun) >= 1:
        warn(f"took {seconds:.1f} s")
    for note in history.notes:
        warn(inert(visible(note)))
    for name in history.unread:
        warn(f"{name} can't be read as a wire; run `butfor check`")
    if history.cut is not None:
        fail(
            f"could not compare everything: this clone's history ends at {history.cut.oid[:12]}",
            "fetch all of it: git fetch --unshallow origin",
            "(with actions/checkout: `fetch-depth: 0`), or name where to start: --since REVISION",
        )
    return 1 if history.count(Level.ERROR) or history.unread else 0


def _line(finding: "HistoryFinding") -> str:
    settled = f"; {finding.settled}" if finding.settled else ""
    commit = finding.commit
    return (
        f"{commit.oid[:12]} {commit.date} by {shown(commit.author)}: {finding.file}: "
        f"{finding.level}[{finding.rule}]: {finding.message}{settled}"
    )


def _summary(history: "HistoryReport") -> Iterator[str]:
    if history.passed_over:
        left_out = _count(history.passed_over, "version")
        yield (f"{left_out} left out, because the wire can't be read there; the next ones were compared instead")
    if history.older:
        older = _count(history.older, "correction")
        yield f"{older} not compared: they are older than the first version compared"
    if history.in_words:
        in_words = _count(history.in_words, "change")
        yield f"{in_words} explained in words, by entries of the first edition, which a program can't compare exactly"
    counts = ((history.count(level), level) for level in (Level.ERROR, Level.WARNING))
    summary = ", ".join(_count(count, level) for count, level in counts if count) or _ALL_EXPLAINED
    counted = f"{_count(history.commits, 'commit')}, {_count(history.compared, 'version')}"
    yield f"{counted} compared with the one before: {summary}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
