"""``butfor schema``"""

from pathlib import Path

import click

from butfor.cli.common import archive_option, file_errors, open_archive
from butfor.files.line_ends import levelled
from butfor.files.tree import WorkTree
from butfor.files.write import write
from butfor.policy.json_schema import WIRE_SCHEMA, schemas


@click.command("schema")
@archive_option
@click.option("--write", "action", flag_value="write", help="Write all schemas to the archive's schema folder.")
@click.option("--check", "action", flag_value="check", help="Exit 1 if a schema in the folder is missing or stale.")
def command(archive: Path | None, action: str | None) -> None:
    """Print the JSON Schema of wires, or write all schemas.

    The schemas follow from the format and from the vocabularies in schema/*.yaml, so they go stale when those
    change.
    """
    root, policy = open_archive(archive)
    built = schemas(policy)
    if action is None:
        click.echo(built[WIRE_SCHEMA], nl=False)
        return
    folder = root / policy.config.paths.schema_
    with file_errors(folder):
        tree = WorkTree(root)
        stale = [name for name, text in built.items() if not _same(tree, f"{policy.config.paths.schema_}/{name}", text)]
        for name in stale if action == "write" else ():
            write(folder / name, built[name].encode())
    for name in stale:
        click.echo(f"{'wrote' if action == 'write' else 'stale:'} {policy.config.paths.schema_}/{name}")
    if stale and action == "check":
        click.echo("run `butfor schema --write`, and commit the result", err=True)
        raise click.exceptions.Exit(1)


def _same(tree: WorkTree, name: str, text: str) -> bool:
    if tree.is_left_out(name):  # by a sparse checkout
        return levelled(tree.source(name).data) == text.encode()
    path = tree.root / name
    return path.is_file() and levelled(path.read_bytes()) == text.encode()
