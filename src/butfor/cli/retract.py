"""``butfor retract``"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from butfor.cli._edit import ask_missing, date_option, diff_option, entry_day, finish, path_named, refusals
from butfor.cli.common import archive_option, fail, open_archive
from butfor.edit.corrections import retracted
from butfor.edit.published import open_wire, successor


@dataclass(frozen=True, slots=True)
class _Request:
    """The arguments of one run."""

    wire: str
    archive: Path | None
    reason: str | None
    by: str | None
    replaced_by: str | None
    day: str | None
    diff: bool


@click.command("retract")
@click.argument("wire")
@archive_option
@click.option("--reason", metavar="TEXT", help="Why the wire no longer stands.")
@click.option("--by", metavar="NAME", help="Who retracts it.")
@click.option("--replaced-by", metavar="WIRE", help="The wire that stands instead: its id or path.")
@date_option
@diff_option
def command(**options: Any) -> None:
    """Retract a published wire: it stays in the archive, marked, with the reason.

    WIRE is an id or a path. What is missing of --reason and --by is asked for on a terminal. The wire that stands
    instead must stand itself: published, not retracted. The result is checked, and written only if nothing is found
    in the archive that is not found with the public version.

    Exit status: 0 written (or shown), 1 not written because of findings, 2 it can't be done.
    """
    request = _Request(**options)
    root, policy = open_archive(request.archive)
    day = entry_day(request.day)
    with refusals():
        published = open_wire(root, policy, path_named(request.wire, root, policy))
    wire_id = published.wire.id
    if published.wire.status == "retracted" and published.public.status != "retracted":
        fail(f"{wire_id} is retracted in this file already", "nobody has read that yet: edit `retraction` there")
    if published.wire.status == "retracted":
        fail(
            f"{wire_id} is retracted already",
            "its record stays as it is; only `replaced_by` may be added to it, once, by hand",
        )
    replacement = {}
    if request.replaced_by is not None:
        with refusals():
            name = path_named(request.replaced_by, root, policy)
            replacement = {"replaced_by": successor(published, name)}
    answers = ask_missing({"--reason": request.reason, "--by": request.by})
    record = {"date": day, "reason": answers["--reason"], "by": answers["--by"], **replacement}
    with refusals():
        text = retracted(published, record)
    finish(published, text, f"Retract {wire_id}", diff=request.diff, everywhere=True)
