"""The options of ``butfor check``."""

import os
from dataclasses import dataclass
from pathlib import Path

from butfor.text.display import listed


@dataclass(frozen=True, slots=True)
class Request:
    """The options of one run."""

    paths: tuple[Path, ...]
    archive: Path | None
    format_: str
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
    timings: bool
    full: bool
    quiet: bool
    statistics: bool

    @property
    def compares(self) -> bool:
        """Whether wires are compared with an earlier version."""
        return self.staged or self.since is not None or (is_ci_job() and Path("-") not in self.paths)

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
        return f"{words} but {but}" if but else words


def is_ci_job() -> bool:
    """Whether this runs in a job of a CI system."""
    from butfor.engine.ci import is_ci  # an unchanged archive is answered without it

    return is_ci(os.environ)
