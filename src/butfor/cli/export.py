"""``butfor export``"""

from pathlib import Path

import click

from butfor.cli._outputs import target_of
from butfor.cli.common import archive_option, emit, file_errors, open_archive, output_option, warn_missed
from butfor.model.wire import Status, choices
from butfor.queries.export import COLUMNS, FORMATS, export


@click.command(
    "export",
    help=f"""Write wires as JSON Lines or CSV.

    All published or retracted wires, ordered by id, in UTF-8. An invalid file is left out, named on standard error,
    and makes the exit status 1: then the export is incomplete. Wires with findings of other rules are included.

    JSON Lines: one wire in each line, every field as in the file, with extensions (x_...). Fields that start with _ are
    computed: _independent_sources (a number), _path, _version (of this form), _licence (if the archive names one).

    CSV: a table for spreadsheets, without bodies. Items of a list are joined with "; ". A cell that a spreadsheet would
    take for a formula (it starts with = + - @, tab or line break) gets an apostrophe in front. Columns:
    {", ".join(COLUMNS)}.""",
)
@archive_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="Format (default: csv if --output ends in .csv, else jsonl).",
)
@click.option(
    "--status", "statuses", type=click.Choice(choices(Status)), multiple=True, default=("published", "retracted"),
    help="Only wires of this status (repeatable; default: published and retracted).",
)  # fmt: skip
@output_option
def command(archive: Path | None, format_: str | None, statuses: tuple[str, ...], output: Path | None) -> None:
    root, policy = open_archive(archive)
    if format_ is None:
        format_ = "csv" if output is not None and output.suffix.lower() == ".csv" else "jsonl"
    target = target_of(output, root, policy.config.paths)
    with file_errors(root):
        exported = export(root, policy, format_, statuses)
    data = exported.text.encode("utf-8", "backslashreplace")  # a file's name may hold what Unicode has no letter for
    emit(data, target)
    warn_missed(exported.missed, "in the export")
    if exported.missed:
        raise click.exceptions.Exit(2 if any(missed.unread for missed in exported.missed) else 1)
