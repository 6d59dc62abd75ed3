"""``butfor retract``"""

from pathlib import Path

import click

from butfor.cli.common import archive_option, fail, open_archive
from butfor.cli.correct import asked, date_option, diff_option, entry_day, finish, named, trying
from butfor.edit.corrections import retracted
from butfor.edit.published import open_wire, successor


@click.command("retract")
@click.argument("wire")
@archive_option
@click.option("--reason", metavar="TEXT", help="Why the wire no longer stands.")
@click.option("--by", metavar="NAME", help="Who retracts it.")
@click.option("--replaced-by", metavar="WIRE", help="The wire that stands instead: its id or path.")
@date_option
@diff_option
def command(
    wire: str,
    archive: Path | None,
    reason: str | None,
    by: str | None,
    replaced_by: str | None,
    day: str | None,
    diff: bool,
) -> None:
    """Retract a published wire: it stays in the archive, marked, with the reason.

    WIRE is an id or a path. What is missing of --reason and --by is asked for on a terminal. The wire that stands
    instead must stand itself: published, not retracted. The result is checked, and written only if nothing is found
    in the archive that is not found with the public version.

    Exit status: 0 written (or shown), 1 not written because of findings, 2 it can't be done.
    """
    root, policy = open_archive(archive)
    day = entry_day(day)
    opened = trying(lambda: open_wire(root, policy, named(wire, root, policy)))
    if opened.wire.status == "retracted" and opened.public.status != "retracted":
        fail(f"{opened.wire.id} is retracted in this file already", "nobody has read that yet: edit `retraction` there")
    if opened.wire.status == "retracted":
        fail(
            f"{opened.wire.id} is retracted already",
            "its record stays as it is; only `replaced_by` may be added to it, once, by hand",
        )
    instead = {}
    if replaced_by is not None:
        other = named(replaced_by, root, policy)
        instead = {"replaced_by": trying(lambda: successor(root, policy, opened, other))}
    signed = asked({"--reason": reason, "--by": by})
    text = trying(
        lambda: retracted(opened, {"date": day, "reason": signed["--reason"], "by": signed["--by"]} | instead)
    )
    finish(opened, text, diff, True, f"Retract {opened.wire.id}")
