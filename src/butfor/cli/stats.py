"""``butfor stats``"""

import sys
from pathlib import Path

import click

from butfor.cli.common import archive_option, file_errors, open_archive, warn, width
from butfor.queries.stats import as_json, as_text, count
from butfor.text.display import inert


@click.command("stats")
@archive_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(archive: Path | None, format_: str) -> None:
    """Count wires by severity, code, provider and more.

    Counts also by status, kind, tier, rationale, independent sources and month. Only published wires are counted,
    except by status. Files that can't be counted are named on standard error.
    """
    root, policy = open_archive(archive)
    with file_errors(root):
        stats = count(root, policy)
    for line in [as_json(stats)] if format_ == "json" else as_text(stats, width(sys.stdout)):
        click.echo(inert(line))
    for missed in stats.missed:
        warn(f"not counted: {missed.name}: {missed.why}")
    raise click.exceptions.Exit(2 if any(missed.unread for missed in stats.missed) else 0)
