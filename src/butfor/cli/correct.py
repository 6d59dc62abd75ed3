"""``butfor correct``"""

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import click

from butfor.changes.facts import NEEDS_NONE
from butfor.cli._edit import ask_missing, date_option, diff_option, entry_day, finish, open_named, refusals
from butfor.cli.common import archive_option, fail, offering, open_archive, say, width
from butfor.edit.corrections import with_entries
from butfor.edit.entries import Account, account_of
from butfor.edit.fields import with_value
from butfor.edit.published import PublishedWire
from butfor.model.wire import CorrectionType, choices
from butfor.rules.scope.private_data import private
from butfor.text.display import listed, shown, visible, wrapped


@click.command("correct")
@click.argument("wire", shell_complete=offering("wires"))
@archive_option
@click.option(
    "--set", "settings", metavar="FIELD=VALUE", multiple=True, shell_complete=offering("settings"),
    help="Change a field to one line of text, or a list with commas (repeatable).",
)  # fmt: skip
@click.option(
    "--type",
    "type_",
    metavar="KIND",
    type=click.Choice(choices(CorrectionType)),
    help="Kind of the change, see above.",
)
@click.option("--reason", metavar="TEXT", help="Reason of the change.")
@click.option("--by", metavar="NAME", help="Name of the author of the change.")
@date_option
@diff_option
def command(
    *,
    wire: str,
    archive: Path | None,
    settings: tuple[str, ...],
    type_: str | None,
    reason: str | None,
    by: str | None,
    day: str | None,
    diff: bool,
) -> None:
    """Correct a published wire, and explain the change.

    WIRE is an id, the first letters of an id, or a path. Edit the file first, then run this command: it writes an entry
    in `corrections` that explains each fact that differs from the public version. Or name the change: --set
    severity=SEV-4, --set providers=OpenAI,xAI, --set sources.S2.title="As printed".

    A fact that this branch corrected before is explained from there on; an entry that is not committed yet is replaced.
    You may also edit `reason` and `by` of an earlier entry, and write `redacted` for its `was`, `now` or `removed`.
    butfor asks for --type, --reason and --by if they are missing. The result is checked, and written only if there is
    no new finding.

    \b
    The kinds of --type; only the first two say that the wire was wrong:
      correction     it was wrong
      reversal       its conclusion was reversed
      update         it was right, and the facts changed later
      assessment     an editor assessed the same facts again
      completion     unknown became known or more precise, or something was added
      clarification  only the wording changed, of facts or of earlier entries
      redaction      words are hidden: `redacted` replaces them

    Exit status: 0 written (or shown), or nothing is left to explain; 1 not written because of findings; 2 nothing to
    correct, or not possible.
    """
    values = _values(settings)
    flags = {
        "--type": type_,
        "--reason": reason,
        "--by": by,
        "--date": day,
    }
    root, policy = open_archive(archive, wire)
    given, day = day, entry_day(day)
    with refusals():
        published = open_named(wire, root, policy)
        text = published.text
        for field, value in values.items():
            others = {name: other for name, other in values.items() if name != field}
            text = with_value(published, text, field, value, _again(published.wire.id, others, flags))
        account = account_of(published, text, _again(published.wire.id, values, flags), _withheld(type_))
    if not account.changes:
        _nothing_to_report(published, account.text, account, list(values), diff=diff)
    for change in account.words:  # before anything is asked for
        click.echo(shown(change.field, 80), err=True)
        for side in change.sides:
            words = f"{side.label[0].lower()}{side.label[1:]} {shown(side.text, 130)}"
            for line in wrapped(words, width(sys.stderr), "  ", "    "):
                click.echo(line, err=True)
    folded = account.folded
    if folded is not None:
        say(f"the entry of {folded.date} is not committed yet, so it is replaced")
    known = type_ or account.type or (folded.type if folded else None)
    answers = ask_missing(
        root,
        {
            "--type": known,
            "--reason": reason or (folded.reason if folded else None),
            "--by": by or (folded.by if folded else None),
        },
    )
    if type_ is None and known is not None:
        say(f"type: {known}; for another: --type TYPE")
    if known is None and answers["--type"] == "redaction":
        with refusals():
            account = account_of(published, text, _again(published.wire.id, values, flags), _withheld("redaction"))
    entry = account.entry(
        day if given else max(day, account.earliest), answers["--type"], answers["--reason"], answers["--by"]
    )
    with refusals():
        text = with_entries(published, account.text, [entry])
    finish(published, text, f"Correct {listed(account.fields, 'and')} of {published.wire.id}", diff=diff)


def _withheld(type_: str | None) -> Callable[[str], bool]:
    """Return what says of words whether an entry may not repeat them: of a redaction all."""
    return private if type_ != "redaction" else lambda _: True


def _again(wire: str, values: Mapping[str, str], flags: Mapping[str, str | None]) -> str:
    """Return the command as it was given, for a shell."""
    words = ["butfor", "correct", wire]
    words += (word for field, value in values.items() for word in ("--set", f"{field}={value}"))
    words += (word for flag, value in flags.items() if value is not None for word in (flag, value))
    return shlex.join(words)


def _nothing_to_report(
    published: PublishedWire, text: str, account: Account, fields: Sequence[str], *, diff: bool
) -> NoReturn:
    """Say that no entry is missing, and write what was set; stop with the status."""
    if account.has_entries:
        click.echo(visible(f"{published.name}: its entries explain every change; nothing is left to explain"))
    else:
        click.echo(visible(f"{published.name}: no change in it needs an entry"))
        say(f"no entry is needed for {NEEDS_NONE}")
    if text == published.text:
        raise click.exceptions.Exit(0)
    finish(published, text, f"Change {listed(fields, 'and')} of {published.wire.id}", diff=diff)


def _values(settings: tuple[str, ...]) -> dict[str, str]:
    """Return the new values by field, as --set gives them; stops with status 2 where one is malformed."""
    values: dict[str, str] = {}
    for setting in settings:
        field, separator, value = setting.partition("=")
        if not separator or not field:
            fail(f"--set {shown(setting)}: write FIELD=VALUE, such as severity=SEV-4")
        if field in values:
            fail(f"--set {shown(field)} is given twice")
        values[field] = value
    return values
