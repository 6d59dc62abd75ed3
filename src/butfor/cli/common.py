"""What commands share: finding the archive, loading its policy, colour and width."""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn, TextIO

import click

from butfor.finding import Finding
from butfor.policy import Policy, PolicyError, PolicyFlawsError, find_root, load
from butfor.text import visible

archive_option = click.option(
    "--archive",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the archive; default: the nearest one above that holds butfor.toml.",
)


def fail(*lines: str) -> NoReturn:
    """Stop with status 2: could not check."""
    for line in lines:
        click.echo(f"butfor: {visible(line)}", err=True)
    raise click.exceptions.Exit(2)


def open_archive(archive: Path | None) -> tuple[Path, Policy]:
    """The archive's root and policy; stops with status 2 where there is none, after showing the policy's findings."""
    from butfor.rules import ALL_RULES

    try:
        root = find_root(archive or Path.cwd())
        return root, load(root, {rule.id: rule.locked for rule in ALL_RULES})
    except PolicyError as error:
        fail(*error.args)
    except PolicyFlawsError as error:
        from butfor.check import check_policy
        from butfor.report.text import render

        for line in render(check_policy(error), width(sys.stderr), wants_colour("auto", sys.stderr)):
            click.echo(line, err=True)
        fail("the policy has errors, so nothing else was checked")


def wants_colour(choice: str, stream: TextIO) -> bool:
    """`--color`, then NO_COLOR, then FORCE_COLOR, then whether ``stream`` is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def width(stream: TextIO) -> int:
    """Columns of the terminal, between 40 and 120; 80 where the output goes elsewhere."""
    return max(40, min(shutil.get_terminal_size().columns, 120)) if stream.isatty() else 80


def at_or_above(findings: tuple[Finding, ...], fail_on: str) -> bool:
    """Whether a finding is as grave as ``fail_on`` (error, warning, never)."""
    levels = {"error": {"error"}, "warning": {"error", "warning"}, "never": set()}[fail_on]
    return any(finding.level in levels for finding in findings)
