"""``butfor correct``"""

from pathlib import Path

import click

from butfor.changes.quotations import shorten_pair
from butfor.cli._edit import ask_missing, date_option, diff_option, entry_day, finish, open_named, refusals
from butfor.cli.common import archive_option, fail, open_archive
from butfor.edit.corrections import with_entries
from butfor.edit.entries import facts_to_correct
from butfor.edit.fields import with_value
from butfor.model.wire import CorrectionType, choices
from butfor.text.display import listed, shown, visible


@click.command("correct")
@click.argument("wire")
@archive_option
@click.option(
    "--set", "settings", metavar="FIELD=VALUE", multiple=True,
    help="Change a field: one line of text, or a list with commas. May be given several times.",
)  # fmt: skip
@click.option("--type", "type_", type=click.Choice(choices(CorrectionType)), help="What kind of change it is.")
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

    WIRE is an id or a path. Edit the file first, then run this: every fact that differs from the public version gets
    an entry in `corrections`, with what it said and says taken from the two versions. Or name the change: --set
    severity=SEV-4, --set providers=OpenAI,xAI, --set sources.S2.title="As printed".

    What is missing of --type, --reason and --by is asked for on a terminal. The result is checked, and written
    only if nothing is found that is not found in the public version.

    Exit status: 0 written (or shown), 1 not written because of findings, 2 nothing to correct, or it can't be done.
    """
    values = _values(settings)
    root, policy = open_archive(archive)
    day = entry_day(day)
    with refusals():
        published = open_named(wire, root, policy)
        text = published.text
        for field, value in values.items():
            text = with_value(published, text, field, value)
        facts = facts_to_correct(published, text)
    for fact in facts:  # before anything is asked for
        was, now = (shown(" ".join(words.split()), 130) for words in shorten_pair(fact.was, fact.now, 120))
        click.echo(f"{visible(fact.field)}\n  was {was}\n  now {now}", err=True)
    answers = ask_missing({"--type": type_, "--reason": reason, "--by": by})
    signature = day, answers["--type"], answers["--reason"], answers["--by"]
    with refusals():
        text = with_entries(published, text, [fact.entry(*signature) for fact in facts])
    fields = listed(dict.fromkeys(fact.field for fact in facts), "and")
    finish(published, text, f"Correct {fields} of {published.wire.id}", diff=diff)


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
