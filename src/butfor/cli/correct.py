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
    help="Change a field: one line of text, or a list with commas. May be given several times.",
)  # fmt: skip
@click.option(
    "--type",
    "type_",
    metavar="KIND",
    type=click.Choice(choices(CorrectionType)),
    help="What kind of change it is, see above.",
)
@click.option("--reason", metavar="TEXT", help="Why it was changed.")
@click.option("--by", metavar="NAME", help="Who changed it.")
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
    """Correct a published wire, and tell it.

    WIRE is an id, how it begins, or a path. Edit the file first, then run this: an entry in `corrections` tells every
    fact that differs from the public version, of a text the words that changed. Or name the change: --set
    severity=SEV-4, --set providers=OpenAI,xAI, --set sources.S2.title="As printed".

    A fact that was corrected on this branch before is told from there on; an entry on it that is not committed yet is
    written anew. `reason` and `by` of an earlier entry may be edited too, and `redacted` written for its `was`, `now`
    or `removed`. What is missing of --type, --reason and --by
    is asked for on a terminal. The result is checked, and written only if nothing is found that is not found in the
    public version.

    \b
    The kinds of --type; only the first two say that the wire was wrong:
      correction     it was wrong
      reversal       its conclusion turned
      update         it was right, and the world moved on
      assessment     the same facts were judged anew
      completion     unknown became known, or more precise; a source or words came
      clarification  only the wording is other, of facts or of earlier entries
      redaction      words are withheld: `redacted` stands for what is taken out

    Exit status: 0 written (or shown), or all is told; 1 not written because of findings; 2 the file is as readers know
    it, or it can't be done.
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
        _nothing_to_tell(published, account.text, account, list(values), diff=diff)
    for change in account.words:  # before anything is asked for
        click.echo(shown(change.field, 80), err=True)
        for side in change.sides:
            words = f"{side.label[0].lower()}{side.label[1:]} {shown(side.text, 130)}"
            for line in wrapped(words, width(sys.stderr), "  ", "    "):
                click.echo(line, err=True)
    folded = account.folded
    if folded is not None:
        say(f"the entry of {folded.date} is not committed as it stands, so it is written anew")
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
        say(f"type: {known}; to give another: --type TYPE")
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


def _nothing_to_tell(
    published: PublishedWire, text: str, account: Account, fields: Sequence[str], *, diff: bool
) -> NoReturn:
    """Say that no entry is missing, and write what was set; stop with the status."""
    if account.has_entries:
        click.echo(visible(f"{published.name}: its entries tell every change; nothing is left to tell"))
    else:
        click.echo(visible(f"{published.name}: no change of it needs an entry"))
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
