"""``butfor baseline``"""

from collections import Counter
from pathlib import Path

import click

from butfor.cli._group import Group
from butfor.cli._place import commands_here, path_here
from butfor.cli.common import archive_option, could_not_check, fail, file_errors, open_archive, progress, say
from butfor.edit.baseline import begin
from butfor.edit.fix import ChangedMeanwhileError, apply, shrunk
from butfor.engine.cache import Cache
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.files.write import leads_out, write
from butfor.policy.baseline import Entry, baseline_name
from butfor.policy.policy import Policy
from butfor.text.display import listed, typed


@click.group("baseline", cls=Group, invoke_without_command=True)
@archive_option
@click.pass_context
def command(context: click.Context, archive: Path | None) -> None:
    """List the faults that are older than the checks.

    The list is baseline.txt in the folder of the policy: `write` it once, then `shrink` it. A listed fault is shown,
    but does not fail the check. New wires and new faults are never covered: in a pull request only the public list
    counts, and it can only get shorter.
    """
    context.obj = archive
    if context.invoked_subcommand is None:
        root, policy = open_archive(archive)
        _show(root, policy)


@command.command("write")
@archive_option
@click.pass_context
def write_command(context: click.Context, archive: Path | None) -> None:
    """Write all present faults into a new baseline. It never grows."""
    root, policy = open_archive(archive or context.obj)
    name = baseline_name(policy.config.paths.schema_)
    if policy.baseline.source is not None:
        fail(
            f"{name} exists already, and can only get shorter: `butfor baseline shrink`",
            "to record old faults from elsewhere, delete it, run this command again, and send it in a request that "
            "changes no wire; ask an editor for the label `baseline`: butfor's docs/maintaining.md",
        )
    if leads_out(root, name):
        fail(f"{name}: a folder in its path is a symbolic link, so nothing is written there")
    with file_errors(root):
        try:
            begun = begin(root, policy, progress())
        except ValueError as error:
            fail(*error.args)
        if status := could_not_check(begun.report):
            raise click.exceptions.Exit(status)
        if begun.entries:
            write(root / name, begun.text.encode(), new=True)
    if begun.entries:
        click.echo(path_here(name))
        say(f"{_counted(begun.entries)}; commit it: `{typed('git', 'add', name)}`")
    else:
        say("there is no fault for a baseline, so nothing was written")
    if begun.left:
        rules = Counter(finding.rule for finding in begun.left)
        words = [f"{count} {rule}" for rule, count in rules.most_common()]
        say(f"a baseline can't contain these, so fix them (`butfor check` shows them): {listed(words, 'and')}")
    raise click.exceptions.Exit(1 if begun.left else 0)


@command.command("shrink")
@archive_option
@click.pass_context
def shrink_command(context: click.Context, archive: Path | None) -> None:
    """Delete every line whose fault is fixed. `butfor fix` does so, too."""
    root, policy = open_archive(archive or context.obj)
    source = policy.baseline.source
    if source is None:
        fail(f"there is no {baseline_name(policy.config.paths.schema_)}")
    with file_errors(root):
        report = check(root, policy, Options(progress=progress()))
        result = shrunk(policy, report)
        if result is not None:
            try:
                apply(root, result)
            except ChangedMeanwhileError:
                fail(f"{result.name} changed meanwhile, so it was not written; run the command again")
    gone = 0 if result is None else len(result.fixed)
    say(f"{gone} deleted, {len(policy.baseline.entries) - gone} left")
    raise click.exceptions.Exit(could_not_check(report))


def _show(root: Path, policy: Policy) -> None:
    """Print what is known, by rule, and the oldest wires of it."""
    entries = tuple(entry for _, entry in policy.baseline.entries)
    if not entries:
        say(f"the baseline is empty: {baseline_name(policy.config.paths.schema_)} contains no fault")
        return
    with file_errors(root):
        report = check(root, policy, Options(progress=progress(), cache=Cache.of(root)))
    click.echo(f"{_counted(entries)}:")
    for rule, count in Counter(entry.rule for entry in entries).most_common():
        click.echo(f"{count:6} {rule}")
    oldest = min(entry.wire for entry in entries)
    rules = sorted({entry.rule for entry in entries if entry.wire == oldest})
    click.echo(f"the oldest wire among them: {oldest} ({listed(rules, 'and')})")
    if over := len(entries) - len(report.known):
        click.echo(commands_here(f"{over} of them no longer {'exists' if over == 1 else 'exist'}: `butfor check`"))
    raise click.exceptions.Exit(could_not_check(report))


def _counted(entries: tuple[Entry, ...]) -> str:
    wires = len({entry.wire for entry in entries})
    findings = "1 finding" if len(entries) == 1 else f"{len(entries)} findings"
    return f"{findings} in {'1 wire' if wires == 1 else f'{wires} wires'}"
