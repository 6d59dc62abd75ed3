"""``butfor import``"""

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from butfor.cli._process import on_stop
from butfor.cli.common import PathType, archive_option, fail, file_errors, open_archive, progress, say_words
from butfor.files.system import locked
from butfor.files.tree import CONFIG, read
from butfor.files.write import write
from butfor.model.wire import Kind, choices
from butfor.text.display import clip, inert, listed, visible

if TYPE_CHECKING:
    from butfor.convert.plan import Plan
    from butfor.convert.record import Record
    from butfor.convert.wires import To
    from butfor.policy.policy import Policy

_ORDER = (
    f"They can only be an archive's first wires. If something is public already, publish {CONFIG}, which names them, "
    "first; then send all of them in one request, with the baseline: docs/importing.md, a launch archive. If wires "
    f"are public already, the hook refuses these (new-bulk-rationale): delete them, and what was added to {CONFIG}, "
    "and import them as drafts (`--to draft`)."
)
_MOST_NAMES = 5  # of what is not read
_KINDS = ("wire-page", "aiid", "issue-form", "mapped")


@click.command("import")
@click.argument("source", type=PathType(exists=True))
@click.option("--from", "form", type=click.Choice(_KINDS), required=True, help="Format of SOURCE.")
@click.option("--map", "mapping", type=PathType(), help="Mapping file for `mapped`.")
@click.option("--to", type=click.Choice(["draft", "legacy"]), default="draft", help="Status of the new wires.")
@click.option(
    "--kind", metavar="KIND", type=click.Choice(choices(Kind)),
    help=f"Kind of records that name none: {listed(choices(Kind))}.",
)  # fmt: skip
@click.option("--address", metavar="URL", help="For `wire-page`: URL of a page, with {id} for its id.")
@click.option("--dry-run", is_flag=True, help="List the files without writing them.")
@archive_option
def command(
    source: Path,
    form: str,
    mapping: Path | None,
    archive: Path | None,
    *,
    to: str,
    kind: str | None,
    address: str | None,
    dry_run: bool,
) -> None:
    """Import records, pages or a filled form into this archive.

    SOURCE is a file or a folder. What a person must decide becomes a TODO. A record that is already there stays as it
    is, so the same import twice changes nothing. docs/importing.md shows every format, and a mapping file.

    Example: butfor import --from wire-page pages/

    Exit status: 0 every record is in the archive, 1 some records made no wire, 2 it stopped, and says what was written.
    """
    from butfor.convert.plan import plan_import
    from butfor.convert.record import ConvertError
    from butfor.convert.report import report

    root, policy = open_archive(archive)
    target = cast("To", to)
    unseen: dict[str, str] = {}
    with file_errors(source):
        try:
            records = _reader(source, form, mapping, root, unseen, policy=policy, address=address)
            with nullcontext() if dry_run else locked(root):
                plan = plan_import(_of_kind(records(), kind), root, policy, target, show=progress("reading"))
                if not plan.records:
                    raise ConvertError(f"{source}: there is no record in it")
                if not dry_run:
                    _write(_of_kind(records(), kind), plan, root, policy, target)
        except ConvertError as error:
            fail(*map(str, error.args))
    if "sources.each" in unseen:  # then nothing in it was looked for
        unseen = {key: place for key, place in unseen.items() if key == "sources.each" or "sources." not in key}
    for line in report(plan, target, policy.config.paths.schema_, unseen, written=not dry_run):
        click.echo(inert(visible(line)))
    if plan.taken and to == "draft":
        say_words("Replace every TODO in them, then run `butfor check`. An editor publishes each with `butfor assess`.")
    if plan.taken and to == "legacy":
        say_words(_ORDER)
    raise click.exceptions.Exit(1 if plan.left_out else 0)


def _reader(
    source: Path,
    form: str,
    mapping: Path | None,
    root: Path,
    unseen: dict[str, str],
    *,
    policy: "Policy",
    address: str | None,
) -> "Callable[[], Iterator[Record]]":
    """Return what reads the records, each time from the first on.

    ``unseen``: of a mapping file, the places that no record has had so far, by the key that names them.
    """
    if (mapping is not None) != (form == "mapped"):
        fail("--map and `--from mapped` need each other: the file says which field is which")
    if address is not None and (form != "wire-page" or not address.startswith("https://")):
        fail("--address needs `--from wire-page`, and must be an https URL that contains {id} in place of the id")
    if form == "wire-page":
        from butfor.convert.wire_page import ENDINGS, read_pages

        _report_unread(source, ENDINGS)
        return lambda: read_pages(source, address)
    if form == "aiid":
        from butfor.convert.aiid import read_snapshot

        return lambda: read_snapshot(source)
    if form == "issue-form":
        from butfor.convert.issue_form import read_form
        from butfor.scaffold.archive import repository

        return lambda: read_form(source, repository(root))
    from butfor.convert.mapped import read_mapped, read_mapping
    from butfor.convert.reading import ENDINGS as OF_RECORDS

    _report_unread(source, OF_RECORDS)
    fields = read_mapping(cast(Path, mapping))
    unseen.update(fields.places())
    return lambda: read_mapped(source, fields, unseen, policy)


def _report_unread(source: Path, endings: tuple[str, ...]) -> None:
    """Name what lies in a folder and is not read."""
    from butfor.convert.reading import unread_in

    if names := unread_in(source, endings):
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        found = ", ".join(clip(name, 60) for name in names[:_MOST_NAMES])
        say_words(f"Only regular files directly in {source} are read; these are not: {found}{more}")


def _of_kind(records: "Iterator[Record]", kind: str | None) -> "Iterator[Record]":
    for record in records:
        says_none = kind and not record.texts.get("kind")
        yield replace(record, texts={**record.texts, "kind": kind}) if says_none else record


def _write(records: "Iterator[Record]", plan: "Plan", root: Path, policy: "Policy", to: "To") -> None:
    """Write the wires, and before them the list of legacy entries, without which they would be refused.

    Stops with status 2 where one can't be written. The same import again finds those that were, and writes the rest.
    """
    from butfor.convert.bulk_list import with_bulk_wires
    from butfor.convert.plan import texts_of
    from butfor.convert.record import ConvertError

    if to == "legacy" and plan.taken:
        config = root / CONFIG
        before = read(config, CONFIG).data.decode()
        after = with_bulk_wires(before, plan.taken.values(), plan.last_day)
        if after != before:
            with file_errors(config):
                write(config, after.encode())
    show = progress("writing")
    count, name = 0, ""

    def say_stopped() -> None:
        if count < len(plan.taken):
            with suppress(OSError):  # the terminal is gone
                os.write(2, f"\n{_written(count, plan)}\n".encode())

    on_stop.callback(say_stopped)
    try:
        for name, data in texts_of(records, plan, policy, to):
            write(root / name, data, new=True, lasting=False)
            count += 1
            if show:
                show(count, len(plan.taken))
    except (OSError, ConvertError) as error:
        why = f"{name}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        fail(f"{why}; {_written(count, plan)}")
    finally:
        on_stop.pop_all()


def _written(count: int, plan: "Plan") -> str:
    return f"{count} of {len(plan.taken)} wires were written: run the same import again for the rest"
