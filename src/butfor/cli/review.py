"""``butfor review``"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from butfor.cli._place import commands_here, path_here
from butfor.cli.common import archive_option, file_errors, open_archive, progress, warn, width
from butfor.queries.review import queue
from butfor.queries.review_output import as_json, as_text, weights
from butfor.text.display import inert

_SCREEN = 20  # wires; more scroll away before anybody has read them


@click.command("review", epilog=f"Weights of the reasons: {weights()}.")
@archive_option
@click.option(
    "--limit", type=click.IntRange(min=0),
    help=f"Number of wires to show; 0 means all (default: {_SCREEN}; with --format json: all).",
)  # fmt: skip
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(archive: Path | None, limit: int | None, format_: str) -> None:
    """List what an editor must review, and why.

    Shows also since when, and what to do next. Drafts come first, the oldest first; then published wires, the worst
    first: bulk entries, wires without a harm, texts of an older format, and other findings that need a decision.
    Reasons are findings of `butfor check`, a short rationale, no named provider, codes without a public meaning.
    Suppressed findings are no reasons. `butfor assess --next` takes the first wire that needs an assessment.

    The exit status is 0 however many wires there are.
    """
    root, policy = open_archive(archive)
    with file_errors(root):
        waiting = queue(root, policy, progress())
    if limit is None:
        limit = 0 if format_ == "json" else _SCREEN
    limit = limit or len(waiting.waiting)
    if format_ == "json":  # a program gets the names and commands of the archive
        lines: Iterable[str] = [as_json(waiting, limit)]
    else:
        here = tuple(replace(wire, path=path_here(wire.path)) for wire in waiting.waiting)
        lines = as_text(replace(waiting, waiting=here), limit, width(sys.stdout), commands_here)
    for line in lines:
        click.echo(inert(line))
    for name in waiting.unread:
        warn(f"could not check {name}")
    raise click.exceptions.Exit(2 if waiting.unread else 0)
