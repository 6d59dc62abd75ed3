"""``butfor upgrade``"""

from pathlib import Path

import click

from butfor.cli._edit import show_findings
from butfor.cli._place import path_here
from butfor.cli._wires import selected_names
from butfor.cli.common import (
    PathType,
    archive_option,
    could_not_check,
    file_errors,
    offering,
    open_archive,
    warn,
)
from butfor.cli.fix import show_result, write_result
from butfor.edit.upgrade import plan_upgrade
from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.findings import Level


@click.command("upgrade")
@click.argument("paths", nargs=-1, type=PathType(), shell_complete=offering("wires"))
@archive_option
@click.option("--diff", is_flag=True, help="Show the changes without writing them; exit 1 if there are any.")
def command(paths: tuple[Path, ...], archive: Path | None, diff: bool) -> None:
    """Bring wires into the latest version of the format.

    The content stays the same, so no correction is needed. Tiers of format 1 become the tier with the same meaning.
    Without PATHS the policy is upgraded, too: the one tier, `archives` and `schemes` of schema/evidence.yaml, and the
    JSON Schemas. The command lists what people must do themselves.

    Example: butfor upgrade --diff

    Exit status: 0 no errors are left, 1 errors are left.
    """
    root, policy = open_archive(archive, *paths)
    with file_errors(root):
        selected = selected_names(paths, root, policy)
        planned = plan_upgrade(root, policy, selected)
        report = check(planned.after, planned.policy, Options(selected=selected))
    status = 0
    for result in planned.results:
        status = max(status, show_result(result) if diff else write_result(root, result, "upgraded"))
    for name, reason in planned.left:
        warn(f"{path_here(name)} was not changed: {reason}")
    if planned.unassessed:
        count = "1 wire has" if len(planned.unassessed) == 1 else f"{len(planned.unassessed)} wires have"
        warn(f"{count} the but-for test in one text, and may keep it until `butfor assess`; `butfor review` lists them")
    errors = [finding for finding in report.findings if finding.level is Level.ERROR]
    show_findings(errors)
    words = "would be upgraded" if diff else "upgraded"
    left = f"{len(errors)} error{'' if len(errors) == 1 else 's'} left"
    click.echo(f"{len(planned.results)} {words}, {len(planned.left)} not changed, {left}", err=diff)
    raise click.exceptions.Exit(could_not_check(report) or max(status, 1 if errors or planned.left else 0))
