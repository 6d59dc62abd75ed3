"""``butfor correct``"""

import difflib
import os
import re
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import NoReturn, TypeVar

import click

from butfor.changes.quotations import shorten_pair
from butfor.cli.common import archive_option, fail, name_of, open_archive, wants_colour, width
from butfor.edit.corrections import with_entries, with_value, writable
from butfor.edit.entries import changed_facts
from butfor.edit.fix import ChangedMeanwhileError, apply
from butfor.edit.published import PublishedWire, RefusedError, apply_fixes, check_change, find, open_wire, unknown
from butfor.engine.clock import read_clock
from butfor.files.git import GitError
from butfor.findings import Finding
from butfor.model.types import DATE, ULID, bounds
from butfor.model.wire import CorrectionType, choices
from butfor.policy.policy import Policy
from butfor.report.text import block
from butfor.rules.registry import RULES
from butfor.text.display import listed, shown, visible

T = TypeVar("T")

diff_option = click.option("--diff", is_flag=True, help="Show what would be written, and write nothing.")
date_option = click.option("--date", "day", metavar="YYYY-MM-DD", help="The day of the entry. Default: today, UTC.")


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
    with_what = _settings(settings)
    root, policy = open_archive(archive)
    day = entry_day(day)
    opened = trying(lambda: open_wire(root, policy, named(wire, root, policy)))
    text = trying(lambda: reduce(lambda text, one: with_value(opened, text, *one), with_what.items(), opened.text))
    changes = trying(lambda: changed_facts(opened, text))
    if not changes:
        verdict = trying(lambda: check_change(opened, text))
        if not verdict.errors:
            fail(*_nothing(opened))
        refuse(verdict.errors)
    if errors := [one for one in trying(lambda: check_change(opened, text)).errors if not RULES[one.rule].of_change]:
        refuse(tuple(errors))  # before anything is asked for
    for one in changes:
        was, now = (shown(" ".join(words.split()), 130) for words in shorten_pair(one.was, one.now, 120))
        click.echo(f"{visible(one.field)}\n  was {was}\n  now {now}", err=True)
    signed = asked({"--type": type_, "--reason": reason, "--by": by})
    entries = [
        {
            "date": day, "type": signed["--type"], "fields": [one.field], "was": one.was, "now": one.now,
            "reason": signed["--reason"], "by": signed["--by"],
        }
        for one in changes
    ]  # fmt: skip
    after = trying(lambda: with_entries(opened, text, entries))
    fields = listed(dict.fromkeys(one.field for one in changes), "and")
    finish(opened, after, diff, False, f"Correct {fields} of {opened.wire.id}")


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
    result: dict[str, str] = {}
    for setting in settings:
        field, is_, value = setting.partition("=")
        if not is_ or not field:
            fail(f"--set {shown(setting)}: write FIELD=VALUE, such as severity=SEV-4")
        if field in result:
            fail(f"--set {shown(field)} is given twice")
        result[field] = value
    return result


def _nothing(opened: PublishedWire) -> tuple[str, ...]:
    if opened.disk.data == opened.base.source(opened.name).data:
        return (
            f"{opened.name} is as readers know it, so there is nothing to correct",
            "edit it and run this again, or name the change: --set FIELD=VALUE",
            "an older change that no entry tells: write the entry by hand; `now` is what the field says today",
        )
    return (
        f"no fact of {opened.name} differs from what readers know without an entry that tells it",
        "white space, comments, order, an added `archive_url` or `external_ids` need none",
    )


# -- shared with `butfor retract` ------------------------------------------------------------------------------------


def named(wire: str, root: Path, policy: Policy) -> str:
    """The file that an id, in any case, or a path stands for; stops with status 2 where there is none."""
    if re.fullmatch(ULID, wire.upper()):
        return trying(lambda: find(root, policy, wire.upper()))
    path = Path(wire)
    if not path.exists() and not path.is_symlink():
        fail(trying(lambda: unknown(root, policy, wire)))
    name = name_of(path, root)
    if path.is_dir() or not name.startswith(f"{policy.config.paths.incidents}/"):
        fail(f"{wire}: not a wire; name one by its id, or by its path under {policy.config.paths.incidents}/")
    return name


def entry_day(day: str | None) -> str:
    """The date of an entry; stops with status 2 where it is none."""
    if day is None:
        return read_clock().utc
    if not re.fullmatch(DATE, day) or bounds(day) is None:
        fail(f"--date {shown(day)}: write YYYY-MM-DD, such as 2026-05-10")
    return day


def asked(given: Mapping[str, str | None]) -> dict[str, str]:
    """What was given for each flag; what was not is asked for on a terminal, else it stops with status 2."""
    result: dict[str, str] = {}
    missing = [flag for flag, value in given.items() if value is None]
    if missing and (sys.stdin is None or not sys.stdin.isatty()):
        fail(f"{listed(missing, 'and')} missing, and standard input is no terminal to ask at")
    for flag, value in given.items():
        if value is None:
            kind = click.Choice(choices(CorrectionType)) if flag == "--type" else None
            value = ""
            while not value.strip():
                value = str(click.prompt(flag.removeprefix("--").capitalize(), type=kind, err=True))
        if not value.strip() or not writable(value):
            fail(f"{flag}: {'it is empty' if not value.strip() else 'it holds a control character'}")
        result[flag] = value.strip()
    return result


def trying(work: Callable[[], T]) -> T:
    """The result of ``work``; stops with status 2 where it is refused."""
    try:
        return work()
    except (RefusedError, GitError) as error:
        fail(*error.args)
    except OSError as error:
        fail(f"{error.filename or 'the archive'}: {error.strerror or error}")


def finish(opened: PublishedWire, text: str, diff: bool, everywhere: bool, message: str) -> NoReturn:
    """Check the change and write it, or say why not."""
    verdict = trying(lambda: check_change(opened, text, everywhere))
    if verdict.errors:
        refuse(verdict.errors)
    if diff:
        before, after = _lines(opened.text), _lines(text)
        for line in difflib.unified_diff(before, after, opened.name, opened.name, lineterm=""):
            click.echo("\n".join(map(visible, line.split("\n"))))
        raise click.exceptions.Exit(0)
    try:
        apply(opened.root, apply_fixes(opened, text))
    except ChangedMeanwhileError:
        fail(f"{opened.name} changed meanwhile and was left alone; run it again")
    except OSError as error:
        fail(f"{opened.name}: {error.strerror or error}")
    _show(verdict.warnings)
    click.echo(f"wrote {visible(opened.name)}")
    path = os.path.relpath(opened.root / opened.name)
    click.echo(visible(f"commit it: git commit -m {shlex.quote(message)} {shlex.quote(path)}"))
    raise click.exceptions.Exit(0)


def _lines(text: str) -> list[str]:
    """The lines of a text, for a diff that says where the last one has no break."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines


def refuse(errors: tuple[Finding, ...]) -> NoReturn:
    """Stop with status 1: nothing was written, because of findings."""
    _show(errors)
    click.echo("butfor: nothing was written: that is what butfor check would find", err=True)
    raise click.exceptions.Exit(1)


def _show(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        finding = replace(finding, fix=None)  # there is nothing yet that `butfor fix` could mend
        for line in block(finding, width(sys.stdout), wants_colour("auto", sys.stdout)):
            click.echo(line, color=True)
        click.echo()
