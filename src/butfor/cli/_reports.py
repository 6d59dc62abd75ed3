"""Where ``butfor check`` hands over what it found: standard output, files, the summary of a job."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from butfor.cli._outputs import place_for
from butfor.cli._place import commands_here, report_here
from butfor.cli._request import Request
from butfor.cli.common import at_or_above, fail, file_errors, in_words, say_words, wants_colour, warn, width
from butfor.files.root import repository_around
from butfor.files.tree import CONFIG, WorkTree
from butfor.files.write import write
from butfor.findings import Report
from butfor.report import DEFAULT, FOR_PROGRAMS, FORMATS, STATISTICS, Style, render
from butfor.text.display import shown

if TYPE_CHECKING:
    from butfor.account.values import Account  # most runs compare nothing

_LINES = 500  # of output that are written at once


class OutputType(click.ParamType[tuple[str, Path]]):
    """A format, and the file that a report in it is written to."""

    name = "FORMAT=FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Return the two."""
        if isinstance(value, tuple):
            return value
        format_, _, file = value.partition("=")
        if format_ not in FORMATS or file in ("", "-"):
            formats = ", ".join(FORMATS)
            self.fail(f"{shown(value)}: write it as sarif=results.sarif; formats are {formats}", param, ctx)
        return format_, Path(file)


def targets(request: Request, root: Path) -> list[tuple[str, Path]]:
    """Return each format with the file of its report; stops with status 2 where one can't be written there.

    A file that lies there is deleted: an older report must not pass for what this run found. A link is refused, and one
    on the way where somebody who changes the repository could have laid it.
    """
    if not request.outputs:
        return []
    from butfor.policy.config import Paths, PolicyError, PolicyInvalidError, read_config

    try:
        paths, is_known = read_config(WorkTree(root))[0].paths, True
    except (PolicyError, PolicyInvalidError):  # the check says what is wrong
        paths, is_known = Paths(), False
    found: list[tuple[str, Path]] = []
    for format_, output in request.outputs:
        target = place_for(output, root, paths)
        if target in (other for _, other in found):
            fail(f"{output}: two reports can't go into one file")
        if not is_known and target.suffix.lower() == ".yaml":
            fail(f"{output}: {CONFIG} can't be read, so this may be a wire; give the report another ending")
        found.append((format_, target))
    for _, target in found:
        with file_errors(target):
            target.unlink(missing_ok=True)
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run found, and how it is to be handed over."""

    report: Report
    account: "Account | None"
    request: Request
    root: Path

    def write(self, outputs: list[tuple[str, Path]]) -> bool:
        """Write each report, whole or not at all, in UTF-8; return whether all were written."""
        all_written = True
        for format_, target in outputs:
            lines = self._lines(format_, replace(DEFAULT, alone=True))
            try:
                write(target, "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))
            except OSError as error:
                warn(in_words(error, target))
                all_written = False
        return all_written

    def show(self, well: bool) -> None:
        """Print the report; of a commit that is ``well`` the account alone."""
        if well:
            if self.account and not self.request.quiet:
                from butfor.account.text import render as render_account

                click.echo("\n".join(render_account(self.account, width(sys.stdout))))
            return
        style = Style(width=width(sys.stdout), colour=wants_colour(self.request.color, sys.stdout))
        lines = self._lines(STATISTICS if self.request.statistics else self.request.format_, style)
        while some_lines := list(islice(lines, _LINES)):
            click.echo("\n".join(some_lines), color=True)
        if self.request.format_ == "github":
            self._add_summary()

    def say_what_is_missing(self) -> None:
        """Say on standard error what no report, or not every one, shows."""
        report, request = self.report, self.request
        if report.rules and (request.quiet or request.format_ in FOR_PROGRAMS):
            say_words(f"not every rule was reported: {report.rules}")
        if "sarif" in request.formats:
            from butfor.report.sarif import left_out

            if more := left_out(report):
                warn(more)

    def _lines(self, format_: str, style: Style) -> Iterator[str]:
        """Return the lines of a report: for people without what they want left out, and with paths as they see them."""
        report, request = self.report, self.request
        if request.quiet and format_ not in (*FOR_PROGRAMS, "markdown"):  # which counts what it does not show
            failing, older = (
                tuple(finding for finding in findings if at_or_above((finding,), request.fail_on))
                for findings in (report.findings, report.older)
            )
            report = replace(report, findings=failing, older=older)
        style = replace(style, full=request.full, quiet=request.quiet)
        if format_ in ("text", "concise"):
            report, style = report_here(report), replace(style, commands=commands_here)
        return render(format_, report, self.account, style)

    def _add_summary(self) -> None:
        """Append the report to the summary of the job, where GitHub asks for one; the check stands without it."""
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if not path:
            return
        try:
            with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write("\n".join(["", *render("markdown", self.report, self.account), ""]))
        except OSError as error:
            warn(f"can't write the summary of the job: {error.strerror or error}")


def folder_in_repository(root: Path) -> str:
    """Return the archive's folder as seen from the root of its git repository, which CI systems count paths from."""
    top = repository_around(root) or root
    return "".join(f"{part}/" for part in root.relative_to(top).parts)
