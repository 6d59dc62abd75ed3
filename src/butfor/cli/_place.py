"""How what is printed names the archive's files and commands: as whoever stands here opens and runs them."""

import difflib
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from butfor.files.system import relative
from butfor.findings import Finding, Report
from butfor.text.display import inert, typed, visible

_ARCHIVE, _SHELL = "butfor.archive", "butfor.shell"


def work_in(folder: Path) -> None:
    """Make a folder the one in which this process runs, as `cd` does, which notes the links by which it came."""
    here = click.get_current_context().meta[_SHELL] = Path.cwd()  # what is printed is still seen from there
    shell = Path(os.environ.get("PWD", here))
    os.chdir(folder)
    os.environ["PWD"] = os.path.normpath((shell if shell.is_absolute() and shell.resolve() == here else here) / folder)


def remember(root: Path) -> None:
    """Let this run be about an archive."""
    click.get_current_context().meta[_ARCHIVE] = root


def _known(what: str) -> Path | None:
    """Return the folder of the archive, or that of the shell where it is another than this process runs in."""
    context = click.get_current_context(silent=True)
    return context.meta.get(what) if context else None


def path_here(name: str) -> str:
    """Return the name of a file of the archive as it is seen from here, raw."""
    root = _known(_ARCHIVE)
    return relative(root / name, _known(_SHELL)) if root else name


def seen(path: str | Path) -> str:
    """Return a path as it is seen from here where it lies in the archive, else as it was given, raw."""
    root = _known(_ARCHIVE)
    inside = root is not None and Path(path).is_relative_to(root)
    return path_here(Path(path).relative_to(root).as_posix()) if root and inside else str(path)


def commands_here(text: str) -> str:
    """Return a text with its commands as they are typed here: they are those of the archive's folder, so elsewhere
    ``-C FOLDER`` stands behind the program. A command is the whole text, or stands in backticks."""
    if (folder := path_here("")) in ("", "."):
        return text
    return _command().sub(lambda found: f"{found[0]}-C {typed(folder)} ", text)


@cache
def _command() -> re.Pattern[str]:
    """Return the form of a command up to its first word, which is one that there is: a name may begin with `butfor`."""
    from butfor.cli import cli

    names = "|".join(cli.list_commands(click.Context(cli)))
    return re.compile(rf"(^ *|`)(butfor (?=({names})\b)|git (?=[a-z]))")


def finding_here(finding: Finding) -> Finding:
    """Return a finding with its files and commands as they are named here."""
    related = tuple(replace(related, file=path_here(related.file)) for related in finding.related)
    note, help_ = commands_here(finding.note), commands_here(finding.help)
    return replace(finding, file=path_here(finding.file), note=note, help=help_, related=related)


def report_here(report: Report) -> Report:
    """Return a report with its findings as `finding_here` names them."""
    if path_here("") == ".":
        return report
    kinds = (report.findings, report.older, report.known)
    findings, older, known = (tuple(map(finding_here, found)) for found in kinds)
    return replace(report, findings=findings, older=older, known=known)


def show_diff(name: str, before: str, after: str, move: str | None = None) -> None:
    """Print what would change in a file, or that it would ``move``, as `git apply` and `patch -p1` take it here; where
    they would lead out of this folder, which both refuse, in the archive's."""
    names = [name, move or name]
    if not any(path_here(each).startswith("..") for each in names):
        names = [path_here(each) for each in names]
    old, new = names
    moves = [f"diff --git a/{old} b/{new}", f"rename from {old}", f"rename to {new}"] if move else []
    changes = difflib.unified_diff(
        _lines(before), _lines(after), f"a/{old}{_end(old)}", f"b/{new}{_end(new)}", lineterm=""
    )
    for line in (*moves, *changes):
        click.echo("\n".join(inert(visible(part)) for part in line.split("\n")))


def _end(name: str) -> str:
    return "\t" if " " in name else ""  # as git writes it: `patch` takes a space for the end of a name


def _lines(text: str) -> list[str]:
    """Return the lines of a text, for a diff that says where the last one has no break."""
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines
