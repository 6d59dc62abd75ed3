"""``butfor fix``"""

import difflib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from butfor.cli.common import archive_option, at_or_above, could_not_check, fail, open_archive, selected_names
from butfor.edit.fix import ChangedMeanwhileError, FixPlan, FixResult, apply, plan
from butfor.findings import Applicability
from butfor.text.display import inert, visible


@click.command("fix")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@archive_option
@click.option("--diff", is_flag=True, help="Show what would change and write nothing; exit 1 if anything would.")
@click.option("--unsafe", is_flag=True, help="Also apply fixes that guess what was meant; read the result.")
def command(paths: tuple[Path, ...], archive: Path | None, diff: bool, unsafe: bool) -> None:
    """Mend what a program can mend.

    Only the text of a finding changes; comments, quotes and line endings around it stay. Each file is checked again
    before it is written, and left alone where that would not do. Exit status 1: errors are left.
    """
    root, policy = open_archive(archive)
    try:
        planned = plan(root, policy, selected_names(paths, root, policy), unsafe)
    except OSError as error:
        fail(f"{error.filename or root}: {error.strerror or error}")
    if diff:
        for one in planned.mended:
            for line in _diff(one):
                click.echo(inert(visible(line)))
        status = 1 if planned.mended else 0
    else:
        status = _write(root, planned)
    click.echo(_summary(planned, diff, unsafe), err=diff)
    for name in planned.more:
        words = "has more to fix than one run tries; run it again, or mend it by hand"
        click.echo(inert(f"butfor: {visible(name)} {words}"), err=True)
    raise click.exceptions.Exit(could_not_check(planned.report) or status)


def _write(root: Path, planned: FixPlan) -> int:
    status = 1 if at_or_above(planned.report.findings, "error") else 0
    for one in planned.mended:
        try:
            apply(root, one)
        except ChangedMeanwhileError:
            click.echo(
                inert(f"butfor: {visible(one.name)} changed meanwhile and was left alone; run it again"), err=True
            )
            status = 2
        except OSError as error:
            click.echo(inert(f"butfor: {visible(one.name)}: {error.strerror or error}"), err=True)
            status = 2
        else:
            counts = Counter(finding.rule for finding in one.done)
            click.echo(inert(f"fixed {visible(one.name)}: {', '.join(f'{n} {rule}' for rule, n in counts.items())}"))
            if one.move:
                click.echo(
                    inert(
                        f"moved it to {visible(one.move)}; for git: git add -A {visible(one.name)} {visible(one.move)}"
                    )
                )
    return status


def _diff(one: FixResult) -> Iterator[str]:
    """A unified diff; control characters are shown, not sent."""
    before, after = (data.decode("utf-8", "replace").split("\n") for data in (one.before, one.after))
    if one.move:
        yield f"rename from {one.name}"
        yield f"rename to {one.move}"
    yield from difflib.unified_diff(before, after, one.name, one.move or one.name, lineterm="")


def _summary(planned: FixPlan, diff: bool, unsafe: bool) -> str:
    mended, left = sum(len(one.done) for one in planned.mended), planned.report.findings
    words = f"{mended} {'would be fixed' if diff else 'fixed'}, {len(left)} left"
    more = sum(finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE for finding in left)
    if more and not unsafe:
        words += f" ({more} of them `butfor fix --unsafe` would change: it guesses)"
    return words
