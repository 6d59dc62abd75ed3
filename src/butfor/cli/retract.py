"""``butfor retract``"""

from pathlib import Path

import click

from butfor.cli._edit import ask_missing, date_option, diff_option, entry_day, finish, open_named, refusals
from butfor.cli._wires import wire_named
from butfor.cli.common import archive_option, offering, open_archive
from butfor.edit.corrections import retracted
from butfor.edit.retract import require_not_retracted, successor


@click.command("retract")
@click.argument("wire", shell_complete=offering("wires"))
@archive_option
@click.option("--reason", metavar="TEXT", help="Why the wire is no longer valid.")
@click.option("--by", metavar="NAME", help="Name of the person who retracts it.")
@click.option("--replaced-by", metavar="WIRE", help="The wire that replaces it.", shell_complete=offering("wires"))
@date_option
@diff_option
def command(
    *,
    wire: str,
    archive: Path | None,
    reason: str | None,
    by: str | None,
    replaced_by: str | None,
    day: str | None,
    diff: bool,
) -> None:
    """Retract a published wire: it stays, with the reason.

    WIRE is an id, the first letters of an id, or a path. butfor asks for --reason and --by if they are missing. The
    replacement must be published, and not retracted. The result is checked, and written only if there is no new finding
    in the archive.

    Example: butfor retract 01K5 --reason "The source withdrew its report."

    Exit status: 0 written (or shown), 1 not written because of findings, 2 not possible.
    """
    root, policy = open_archive(archive, wire)
    day = entry_day(day)
    replacement = {}
    with refusals():
        published = open_named(wire, root, policy)
        require_not_retracted(published)
        if replaced_by is not None:
            replacement = {"replaced_by": successor(published, wire_named(replaced_by, root, policy))}
    answers = ask_missing(root, {"--reason": reason, "--by": by})
    record = {"date": day, "reason": answers["--reason"], "by": answers["--by"], **replacement}
    with refusals():
        text = retracted(published, record)
    finish(published, text, f"Retract {published.wire.id}", diff=diff, everywhere=True)
