"""``butfor schema``"""

from pathlib import Path

import click

from butfor.cli.common import archive_option, file_errors, open_archive
from butfor.files.tree import WorkTree
from butfor.files.write import write
from butfor.policy.schema_files import WIRE_SCHEMA, as_text, schemas, stale_schemas


@click.command("schema")
@archive_option
@click.option("--write", "action", flag_value="write", help="Write all schemas to the archive's schema folder.")
@click.option("--report", "action", flag_value="report", help="Print the JSON Schema of `butfor check --format json`.")
@click.option("--check", "action", flag_value="check", help="Exit 1 if a schema in the folder is missing or stale.")
def command(archive: Path | None, action: str | None) -> None:
    """Print the JSON Schema of wires, or write all schemas.

    The schemas of wires, of schema/*.yaml and of butfor.toml follow from the format, the rules and the policy, so write
    them again when those change. The schema of the report is the same for each archive.

    Example: butfor schema --write
    """
    if action == "report":
        from butfor.report.document import report_schema

        click.echo(as_text(report_schema()), nl=False)
        return
    root, policy = open_archive(archive)
    if action is None:
        click.echo(schemas(policy)[WIRE_SCHEMA], nl=False)
        return
    with file_errors(root / policy.config.paths.schema_):
        stale = stale_schemas(WorkTree(root), policy)
        for name, text in stale.items() if action == "write" else ():
            write(root / name, text.encode())
    for name in stale:
        click.echo(f"{'wrote' if action == 'write' else 'stale:'} {name}")
    if stale and action == "check":
        click.echo("run `butfor schema --write`, and commit the result", err=True)
        raise click.exceptions.Exit(1)
