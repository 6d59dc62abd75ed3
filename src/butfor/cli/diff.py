"""``butfor diff``"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from butfor.cli.common import (
    archive_option,
    fail,
    fail_for_policy,
    file_errors,
    offering,
    public_option,
    root_of,
    say,
    width,
)

if TYPE_CHECKING:
    from butfor.account.values import Account

FORMATS = ("text", "markdown", "json")


@click.command("diff")
@click.argument("revision", required=False, shell_complete=offering("revisions"))
@archive_option
@click.option("--staged", is_flag=True, help="Compare the staged files instead of the files in the folder.")
@public_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
def command(revision: str | None, archive: Path | None, staged: bool, public: tuple[str, ...], format_: str) -> None:
    """Describe a change in words.

    Shows new drafts and wires with their title, severity, independent sources, assessor and sender; changed facts of
    public wires, with deleted words as [-words-] and new words as {+words+}; corrections and retractions; changes to
    the policy.

    Compares the folder with the public branch, or with the point where it left REVISION; in CI compares what is checked
    out with the base of the job. `butfor check --staged` and `--since` show the same account above their findings.
    Nothing is checked: the exit status is 0, or 2 if there is nothing to compare with.

    Example: butfor diff --staged
    """
    if revision is not None and (staged or public):
        fail("REVISION is the base: leave out --staged and --public")
    root = root_of(archive)
    with file_errors(root):
        account = _account(root, revision, staged, public)
    for line in _lines(account, format_):
        click.echo(line)


def _account(root: Path, revision: str | None, staged: bool, public: tuple[str, ...]) -> "Account":
    """Compare; stops with status 2 where that can't be done.

    Raises:
        OSError: a folder can't be listed.
    """
    from butfor.account.read import read_account
    from butfor.account.values import merged
    from butfor.engine.base import Wanted, compare
    from butfor.files.git_process import GitError
    from butfor.policy.policy import PolicyError, PolicyInvalidError

    try:
        comparisons = compare(root, Wanted(staged=staged, since=revision, folder=True, public=public))
        for note in comparisons.notes:
            say(note)
        return merged([read_account(comparison) for comparison in comparisons.each if not comparison.unless])
    except (GitError, PolicyError) as error:
        fail(*error.args)
    except PolicyInvalidError as error:
        fail_for_policy(error)


def _lines(account: "Account", format_: str) -> Iterator[str]:
    if format_ == "json":
        from butfor.account.plain import plain
        from butfor.report.json import dumps

        yield dumps({"version": 1, "account": plain(account)})
        return
    from butfor.account.text import render

    lines = list(render(account, width(sys.stdout) if format_ == "text" else 80, whole=True))
    lines = lines or ["no wire and no policy file changed"]
    if format_ == "markdown":
        from butfor.report.markdown import fenced

        lines = ["### What this change does", "", *fenced(lines, None)]
    yield from lines
