"""What commands share: finding the archive, loading its policy, colour and width."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click

from butfor.cli._place import commands_here, remember, report_here, seen
from butfor.files.root import NoArchiveError, find_root, named_root
from butfor.files.tree import Tree
from butfor.files.write import write
from butfor.findings import Finding, Report
from butfor.text.display import clip, inert, visible, wrapped

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from butfor.policy.policy import (  # it takes time to load, and where nothing changed nobody needs it
        Policy,
        PolicyInvalidError,
    )
    from butfor.queries.load import Missed
    from butfor.rules._rule import Rule


class PathType(click.Path):
    """A path; an empty one, which some would read as the folder here, and so as everything, is refused."""

    def __init__(self, **options: Any) -> None:
        """Take the options of `click.Path`."""
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        if value == "":
            self.fail("an empty text is not a path; for the current folder write `.`", param, ctx)
        return super().convert(value, param, ctx)


archive_option = click.option(
    "--archive",
    type=PathType(exists=True, file_okay=False),
    help="Folder of the archive (default: the nearest folder above with butfor.toml).",
)
output_option = click.option(
    "-o", "--output", type=PathType(dir_okay=False),
    help="File to write (default, and -: standard output).",
)  # fmt: skip


def offering(what: str) -> "Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]":
    """Return the completion for a shell: a function of `butfor.cli._completion`, loaded when asked."""

    def offer(context: click.Context, parameter: click.Parameter, incomplete: str) -> "list[CompletionItem[str]]":
        from butfor.cli import _completion

        offered: list[CompletionItem[str]] = getattr(_completion, what)(context, incomplete)
        return offered

    return offer


public_option = click.option(
    "--public", metavar="BRANCH", multiple=True, shell_complete=offering("revisions"),
    help="Public branch to use instead of `[git] public`.",
)  # fmt: skip


def say(line: str) -> None:
    """Print a line on standard error, harmless whatever it quotes; a terminal gets it in lines that fit."""
    if sys.stderr.isatty():
        say_words(line)
    else:
        click.echo(inert(visible(commands_here(line))), err=True)


def say_words(line: str) -> None:
    """Print a sentence on standard error in lines that fit, harmless whatever it quotes."""
    for part in wrapped(visible(commands_here(line)), width(sys.stderr), "", "  "):
        click.echo(inert(part), err=True)


def warn(line: str) -> None:
    """Print a line of butfor's own on standard error, harmless whatever it quotes."""
    say(f"butfor: {line}")


def stranger_words(named: str) -> str:
    """Return that git's environment names another repository than the one around the archive."""
    return (
        f"GIT_DIR or GIT_WORK_TREE names {named}, which is not the repository around this archive: nothing is said of "
        "the history; unset them"
    )


def warn_missed(missed: Sequence["Missed"], where: str) -> None:
    """Print each file that was left out and why, and how many are not ``where`` they should be."""
    for file in missed:
        warn(f"left out: {file.name}: {file.why}")
    if missed:
        are = "1 file of the archive is" if len(missed) == 1 else f"{len(missed)} files of the archive are"
        warn(f"{are} not {where}; run `butfor check`")


def fail(*lines: str) -> NoReturn:
    """Stop with status 2: could not check."""
    for line in lines:
        warn(line)
    raise click.exceptions.Exit(2)


def in_words(error: OSError, name: str | Path) -> str:
    """Return what the system refused; ``name`` is said where the error names no file."""
    return f"{seen(error.filename2 or error.filename or name)}: {error.strerror or error}"


@contextmanager
def file_errors(name: str | Path) -> Iterator[None]:
    """Stop with status 2 where the system refuses a file; ``name`` is said where the error names none."""
    try:
        yield
    except OSError as error:
        fail(in_words(error, name))


def open_archive(archive: Path | None, *named: str | Path) -> "tuple[Path, Policy]":
    """Return the archive's root and policy; stops with status 2 where there is none, or the policy has findings."""
    root = root_of(archive, *named)
    return root, policy_of(root)


def root_of(archive: Path | None, *named: str | Path) -> Path:
    """Return the archive's folder; stops with status 2 where there is none.

    ``named``: paths, or ids, that a command was given; where it runs in no archive, they say which is meant.
    """
    try:
        root = find_root(Path.cwd(), named) if archive is None else named_root(archive)
    except NoArchiveError as error:
        fail(*error.args)
    remember(root)
    return root


