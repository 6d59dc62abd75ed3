"""``butfor check``"""

import sys
import time
from pathlib import Path

import click

from butfor.archive import names_below
from butfor.check import Report, check
from butfor.cli.common import archive_option, at_or_above, fail, open_archive, wants_colour, width
from butfor.policy import CONFIG, POLICY_FILES, Policy
from butfor.report import FORMATS, render
from butfor.source import MAX_BYTES, Source
from butfor.text import clip, visible


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@archive_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True,
    help="The least level that makes the exit status 1.",
)  # fmt: skip
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("--stdin-filename", help="With `-`: the path that standard input stands for.")
def command(
    paths: tuple[Path, ...],
    archive: Path | None,
    format_: str,
    fail_on: str,
    color: str,
    stdin_filename: str | None,
) -> None:
    """Say which wires may be published.

    Without PATHS the whole archive is checked; with PATHS (files, folders, or - for standard input) findings are
    shown for those, and each is still compared with all other wires.
    """
    root, policy = open_archive(archive)
    overlay: dict[str, Source] = {}
    wanted = _wanted(paths, root, policy, overlay, stdin_filename)
    try:
        report = check(root, policy, wanted, overlay, _progress() if sys.stderr.isatty() else None)
    except OSError as error:
        fail(f"{error.filename or root}: {error.strerror or error}")
    for line in render(format_, report, width(sys.stdout), wants_colour(color, sys.stdout)):
        click.echo(line, color=True)
    raise click.exceptions.Exit(_status(report, wanted, fail_on))


def _status(report: Report, wanted: set[str] | None, fail_on: str) -> int:
    for line in report.unreadable:
        click.echo(f"butfor: could not check {visible(line)}", err=True)
    if wanted is not None and report.checked == 0:
        click.echo("butfor: none of the paths named holds a wire, so nothing was checked", err=True)
        return 2
    if report.unreadable:
        return 2
    return 1 if at_or_above(report.findings, fail_on) else 0


def _wanted(
    paths: tuple[Path, ...],
    root: Path,
    policy: Policy,
    overlay: dict[str, Source],
    stdin_filename: str | None,
) -> set[str] | None:
    """The names that PATHS stand for, None for all; stops with status 2 for a path that is not in the archive."""
    if stdin_filename and "-" not in map(str, paths):
        fail("--stdin-filename goes with the path `-`, which reads standard input")
    if not paths:
        return None
    folder = policy.config.paths.incidents
    policy_files = {CONFIG, *(f"{policy.config.paths.schema_}/{name}" for name in POLICY_FILES)}
    names: set[str] = set()
    for path in paths:
        if str(path) == "-":
            if not stdin_filename:
                fail("`-` needs --stdin-filename, the path that standard input stands for")
            name = _name(Path(stdin_filename), root)
            if not name.startswith(f"{folder}/"):
                fail(f"{stdin_filename}: not a wire; wires lie under {folder}/")
            if sys.stdin is None:
                fail("standard input is closed")
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
            overlay[name] = Source(name, data[:MAX_BYTES], len(data) > MAX_BYTES)
            names.add(name)
            continue
        try:
            path.lstat()
        except OSError as error:
            fail(f"{clip(str(path), 200)}: {error.strerror or error}")
        name = _name(path, root)
        if name in policy_files or name in (policy.config.paths.schema_, "."):
            return None  # policy decides about every wire
        if path.is_dir() and not path.is_symlink() and not name.endswith((".yaml", ".yml")):
            if name != folder and not name.startswith(f"{folder}/"):
                fail(f"{path}: wires lie under {folder}/")
            names.update(names_below(root, name))
        elif name.startswith(f"{folder}/"):
            names.add(name)
        else:
            fail(f"{path}: not a wire; wires lie under {folder}/ of the archive {root}")
    return names


def _name(path: Path, root: Path) -> str:
    """A path as findings show it: relative to the archive. Its last part is not resolved, it may be a link."""
    try:
        absolute = _absolute(path)
    except (OSError, RuntimeError) as error:  # links in a circle
        fail(f"{clip(str(path), 200)}: {error}")
    try:
        return absolute.relative_to(root).as_posix()
    except ValueError:
        fail(f"{path}: outside the archive {root}")


def _absolute(path: Path) -> Path:
    return (path.parent.resolve() / path.name) if path.name not in ("", "..") else path.resolve()


class _progress:  # noqa: N801 - used as a function
    """Counts on standard error, from the second second on."""

    def __init__(self) -> None:
        self.start = self.last = time.monotonic()

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if done < of and now - self.start > 1 and now - self.last > 0.1:
            self.last = now
            click.echo(f"\rchecking {done} of {of}", nl=False, err=True)
        if done == of and self.last > self.start:
            click.echo("\r\033[K", nl=False, err=True)
