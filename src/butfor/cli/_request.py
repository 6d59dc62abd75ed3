"""The options of ``butfor check``."""

import os
from dataclasses import dataclass
from pathlib import Path

from butfor.cli.common import fail
from butfor.files.tree import CONFIG
from butfor.text.display import listed


@dataclass(frozen=True, slots=True)
class Request:
    """The options of one run."""

    paths: tuple[Path, ...]
    archive: Path | None
    format_: str
    outputs: tuple[tuple[str, Path], ...]
    fail_on: str
    color: str
    staged: bool
    since: str | None
    public: tuple[str, ...]
    stdin_filename: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    no_cache: bool
    jobs: int | None
    full: bool
    quiet: bool
    statistics: bool

    @property
    def compares(self) -> bool:
        """Whether wires are compared with an earlier version."""
        return self.staged or self.since is not None or (is_ci_job() and Path("-") not in self.paths)

    @property
    def formats(self) -> frozenset[str]:
        """The formats of all reports."""
        return frozenset([self.format_, *(format_ for format_, _ in self.outputs)])

    @property
    def filters(self) -> bool:
        """Whether only some rules are reported."""
        return bool(self.select or self.ignore)

    @property
    def said_rules(self) -> str:
        """Which rules are reported, in words; empty for all."""
        only, but = (
            listed((f"`{name.strip()}`" for value in values for name in value.split(",")), "and")
            for values in (self.select, self.ignore)
        )
        words = f"only {only}" if only else "all rules" if but else ""
        return (f"{words} but {but}" if but else words) + (", and what can't be read" if only else "")


def refuse_contradictions(request: Request) -> None:
    """Stop with status 2 where options do not go together."""
    if request.staged and (request.since is not None or request.paths):
        fail("--staged checks everything that is staged: leave out PATHS and --since")
    if request.since is not None and "-" in map(str, request.paths):
        fail("--since compares files: it can't be combined with `-`, which is standard input")
    if request.public and (request.since is not None or not request.compares):
        fail("--public names the public branch: use it with --staged, or in CI, and not with --since")
    if request.statistics and (request.format_ != "text" or request.full):
        fail("--statistics shows no findings: leave out --format and --full")
    if request.filters and request.fail_on != "never" and is_ci_job():
        fail(
            f"in CI all rules run: leave out --select and --ignore, and turn a rule off under [rules] in {CONFIG}",
            "for a report that never fails, add --fail-on never",
        )


def is_ci_job() -> bool:
    """Whether this runs in a job of a CI system."""
    from butfor.engine.ci import is_ci  # an unchanged archive is answered without it

    return is_ci(os.environ)
