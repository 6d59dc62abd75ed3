"""``butfor review``"""

import sys
from pathlib import Path

import click

from butfor.cli.common import archive_option, file_errors, open_archive, progress, warn, width
from butfor.queries.review import as_json, as_text, queue
from butfor.text.display import inert

_SCREEN = 20  # wires; more scroll away before anybody has read them


@click.command("review")
@archive_option
@click.option(
    "--limit", type=click.IntRange(min=0),
    help=f"Show so many wires; 0 means all. Default: {_SCREEN}, and all with --format json.",
)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(archive: Path | None, limit: int | None, format_: str) -> None:
    """List what waits for an editor, worst first.

    Published wires that are bulk, weak, copied or unclassified, each with its reasons: findings of `butfor check` that
    take judgement to mend, a short rationale, no named provider, codes without a public meaning; beside another reason
    also that no source is to spare. Waived findings are no reasons.

    The exit status is 0 however many wait.
    """
    root, policy = open_archive(archive)
    with file_errors(root):
        waiting = queue(root, policy, progress())
    if limit is None:
        limit = 0 if format_ == "json" else _SCREEN
    limit = limit or len(waiting.waiting)
    for line in [as_json(waiting, limit)] if format_ == "json" else as_text(waiting, limit, width(sys.stdout)):
        click.echo(inert(line))
    for name in waiting.unread:
        warn(f"could not check {name}")
    raise click.exceptions.Exit(2 if waiting.unread else 0)
