"""``butfor import``"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from butfor.cli.common import archive_option, fail, file_errors, open_archive, progress, say_words
from butfor.files.tree import CONFIG, read
from butfor.files.write import write
from butfor.model.wire import Kind, choices
from butfor.text.display import inert, listed, visible

if TYPE_CHECKING:
    from butfor.convert.plan import Plan
    from butfor.convert.record import Record
    from butfor.convert.wires import To
    from butfor.policy.policy import Policy

_KINDS = ("wire-page", "aiid", "issue-form", "mapped")


@click.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option("--from", "form", type=click.Choice(_KINDS), required=True, help="What SOURCE is.")
@click.option("--map", "mapping", type=click.Path(path_type=Path), help="The mapping file that `mapped` needs.")
@click.option("--to", type=click.Choice(["draft", "legacy"]), default="draft", help="What its records become.")
@click.option(
    "--kind", metavar="KIND", type=click.Choice(choices(Kind)),
    help=f"The kind of every record that names none: {listed(choices(Kind))}.",
)  # fmt: skip
@click.option("--address", metavar="URL", help="Of `wire-page`: where a page stands, with {id} for its id.")
@click.option("--with-text", is_flag=True, help="Of `aiid`: take its descriptions, too; mind their licence.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
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
    **flags: bool,
) -> None:
    """Bring records, pages or a filled form into this archive.

    SOURCE is a file or a folder. What a person has to judge becomes a TODO. A record that is there already is left as
    it is, so that the same import twice changes nothing. docs/importing.md shows every form, and a mapping file.

    Exit status: 0 every record is in the archive, 1 of some no wire was made, 2 nothing was written.
    """
    from butfor.convert.plan import plan_import
    from butfor.convert.record import ConvertError
    from butfor.convert.told import told

    root, policy = open_archive(archive)
    target = cast("To", to)
    with file_errors(source):
        try:
            records = _reader(source, form, mapping, root, address=address, with_text=flags["with_text"])
            plan = plan_import(_of_kind(records(), kind), root, policy, target, show=progress("reading"))
            if not flags["dry_run"]:
                _write(_of_kind(records(), kind), plan, root, policy, target)
        except ConvertError as error:
            fail(*map(str, error.args))
    for line in told(plan, target, policy.config.paths.schema_, written=not flags["dry_run"]):
        click.echo(inert(visible(line)))
    if plan.taken and to == "draft":
        say_words("Replace every TODO in them, then `butfor check`; `butfor assess` publishes what an editor signs.")
    raise click.exceptions.Exit(1 if plan.left_out else 0)


def _reader(
    source: Path, form: str, mapping: Path | None, root: Path, *, address: str | None, with_text: bool
) -> "Callable[[], Iterator[Record]]":
    """Return what reads the records, each time from the first on."""
    if (mapping is not None) != (form == "mapped"):
        fail("--map goes with `--from mapped`, and that needs it: a file that says which field is which")
    if address is not None and (form != "wire-page" or not address.startswith("https://")):
        fail("--address goes with `--from wire-page`, and is an https address in which {id} stands for the id")
    if with_text and form != "aiid":
        fail("--with-text goes with `--from aiid`")
    if form == "wire-page":
        from butfor.convert.wire_page import read_pages

        return lambda: read_pages(source, address)
    if form == "aiid":
        from butfor.convert.aiid import LICENCE, read_snapshot

        if with_text:
            say_words(LICENCE)
        return lambda: read_snapshot(source, with_text=with_text)
    if form == "issue-form":
        from butfor.convert.issue_form import read_form
        from butfor.scaffold.archive import repository

        return lambda: read_form(source, repository(root))
    from butfor.convert.mapped import read_mapped, read_mapping

    fields = read_mapping(cast(Path, mapping))
    return lambda: read_mapped(source, fields)


def _of_kind(records: "Iterator[Record]", kind: str | None) -> "Iterator[Record]":
    for record in records:
        says_none = kind and not record.texts.get("kind")
        yield replace(record, texts={**record.texts, "kind": kind}) if says_none else record


def _write(records: "Iterator[Record]", plan: "Plan", root: Path, policy: "Policy", to: "To") -> None:
    """Write the wires, and before them the list of legacy entries, without which they would be refused."""
    from butfor.convert.bulk_list import with_bulk_wires
    from butfor.convert.plan import texts_of

    if to == "legacy" and plan.taken:
        config = root / CONFIG
        before = read(config, CONFIG).data.decode()
        after = with_bulk_wires(before, plan.taken.values(), plan.last_day)
        if after != before:
            write(config, after.encode())
    show = progress("writing")
    for number, (name, data) in enumerate(texts_of(records, plan, policy, to), 1):
        write(root / name, data, new=True, lasting=False)
        if show:
            show(number, len(plan.taken))
