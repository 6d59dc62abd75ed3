"""``butfor fix``"""

import sys
from collections import Counter
from pathlib import Path

import click

from butfor.cli._place import commands_here, path_here, show_diff
from butfor.cli._wires import selected_names
from butfor.cli.common import (
    PathType,
    archive_option,
    at_or_above,
    could_not_check,
    file_errors,
    offering,
    open_archive,
    warn,
    width,
)
from butfor.edit.fix import ChangedMeanwhileError, FixPlan, FixResult, apply, plan
from butfor.findings import Applicability, Level
from butfor.text.display import inert, typed, visible, wrapped

_MOST = 10  # errors left that are named


@click.command("fix")
@click.argument("paths", nargs=-1, type=PathType(), shell_complete=offering("wires"))
@archive_option
@click.option("--diff", is_flag=True, help="Show the changes without writing them; exit 1 if there are any.")
@click.option("--unsafe", is_flag=True, help="Also apply fixes that guess; read the result.")
def command(paths: tuple[Path, ...], archive: Path | None, diff: bool, unsafe: bool) -> None:
    """Fix what a program can fix.

    Only the text of a finding changes; comments, quotes and line endings around it stay, but for the comment that
    `butfor new` wrote, which goes with the last TODO. Each file is checked again before it is written, and is not
    written if the fix does not help.

    Example: butfor fix --diff

    Exit status: 0 no errors are left, 1 errors are left.
    """
    root, policy = open_archive(archive, *paths)
    with file_errors(root):
        planned = plan(root, policy, selected_names(paths, root, policy), unsafe)
    unwritten: set[str] = set()
    if diff:
        for result in planned.results:
            show_result(result)
        status = 1 if planned.results else 0
    else:
        status = 1 if at_or_above(planned.report.findings, "error") else 0
        for result in planned.results:
            if failed := write_result(root, result, "fixed"):
                status = failed
                unwritten.add(result.name)
    click.echo(commands_here(_summary(planned, diff, unsafe, unwritten)), err=diff)
    errors = [finding for finding in planned.report.findings if finding.level is Level.ERROR]
    for finding in errors[:_MOST]:
        place = f"{visible(path_here(finding.file))}:{finding.span.line}"
        click.echo(inert(f"left: error[{finding.rule}] {place}"), err=diff)
    if errors:
        more = f"{len(errors) - _MOST} more errors; " if len(errors) > _MOST else ""
        click.echo(commands_here(f"{more}`butfor check` says what to write"), err=diff)
    for name in planned.unfinished:
        words = "has more to fix than one run tries; run the command again, or fix it by hand"
        warn(f"{path_here(name)} {words}")
    for name in planned.left_out:
        words = "is not checked out, so it was not changed; `git sparse-checkout add` checks out its folder"
        warn(f"{path_here(name)} {words}")
    raise click.exceptions.Exit(could_not_check(planned.report) or status)


def show_result(result: FixResult) -> int:
    """Print what would change in one file; return 1, because something would."""
    before, after = (data.decode("utf-8", "replace") for data in (result.before, result.after))
    show_diff(result.name, before, after, result.move)
    return 1


def write_result(root: Path, result: FixResult, done: str) -> int:
    """Write one file, and print what was ``done``; return 2 where it can't be written, else 0."""
    try:
        apply(root, result)
    except ChangedMeanwhileError:
        warn(f"{path_here(result.name)} changed meanwhile, so it was not written; run the command again")
        return 2
    except OSError as error:
        warn(f"{path_here(result.name)}: {error.strerror or error}")
        return 2
    name = visible(path_here(result.name))
    counts = Counter(finding.rule for finding in result.fixed)
    rules = ", ".join((*(f"{count} {rule}" for rule, count in counts.items()), *result.done))
    for line in wrapped(f"{done} {name}{': ' if rules else ''}{rules}", width(sys.stdout), "", "  "):
        click.echo(inert(line))
    if result.move:
        add = typed("git", "add", "-A", result.name, result.move)
        click.echo(inert(commands_here(f"moved it to {visible(path_here(result.move))}; for git: `{add}`")))
    return 0


def _summary(planned: FixPlan, diff: bool, unsafe: bool, unwritten: set[str]) -> str:
    fixed = sum(len(result.fixed) for result in planned.results if result.name not in unwritten)
    left = [finding for finding in planned.report.findings if finding.file not in unwritten]
    words = f"{fixed} {'would be fixed' if diff else 'fixed'}, {len(left)} left"
    more = sum(finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE for finding in left)
    if more and not unsafe:
        words += f" ({more} of them fixable with `butfor fix --unsafe`, which guesses)"
    if unwritten:
        words += f"; {len(unwritten)} {'file' if len(unwritten) == 1 else 'files'} could not be written"
    return words
