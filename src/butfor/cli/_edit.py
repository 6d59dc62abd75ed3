"""What the commands share that change a published wire: their options, questions, and how they end."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from butfor.cli._place import commands_here, finding_here, path_here, show_diff
from butfor.cli._wires import wire_named
from butfor.cli.common import fail, file_errors, say, say_words, wants_colour, warn, width
from butfor.edit.baseline import after_change
from butfor.edit.fix import ChangedMeanwhileError, FixResult, apply
from butfor.edit.layout import writable
from butfor.edit.published import (
    FailsCheckError,
    OpenWire,
    PublishedWire,
    RefusedError,
    check_change,
    open_wire,
    write_change,
)
from butfor.engine.clock import read_clock
from butfor.files.git import Repository
from butfor.files.git_process import GitError
from butfor.findings import Finding
from butfor.model.meanings import MEANINGS
from butfor.model.types import DATE, bounds
from butfor.model.wire import CorrectionType, choices
from butfor.policy.policy import Policy
from butfor.report import Style
from butfor.report.text import block
from butfor.text.display import listed, shown, typed, visible, wrapped
from butfor.text.suggest import closest

diff_option = click.option("--diff", is_flag=True, help="Show the change without writing it.")
date_option = click.option("--date", "day", metavar="YYYY-MM-DD", help="Date of the entry (default: today, UTC).")


@contextmanager
def refusals() -> Iterator[None]:
    """Stop with status 2 where a change is refused, and with 1 where a check finds errors in it."""
    try:
        with file_errors("the archive"):
            yield
    except FailsCheckError as error:
        show_findings(error.args)
        warn("nothing was written, because butfor check would find this")
        raise click.exceptions.Exit(1) from None
    except (RefusedError, GitError) as error:
        fail(*error.args)


def open_named(wire: str, root: Path, policy: Policy) -> PublishedWire:
    """Return the published wire that an id or a path stands for, and say what readers know it from.

    Raises:
        RefusedError: it is not public, or can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    published = open_wire(root, policy, wire_named(wire, root, policy))
    say_bases(published)
    return published


def say_bases(opened: OpenWire) -> None:
    """Say what readers know a wire from."""
    for base in opened.bases:
        say(f"compared with {base}")


def entry_day(day: str | None) -> str:
    """Return the date of an entry; stops with status 2 where it is none."""
    if day is None:
        return read_clock().utc
    if not re.fullmatch(DATE, day) or bounds(day) is None:
        fail(f"--date {shown(day)}: write YYYY-MM-DD, such as 2026-05-10")
    return day


def ask_missing(root: Path, values: Mapping[str, str | None]) -> dict[str, str]:
    """Return the value of each flag; asks for those that are missing on a terminal, else stops with status 2.

    Of a name git's is offered.
    """
    missing = [flag for flag, value in values.items() if value is None]
    if missing and (sys.stdin is None or not sys.stdin.isatty()):
        fail(f"{listed(missing, 'and')} missing, and butfor can't ask because standard input is not a terminal")
    answers: dict[str, str] = {}
    for flag, value in values.items():
        if value is None:
            value = _asked(flag, Repository.of(root).user_name() if flag == "--by" else "")
        if not value.strip() or not writable(value):
            fail(f"{flag}: {'it is empty' if not value.strip() else 'it contains a control character'}")
        answers[flag] = value.strip()
    return answers


def _asked(flag: str, default: str) -> str:
    """Return what is typed for a flag, asked until it is something, and of types one that there is."""
    types = choices(CorrectionType) if flag == "--type" else ()
    for name in types:
        for line in wrapped(f"{name}: {MEANINGS['corrections', 'type'][name]}", width(sys.stderr), "  ", "    "):
            say(line)
    while True:
        words = flag.removeprefix("--").capitalize()
        value = str(click.prompt(words, default=default, show_default=bool(default), err=True)).strip()
        if value and (not types or value in types):
            return value
        guess = closest(value, types) if value else None
        say(
            f"  {visible(value)} is not one of them{f'; did you mean {guess}?' if guess else ''}"
            if value
            else "  it needs an answer"
        )


def finish(published: OpenWire, text: str, message: str, *, diff: bool, everywhere: bool = False) -> NoReturn:
    """Check the change, in this wire or ``everywhere``, and write it or show it as a diff; stop with the status."""
    with refusals():
        warnings = check_change(published, text, everywhere=everywhere)
        _, over = after_change(published, text)
    if diff:
        show_change(published, text, over)
    else:
        put(published, text, message, warnings, over)
    raise click.exceptions.Exit(0)


def out_of_baseline(opened: OpenWire, text: str) -> FixResult | None:
    """Return the baseline without what ``text`` fixes, and say what of it whoever signs leaves as it is."""
    with refusals():
        known, over = after_change(opened, text)
    if known:
        rules = listed(sorted({finding.rule for finding in known}), "and")
        number = f"{len(known)} known {'fault' if len(known) == 1 else 'faults'}"
        say_words(f"the signed wire keeps {number} from the baseline: {rules}")
    return over


def show_change(opened: OpenWire, text: str, over: FixResult | None) -> None:
    """Show a change as a diff, with what goes from the baseline."""
    show_diff(opened.name, opened.text, text)
    if over:
        show_diff(over.name, over.before.decode(), over.after.decode())


def put(
    opened: OpenWire, text: str, message: str, warnings: tuple[Finding, ...] = (), over: FixResult | None = None
) -> None:
    """Write a change that was checked, and the baseline ``over`` without what it fixes; show the warnings, and print
    how to commit it; stop with 2 where it can't be.
    """
    name, names = opened.name, [opened.name]
    try:
        write_change(opened, text)
    except ChangedMeanwhileError:
        fail(f"{path_here(name)} changed meanwhile, so it was not written; run the command again")
    except OSError as error:
        fail(f"{path_here(name)}: {error.strerror or error}")
    show_findings(warnings)
    click.echo(f"wrote {visible(path_here(name))}")
    if over is not None:
        gone = "1 fault that was" if len(over.fixed) == 1 else f"{len(over.fixed)} faults that were"
        try:
            apply(opened.root, over)
        except (ChangedMeanwhileError, OSError):
            name = path_here(over.name)
            warn(f"{name} could not be written, and still contains {gone} fixed: run `butfor baseline shrink`")
        else:
            click.echo(f"deleted from {visible(path_here(over.name))} {gone} fixed")
        names.append(over.name)
    click.echo("commit it:")
    click.echo(commands_here(f"  {typed('git', 'add', *names)}"))  # git may not know the file yet
    click.echo(commands_here(f"  {typed('git', 'commit', '-m', message, *names)}"))


def show_findings(findings: Iterable[Finding]) -> None:
    """Show what a check finds in a change that is not written yet."""
    for finding in findings:
        finding = replace(finding_here(finding), fix=None)  # nothing is in the file yet that `butfor fix` could change
        for line in block(finding, Style(width=width(sys.stdout), colour=wants_colour("auto", sys.stdout))):
            click.echo(line, color=True)
        click.echo()