def policy_of(archive: Path | Tree) -> "Policy":
    """Return the policy of an archive or of one version of it; stops with status 2 as `open_archive` does."""
    from butfor.policy.policy import PolicyError, PolicyInvalidError
    from butfor.rules.registry import load_policy

    try:
        policy = load_policy(archive)
    except PolicyError as error:
        fail(*error.args)
    except PolicyInvalidError as error:
        fail_for_policy(error)
    for note in policy.notes:
        warn(note)
    return policy


def fail_for_policy(error: "PolicyInvalidError") -> NoReturn:
    """Show the findings of policy files, and stop with status 2; with 3 where a rule failed, which is named."""
    from butfor.engine.check import check_policy
    from butfor.report import Style, render

    report = check_policy(error)
    style = Style(width=width(sys.stderr), colour=wants_colour("auto", sys.stderr), commands=commands_here)
    for line in render("text", report_here(report), None, style):
        click.echo(line, err=True)
    raise click.exceptions.Exit(could_not_check(report))


def rule_named(name: str) -> "Rule":
    """Return the rule of this id; stops with status 2 where there is none, with the one that may be meant."""
    from butfor.rules.registry import RULES
    from butfor.rules.retired import RETIRED, successor
    from butfor.text.suggest import closest

    if name in RULES:
        return RULES[name]
    if name in RETIRED:
        fail(f"the rule `{name}` no longer exists: {successor(name)}")
    guess = closest(name, RULES) or next((rule for rule in RULES if len(name) > 3 and name in rule), None)
    hint = f"did you mean `{guess}`?" if guess else "`butfor rules` lists them all"
    fail(f"there is no rule `{clip(visible(name), 40)}`; {hint}")


def wants_colour(choice: str, stream: TextIO) -> bool:
    """Return whether to colour: `--color`, then NO_COLOR, then FORCE_COLOR, then whether ``stream`` is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def width(stream: TextIO) -> int:
    """Return the columns of the terminal, between 40 and 120; 80 where the output goes elsewhere."""
    return max(40, min(shutil.get_terminal_size().columns, 120)) if stream.isatty() else 80


def site_of(policy: "Policy") -> str:
    """Return where the archive's site is, ending in ``/``; empty where the policy does not say."""
    base = policy.config.site.base_url
    return f"{base.rstrip('/')}/" if base else ""


def at_or_above(findings: tuple[Finding, ...], fail_on: str) -> bool:
    """Return whether a finding is as severe as ``fail_on`` (error, warning, never)."""
    levels = {"error": {"error"}, "warning": {"error", "warning"}, "never": set()}[fail_on]
    return any(finding.level in levels for finding in findings)


def could_not_check(report: Report) -> int:
    """Return the exit status where something could not be checked, and say so: 3 for a bug in butfor, else 2; 0 where
    all was checked. Nothing was where paths were named that hold no wire."""
    from butfor.report import unchecked_lines

    lines = unchecked_lines(report)
    for line in lines:
        warn(line)
    if report.rule_errors:
        click.echo("this is a bug in butfor, not in your wire; please report it with the rule and the file", err=True)
        return 3
    return 2 if lines else 0


def name_of(path: Path, root: Path) -> str:
    """Return a path as findings show it: relative to the archive. Its last part is not resolved, it may be a link."""
    try:
        absolute = (path.parent.resolve() / path.name) if path.name not in ("", "..") else path.resolve()
    except (OSError, RuntimeError) as error:  # a cycle of links
        fail(f"{clip(str(path), 200)}: {error}")
    try:
        return absolute.relative_to(root).as_posix()
    except ValueError:
        fail(f"{path}: this is outside the archive {root}")


def emit(data: bytes, target: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output; stops with status 2 where that fails."""
    if target is None:
        click.echo(data, nl=False)
        return
    try:
        write(target, data)
    except OSError as error:
        fail(in_words(error, target))


def progress(doing: str = "checking") -> Callable[[int, int], None] | None:
    """Return what shows counts on standard error, from the second second on; None where nobody watches.

    It is called with how many are done, and of how many; 0 where that is not known.
    """
    if not sys.stderr.isatty():
        return None
    start = last = time.monotonic()

    def show(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if (done < of or not of) and now - start > 1 and now - last > 0.1:
            last = now
            click.echo(f"\r{doing} {done}" + (f" of {of}" if of else ""), nl=False, err=True)
        if done == of and last > start:
            click.echo("\r\033[K", nl=False, err=True)

    return show
