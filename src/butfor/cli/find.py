"""``butfor find``"""

import shlex
import sys
from pathlib import Path

import click

from butfor.cli.common import (
    archive_option,
    fail,
    file_errors,
    offering,
    open_archive,
    progress,
    say_words,
    warn,
    width,
)
from butfor.queries.find import Found, find
from butfor.text.display import clip, inert, shown, visible, wrapped


@click.command("find")
@click.argument("words", metavar="WORDS|URL|DATE|ID...", nargs=-1, required=True, shell_complete=offering("found"))
@archive_option
def command(words: tuple[str, ...], archive: Path | None) -> None:
    """Find wires by words, URL, date or id.

    Finds drafts, too. A wire must contain all WORDS: words of the title, of a source's title or publisher, a system, a
    provider (by any of its names), a host; the URL of a source or of a copy, in any spelling; a day, month or year of
    the event, of the wire or of a source, also as 1 March 2023 or March 2023; the first letters of an id, a wire's
    file, or an id elsewhere, such as aiid:541. The beginning of a word is enough, and accents may be left out. Bodies
    are not searched.

    Each wire is one line: id, date of the event, status, title.

    Example: butfor find OpenAI 2023

    Exit status: 0 found, 1 nothing found, 2 nothing found, and some file could not be searched.
    """
    root, policy = open_archive(archive)
    try:
        with file_errors(root):
            answer = find(root, policy, words, progress("reading"))
    except ValueError as error:
        fail(f"{shown(*error.args) if ''.join(error.args).strip() else 'an empty word'} contains nothing to search for")
    columns = width(sys.stdout) if sys.stdout.isatty() else sys.maxsize
    for wire in answer.found:
        for line in wrapped(_line(wire), columns, "", "    "):
            click.echo(inert(line))
    for name, why in answer.unread:
        warn(f"{name} was not searched: {why}")
    if answer.found:
        return
    for day in answer.no_days:
        say_words(f"{day} is not a day of the calendar.")
    given = clip(visible(shlex.join(words)), 200)
    say_words(f"no wire or draft contains {given} in its titles, names, URLs, dates or ids.")
    if len(words) > 1:
        say_words("A wire must contain all words: fewer words find more.")
    raise click.exceptions.Exit(2 if answer.unread else 1)


def _line(wire: Found) -> str:
    """Return a wire on one line, harmless."""
    return visible("  ".join((wire.id, f"{wire.occurred:<10}", f"{wire.status:<9}", wire.title)))
